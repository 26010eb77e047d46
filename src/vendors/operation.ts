import type { z } from 'zod';

/** A page of the vendor's documentation. */
export type Source = `https://${string}`;

/**
 * What Hush does when a code comes back.
 * - `succeed`: the vendor did it.
 * - `already`: it was so before, if the code's `state` is the wanted one.
 * - `wait`: surely not executed; the whole bucket pauses, then the call is repeated.
 * - `repeat`: perhaps executed; repeated a few times, then `unconfirmed`.
 * - `resign`: signed anew once; a second time means that a clock is wrong.
 * - `split`: the parameters were refused as a whole; halved until the culprit stands alone.
 * - `readBack`: perhaps executed earlier; reading the state decides.
 * - `reject`: the vendor's no, to the targets it came for.
 * - `rejectPlace`: about one target it is a no to that target, about the whole call a no to the whole place.
 * - `refuse`: the credentials or the app's set-up; nothing more is sent for a while and people are told.
 * - `fault`: Hush built a wrong request; a no like any other, and an error in the log.
 */
export type Next =
  | 'succeed'
  | 'already'
  | 'wait'
  | 'repeat'
  | 'resign'
  | 'split'
  | 'readBack'
  | 'reject'
  | 'rejectPlace'
  | 'refuse'
  | 'fault';

/** What one vendor code means. */
export interface CodeFact {
  readonly next: Next;
  /** For a moderator, about one target or the call: `is not in the group`. Without the code. */
  readonly words: string;
  /** The words when the code came for the whole call, if they differ. */
  readonly wholeWords?: string;
  /** `wait`: how long the vendor's bucket must be left alone, in milliseconds. */
  readonly pauseMs?: number;
  /** `already`: the state that the code tells of; true is set (muted, silenced). */
  readonly state?: boolean;
}

/** Codes by number. A code that is missing is an unknown one, and is kept raw. */
export type CodeTable = Readonly<Record<number, CodeFact>>;

/** A name and its value, not yet percent-encoded. */
export type Field = readonly [name: string, value: string];

/** An operation's own part of a request; the vendor's signing adds the rest. */
export interface Encoded {
  readonly query?: readonly Field[];
  readonly json?: Readonly<Record<string, unknown>>;
  readonly form?: readonly Field[];
  /** One id per intent, kept over repeats, where the vendor knows such a thing (32 hex characters). */
  readonly requestId?: string;
}

/** The documented facts of one vendor operation, and its encoding and decoding. */
export interface Operation<Input, Reply> {
  /** As the vendor calls it. */
  readonly name: string;
  /** The page that the facts come from. */
  readonly source: Source;
  readonly method: 'GET' | 'POST';
  /** Appended to the app's base URL. */
  readonly path: string;
  /** What a repeat of the same call does: nothing more, start the mute's clock anew, or only read. */
  readonly repeat: 'harmless' | 'extends' | 'reads';
  /** Calls a second that the vendor allows by default, for each app and operation, and the page that says so. */
  readonly quota: { readonly callsPerSecond: number; readonly source: Source };
  /** Most targets (or, when reading a list, most items of a page) in one call. */
  readonly maxTargets: number;
  /** A longer reply body is cut off. Bytes. */
  readonly maxReplyBytes: number;
  readonly codes: CodeTable;
  /** The code of success. */
  readonly success: number;
  encode(input: Input): Encoded;
  /** Decodes every reply, good or bad; unknown keys are dropped. */
  readonly reply: z.ZodType<Reply>;
}

/** An operation of which only the facts matter. */
export type OperationFacts = Omit<Operation<never, unknown>, 'encode' | 'reply'>;

/** Types an operation; adds nothing. */
export function operation<Input, Reply>(facts: Operation<Input, Reply>): Operation<Input, Reply> {
  return facts;
}
