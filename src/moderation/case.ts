import { type Action, actionFacts, takesLength } from './action.ts';
import type { Length } from './length.ts';
import type { Outcome, Tally } from './outcome.ts';
import { outcomes } from './outcome.ts';
import type { Place } from './place.ts';
import type { VendorName } from './vendor.ts';

/** A numbered record of one decision: what was asked for, never changed afterwards, and whether it is still being carried out. */
export interface Case {
  /** 1, 2, 3, … What moderators call it by. */
  readonly number: number;
  /** When it was recorded, epoch ms. */
  readonly createdAt: number;
  readonly action: Action;
  readonly vendor: VendorName;
  readonly place: Place;
  /** Present exactly for the actions that take one. */
  readonly length?: Length;
  /** When a timed case ends, epoch ms, fixed at the request; absent for permanent ones and for actions without a length. */
  readonly expiresAt?: number;
  readonly reason?: string;
  /** Slack user id of who asked. */
  readonly moderator: string;
  /** Slack user id of the second moderator whose yes it had. */
  readonly approvedBy?: string;
  /** How many targets it has, skipped ones included. */
  readonly total: number;
  /** How many of them were written more than once. */
  readonly duplicates: number;
  /** When its last target ended, epoch ms; absent while it is open. */
  readonly closedAt?: number;
  /** The last time it was asked for: when it was recorded, or when somebody had it retried. */
  readonly asked: Asked;
  /** The last word was to stop; what was not attempted then ends `skipped`. */
  readonly cancelled?: { readonly by: string; readonly at: number };
  /** The case that this one undoes. */
  readonly undoes?: number;
  /** The case whose targets and place this one took over, with another end. */
  readonly extends?: number;
  /** The newest case that undid this one, confirmed; absent while that is under way, and if it failed in part. */
  readonly undoneBy?: number;
  /** Targets that `undoneBy` left, in whole or in part: to the newer case `by`; without it they were not this case's to end. */
  readonly notUndone?: readonly { readonly count: number; readonly by?: number }[];
}

/** Who wants a case carried out. They are told how it ends. */
export interface Asked {
  /** Slack user id. */
  readonly by: string;
  /** Epoch ms. */
  readonly at: number;
  /** How many of the case's targets it was about. */
  readonly total: number;
}

/** A target as asked for; `problem` says why it cannot be sent: it ends `skipped` at once. */
export interface AskedTarget {
  readonly id: string;
  readonly problem?: string;
}

/** True for a target that can be sent. */
export function isPossible({ problem }: AskedTarget): boolean {
  return problem === undefined;
}

/** What a moderator asked for, checked and ready to be recorded. */
export interface CaseRequest {
  readonly action: Action;
  readonly vendor: VendorName;
  readonly place: Place;
  /** Without repeats. */
  readonly targets: readonly AskedTarget[];
  /** How many of them were written more than once. */
  readonly duplicates: number;
  readonly length?: Length;
  /** For how long the vendor keeps this action's clock by itself, in seconds; 0: not at all. See `VendorApp.keepsClockFor`. */
  readonly vendorClockSeconds: number;
  readonly reason?: string;
  readonly moderator: string;
  /** Two requests with one key are one request delivered twice: `command:<trigger_id>`, `form:<view id>`. */
  readonly deliveryKey: string;
  /** Where the moderator can be answered privately; a secret. */
  readonly responseUrl?: string;
}

/** Targets of a case that ended in the same way for the same reason. */
export interface EndingGroup {
  /** Absent: not ended yet. */
  readonly outcome?: Outcome;
  readonly code?: string;
  readonly words?: string;
  readonly count: number;
  /** The first few targets, in the order they were asked for; at most as many as were asked of the store. */
  readonly targets: readonly string[];
}

/** Targets that an older case held until a certain time when this case took them over. */
export interface EarlierEnd {
  /** The older case. */
  readonly case: number;
  /** When that would have ended, epoch ms; absent: never. */
  readonly expiresAt?: number;
  readonly count: number;
  /** The first few. */
  readonly targets: readonly string[];
}

/** When a request made now with this length ends, epoch ms; undefined for permanent. */
export function expiryOf(length: Length, now: number): number | undefined {
  return length.kind === 'timed' ? now + length.seconds * 1000 : undefined;
}

/** How long Hush keeps trying while the vendor surely did not get a request: until a timed case's end, else for a day (design law 6). */
export function giveUpAt(record: Pick<Case, 'expiresAt' | 'asked'>): number {
  return record.expiresAt ?? record.asked.at + 86_400_000;
}

export function tallyOf(groups: readonly EndingGroup[]): Tally {
  const tally = { open: 0, ...Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) } as Record<
    keyof Tally,
    number
  >;
  for (const group of groups) tally[group.outcome ?? 'open'] += group.count;
  return tally;
}

/** The action that ends what this case set, if it set something that can end. */
export function endingAction(record: Pick<Case, 'action'>): Action | undefined {
  return takesLength(record.action) ? actionFacts[record.action].endedBy : undefined;
}
