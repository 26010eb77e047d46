import type { Random } from '../lib/random.ts';

const noncesPerDraw = 128;

/**
 * Nonces of so many bytes in hex, cut from larger draws: asking the system for a few bytes at a time took a fifth of a whole call's
 * processor time.
 */
export function nonces(random: Random, bytes: number): () => string {
  let drawn = '';
  let used = 0;
  return () => {
    if (used >= drawn.length) {
      drawn = random.hex(bytes * noncesPerDraw);
      used = 0;
    }
    used += bytes * 2;
    return drawn.slice(used - bytes * 2, used);
  };
}
