import type { MuteLength } from '../../moderation/ladder.ts';
import type { Length } from '../../moderation/length.ts';
import type { ConversationKind, Place } from '../../moderation/place.ts';

/** Every verb of `/hush`, in the order of the help. */
export const verbs = [
  'mute',
  'unmute',
  'silence',
  'unsilence',
  'groups',
  'active',
  'history',
  'case',
  'undo',
  'extend',
  'reason',
  'note',
  'help',
] as const;
export type Verb = (typeof verbs)[number];

/** A target as written on a line, after quotes and escapes. NetEase ids are lower-cased. */
export interface WrittenTarget {
  readonly id: string;
  /** Why this id cannot be sent (too long, empty, control characters). It is skipped; the others go on. */
  readonly problem?: string;
}

/** What a well-formed line says, with its app resolved. */
export type Command =
  | {
      readonly verb: 'mute';
      readonly targets: readonly WrittenTarget[];
      /** Ids that were written more than once, each once, in order. */
      readonly duplicates: readonly string[];
      /** Of a whole group the one target is the group's id. */
      readonly place: Place & { kind: 'group' | 'modules' | 'whole-group' };
      readonly length: MuteLength;
      readonly reason?: string;
    }
  | {
      readonly verb: 'unmute';
      readonly targets: readonly WrittenTarget[];
      readonly duplicates: readonly string[];
      readonly place: Place & { kind: 'group' | 'modules' | 'whole-group' };
      readonly reason?: string;
    }
  | {
      readonly verb: 'silence';
      /** The conversations. The user is in the place. */
      readonly targets: readonly WrittenTarget[];
      readonly duplicates: readonly string[];
      readonly place: Place & { kind: 'notifications' };
      readonly length: Length;
      readonly reason?: string;
    }
  | {
      readonly verb: 'unsilence';
      readonly targets: readonly WrittenTarget[];
      readonly duplicates: readonly string[];
      readonly place: Place & { kind: 'notifications' };
      readonly reason?: string;
    }
  | { readonly verb: 'groups'; readonly app: string; readonly text?: string }
  | { readonly verb: 'active'; readonly text?: string }
  /** Exactly one of `target` and `moderator` (a Slack user id) is given. */
  | { readonly verb: 'history'; readonly target?: string; readonly moderator?: string }
  | { readonly verb: 'case' | 'undo'; readonly case: number }
  /** The length counts from now. */
  | { readonly verb: 'extend'; readonly case: number; readonly length: Length }
  | { readonly verb: 'reason'; readonly case: number; readonly reason: string }
  /** `text` shows every address that a link in it leads to. */
  | { readonly verb: 'note'; readonly case: number; readonly text: string }
  | { readonly verb: 'help'; readonly of?: Verb }
  /** A bare `/hush` (no `of`) or a bare verb that needs arguments: opens the form. */
  | { readonly verb: 'form'; readonly of?: FormVerb };

export const formVerbs = ['mute', 'unmute', 'silence', 'unsilence'] as const;
export type FormVerb = (typeof formVerbs)[number];

/**
 * What a refused line said, field by field, as far as it could be read: to open the form filled in. Raw words as typed, decoded;
 * a field that was not reached is absent.
 */
export interface Draft {
  readonly verb: FormVerb;
  readonly user?: string;
  readonly conversations?: ConversationKind;
  /** Targets, or conversations for silences, one space between items, quotes kept. */
  readonly targets?: string;
  /** Of a silence: only the app's name, if one was written before `groups` or `users`. */
  readonly place?: string;
  readonly length?: string;
  readonly reason?: string;
}

/** Why a line was refused. Plain text: whoever shows it escapes it. */
export interface LineRefusal {
  /** What is wrong, naming the word; a whole sentence or two. */
  readonly sentence: string;
  /** The wrong word as typed, if one word is to blame. */
  readonly word?: string;
  /** What to type instead: a whole line starting with `/hush`, or several to choose from. */
  readonly suggestions: readonly string[];
  /** The verb of the line, for the right form of it; absent when no verb was recognised. */
  readonly verb?: Verb;
  /** Without a verb: those that were perhaps meant, likeliest first. */
  readonly likely?: readonly Verb[];
  /** Present when the verb has a form, and the line was not only to be tried. */
  readonly draft?: Draft;
}

export type ParsedLine =
  /** With `dryRun` nothing of it is to be done: only what would be is told. */
  | { readonly ok: true; readonly command: Command; readonly dryRun?: true }
  | { readonly ok: false; readonly refusal: LineRefusal };
