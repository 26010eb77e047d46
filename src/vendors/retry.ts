import type { Random } from '../lib/random.ts';

/** How often a call that the vendor may have carried out is repeated before its targets end `unconfirmed` (law 6). */
export const mostRepeats = 3;

/** Longest wait between two tries of a call that surely was not carried out: a vendor that comes back is noticed within it. */
const longestWaitMs = 10_000;
const firstWaitMs = 500;

/** Before repeat 1, 2 or 3 of a call that may have been carried out: about 1, 2 and 4 s, 10 % either way. */
export function repeatDelayMs(repeat: number, random: Random): number {
  return Math.round(1000 * 2 ** (repeat - 1) * (0.9 + 0.2 * random.fraction()));
}

/** After the n-th try in a row that surely was not carried out: about 0.5, 1, 2, 4, 8, 10, 10 … s, 20 % either way, never over 10 s. */
export function waitDelayMs(tries: number, random: Random): number {
  const full = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(tries - 1, 10));
  return Math.min(longestWaitMs, Math.round(full * (0.8 + 0.4 * random.fraction())));
}

/** A pause that the vendor imposed, and up to a tenth more, so that several processes do not all come back at one instant. */
export function pauseWithJitterMs(pauseMs: number, random: Random): number {
  return Math.round(pauseMs * (1 + 0.1 * random.fraction()));
}
