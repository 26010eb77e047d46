/** How one target ended. The words are fixed: people and tools rely on them. */
export const outcomes = ['done', 'already', 'rejected', 'failed', 'unconfirmed', 'skipped'] as const;

/**
 * - `done`: the vendor confirmed it.
 * - `already`: it was so before.
 * - `rejected`: the vendor said no.
 * - `failed`: could not be carried out, and surely did not happen.
 * - `unconfirmed`: may have happened; the reply was lost.
 * - `skipped`: not attempted.
 */
export type Outcome = (typeof outcomes)[number];

/** Outcomes after which the state may be what the case asked for. */
export const tookEffect: readonly Outcome[] = ['done', 'already', 'unconfirmed'];

/** The ending of one target. */
export interface Ending {
  readonly target: string;
  readonly outcome: Outcome;
  /** The vendor's code exactly as it came, if the ending came with one: `660600024`, `414`. */
  readonly code?: string;
  /** Why, in words for a moderator, without the target's id: `is not in the group`. Absent when nothing needs saying. */
  readonly words?: string;
}

/** A request that was left without its answer may have worked: what was sent cannot be called failed, nor rejected. */
export function inDoubt<Told extends Omit<Ending, 'target'>>(
  ending: Told,
): Told & { outcome: 'unconfirmed'; words: string } {
  const words = `an earlier request may have worked; then ${ending.words ?? 'nothing more could be sent'}`;
  return { ...ending, outcome: 'unconfirmed', words };
}

/** How many targets ended in each way; `open` ones have not ended yet. */
export type Tally = Readonly<Record<Outcome | 'open', number>>;
