import type { Data } from '../../wire/data.ts';
import type { ViolationKind } from '../model.ts';
import type { SlackOAuth } from '../oauth.ts';
import type { SlackSwitches } from '../switches.ts';
import type { BotTokens } from '../tokens.ts';
import type { Triggers } from '../triggers.ts';
import type { ViewStacks } from '../view-stacks.ts';
import type { Workspace } from '../workspace.ts';

/** What a Web API method works on. */
export interface MethodContext {
  readonly workspace: Workspace;
  readonly views: ViewStacks;
  readonly triggers: Triggers;
  readonly switches: SlackSwitches;
  readonly args: Data;
  readonly token: string;
  /** The workspace's. */
  readonly tokens: BotTokens;
  /** Where several workspaces can install the app. */
  readonly oauth: SlackOAuth | undefined;
  /** Of the stand-in: `http://127.0.0.1:1234`. */
  readonly origin: string;
}

/** An answer: fields beside `ok`, or an error. */
export type MethodAnswer =
  | { readonly ok: true; readonly fields: Data }
  | {
      readonly ok: false;
      readonly error: string;
      readonly problems?: readonly string[];
      /** Recorded against the bot, when the error is its own fault. */
      readonly violation?: ViolationKind;
    };

/** One Web API method. */
export interface SlackMethod {
  /** The scope it needs; absent: none. */
  readonly scope?: string;
  /** It is not asked with a token. */
  readonly withoutToken?: true;
  /** Calls a minute of its tier. */
  readonly perMinute: number;
  readonly run: (context: MethodContext) => MethodAnswer;
}

/** Success, with the fields beside `ok`. */
export function ok(fields: Data = {}): MethodAnswer {
  return { ok: true, fields };
}

/** An error that is nobody's fault: a channel is gone, a form was closed. */
export function fail(error: string): MethodAnswer {
  return { ok: false, error };
}

/** An error that a correct bot does not cause. */
export function fault(error: string, violation: ViolationKind = 'bad_arguments'): MethodAnswer {
  return { ok: false, error, violation };
}
