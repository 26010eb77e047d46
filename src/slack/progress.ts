import type { Clock } from '../lib/clock.ts';

/** A running case's message is brought up to date at most this often (design §4). */
const caseEveryMs = 3000;
/** Updates of all running cases together, so that there is room for what people wait for: first posts and endings. */
const mostUpdates = 40;
const windowMs = 60_000;
/** Slots lie so far apart that 40 fit into a minute. */
const slotMs = windowMs / mostUpdates;
/** Whoever's turn was missed waits for the others' this long. */
const yieldMs = 500;
/** Speed is measured over this time, so that an hour without an answer does not count for ever. */
const paceMs = 60_000;

/** How far a case came in a time. */
export interface Pace {
  readonly settled: number;
  readonly ms: number;
}

/**
 * When running cases' messages may be brought up to date: each at most every 3 s, all together at most 40 times a minute. Each case
 * reserves its next slot when it was updated, so that they take turns. In memory: after a restart everybody reserves anew.
 */
export interface Progress {
  /**
   * Asked before a running case's message is updated. Undefined: now, and it counts. Else it is too early, or nothing changed since, and
   * it may be asked again after so many milliseconds, a whole number as all that is told here.
   */
  wait(number: number, text: string): number | undefined;
  /** It was posted or updated with this text. Returns after how many milliseconds its next turn comes. */
  told(number: number, text: string): number;
  /** Slack would not take the update: it keeps its turn. */
  refused(number: number): void;
  /** The case has ended. */
  forget(number: number): void;
  /** It stands still at so many targets: its pace is measured anew from here. */
  stands(number: number, settled: number): void;
  /** Notes how many targets have ended by now; `from` is what is known of the beginning. Undefined: nothing to measure by yet. */
  pace(number: number, settled: number, from?: { readonly settled: number; readonly msAgo: number }): Pace | undefined;
}

export function createProgress(clock: Pick<Clock, 'monotonic'>): Progress {
  const turns = new Map<number, number>();
  const texts = new Map<number, string>();
  const samples = new Map<number, { readonly at: number; readonly settled: number }[]>();
  const updates: number[] = [];
  let lastSlot = Number.NEGATIVE_INFINITY;

  const reserve = (number: number, earliest: number): number => {
    lastSlot = Math.max(earliest, lastSlot + slotMs);
    turns.set(number, lastSlot);
    return lastSlot;
  };

  /** Whose turn should have come before, and has not. What is overdue for a minute has other troubles. */
  const someoneIsFirst = (turn: number, now: number): boolean => {
    for (const [other, at] of turns) {
      if (at < now - windowMs) turns.delete(other);
      else if (at < turn) return true;
    }
    return false;
  };

  return {
    wait: (number, text) => {
      const now = clock.monotonic();
      if (texts.get(number) === text) {
        turns.delete(number);
        return caseEveryMs;
      }
      const turn = turns.get(number) ?? reserve(number, now);
      if (turn > now) return Math.ceil(turn - now);
      if (someoneIsFirst(turn, now)) return yieldMs;
      while (updates[0] !== undefined && updates[0] <= now - windowMs) updates.shift();
      const [oldest] = updates;
      if (oldest !== undefined && updates.length >= mostUpdates) return Math.ceil(oldest + windowMs - now);
      updates.push(now);
      turns.delete(number);
      return undefined;
    },
    told: (number, text) => {
      texts.set(number, text);
      const now = clock.monotonic();
      return Math.ceil(reserve(number, now + caseEveryMs) - now);
    },
    refused: (number) => {
      turns.set(number, clock.monotonic());
    },
    forget: (number) => {
      for (const map of [turns, texts, samples]) map.delete(number);
    },
    stands: (number, settled) => {
      samples.set(number, [{ at: clock.monotonic(), settled }]);
    },
    pace: (number, settled, from) => {
      const now = clock.monotonic();
      const known = samples.get(number) ?? (from ? [{ at: now - from.msAgo, settled: from.settled }] : []);
      // The oldest that is young enough, or else the youngest there is.
      while (known.length > 1 && (known[0]?.at ?? now) < now - paceMs) known.shift();
      const [oldest] = known;
      known.push({ at: now, settled });
      samples.set(number, known);
      return oldest && now > oldest.at ? { settled: settled - oldest.settled, ms: now - oldest.at } : undefined;
    },
  };
}
