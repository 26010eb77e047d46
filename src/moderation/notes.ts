import type { Claim, FollowUp } from './follow-up.ts';

/** Characters of a note. Hush's own limit: three of them still fit into one answer. */
export const longestNote = 2000;
/** Notes of one case. Hush's own limit: more is a conversation, and belongs into the thread of the audit message. */
export const mostNotes = 100;

/** What a moderator added to a case. Never changed and never removed. */
export interface Note {
  /** 1, 2, 3 and so on within its case. */
  readonly number: number;
  /** Epoch ms. */
  readonly at: number;
  /** Slack user id. */
  readonly author: string;
  /** Plain text as it was written; links as bare addresses. */
  readonly text: string;
}

/** The newest notes of a case, oldest of them first, and how many there are altogether. */
export interface NewestNotes {
  readonly notes: readonly Note[];
  readonly total: number;
}

export type Noted =
  /** `note` is its number. With `duplicate` it was there already. */
  | { readonly kind: 'recorded'; readonly note: number; readonly duplicate: boolean }
  /** There is no such case, or it has {@link mostNotes} notes already. */
  | { readonly kind: 'refused'; readonly why: 'unknown' | 'full' };

/** Notes on cases, whatever state those are in. */
export interface Notes {
  /** Commits the note, its audit entry and what the thread is told. `claim` as in `Cases.record`. */
  add(ask: FollowUp & { readonly text: string }, claim: Claim): Promise<Noted>;
  newest(query: { readonly case: number; readonly limit: number }): Promise<NewestNotes>;
}
