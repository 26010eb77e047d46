import { webApi } from '@slack/bolt';
import { z } from 'zod';
import type { Log } from '../../lib/log.ts';
import { boltLogger } from '../bolt-logger.ts';
import { clientOptions, slackTrouble } from '../clients.ts';
import { scopes } from '../scopes.ts';

/** What Hush is to Slack's OAuth (https://docs.slack.dev/authentication/installing-with-oauth). */
export interface SlackApp {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Base of the Web API, ending in a slash. */
  readonly apiUrl: string;
}

/** What Slack gave for a code. */
export type Granted =
  | {
      readonly kind: 'granted';
      /** Slack's id and name of the workspace. */
      readonly workspace: string;
      readonly name: string;
      readonly token: string;
      readonly botUser: string;
      /** Slack id of who installed it. */
      readonly by: string;
    }
  /**
   * Not what Hush can use, and given back where there was a token.
   *
   * - `organisation`: installed for a whole organisation.
   * - `rotation`: the tokens of this Slack app run out.
   * - `scopes`: permissions are missing; `missing` names them.
   */
  | { readonly kind: 'organisation' | 'rotation' }
  | { readonly kind: 'scopes'; readonly missing: readonly string[] }
  /** Slack's word for why not, or that its answer was not understood. */
  | { readonly kind: 'refused'; readonly word: string };

/** https://docs.slack.dev/reference/methods/oauth.v2.access */
const grant = z.object({
  access_token: z.string().startsWith('xoxb-'),
  token_type: z.literal('bot'),
  scope: z.string(),
  bot_user_id: z.string().min(1),
  team: z.object({ id: z.string().min(1), name: z.string().nullish() }),
  is_enterprise_install: z.boolean().default(false),
  refresh_token: z.string().nullish(),
  expires_in: z.number().nullish(),
  authed_user: z.object({ id: z.string().min(1) }),
});

/** Where Slack asks people whether Hush may be installed. The address that it sends them back to is the one that the app's settings name. */
export function authorizeUrl({ clientId, apiUrl }: SlackApp, state: string): string {
  const url = new URL('../oauth/v2/authorize', apiUrl);
  url.search = new URLSearchParams({ client_id: clientId, scope: Object.keys(scopes).join(','), state }).toString();
  return url.href;
}

export interface SlackOAuth {
  /** Exchanges a code, which is good once and for ten minutes. Never rejects. */
  exchange(code: string): Promise<Granted>;
  /** Gives a token back that is not kept: it is good for nothing then. Never rejects. */
  giveBack(token: string): Promise<void>;
}

export function createSlackOAuth(app: SlackApp, log: Log): SlackOAuth {
  const client = new webApi.WebClient(undefined, { ...clientOptions(app), logger: boltLogger(log) });
  const giveBack = async (token: string) => {
    try {
      await client.auth.revoke({ token });
    } catch (error) {
      log.warn(
        { event: 'install.kept', trouble: slackTrouble(error).word },
        'A token that is not wanted could not be given back; it was not stored.',
      );
    }
  };
  return {
    giveBack,
    exchange: async (code) => {
      let answer: unknown;
      try {
        answer = await client.oauth.v2.access({ client_id: app.clientId, client_secret: app.clientSecret, code });
      } catch (error) {
        return { kind: 'refused', word: slackTrouble(error).word };
      }
      const read = grant.safeParse(answer);
      const token = read.success ? read.data.access_token : undefined;
      const judged = judge(answer, read.data);
      if (judged.kind !== 'granted' && token !== undefined) await giveBack(token);
      return judged;
    },
  };
}

function judge(answer: unknown, given: z.infer<typeof grant> | undefined): Granted {
  // For an organisation there is no team.
  const { is_enterprise_install: wide } = (answer ?? {}) as { readonly is_enterprise_install?: unknown };
  if (wide === true) return { kind: 'organisation' };
  if (!given) return { kind: 'refused', word: 'unexpected_answer' };
  if (given.refresh_token || given.expires_in) return { kind: 'rotation' };
  const granted = new Set(given.scope.split(','));
  const missing = Object.keys(scopes).filter((scope) => !granted.has(scope));
  if (missing.length > 0) return { kind: 'scopes', missing };
  const { team, access_token: token, bot_user_id: botUser, authed_user: by } = given;
  return { kind: 'granted', workspace: team.id, name: team.name ?? team.id, token, botUser, by: by.id };
}
