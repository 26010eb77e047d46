import type { Random } from '../../src/lib/random.ts';

/** The same numbers in every run (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed;
  const fraction = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    fraction,
    hex: (bytes) => Array.from({ length: bytes * 2 }, () => Math.floor(fraction() * 16).toString(16)).join(''),
  };
}
