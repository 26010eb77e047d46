import { seededRandom } from '../vendors/seeded-random.ts';

/** Chances that fall the same way in every run with the same seed. */
export interface Dice {
  /** A whole number from 0 to below `count`. */
  below(count: number): number;
  /** True in this share of all throws. */
  chance(share: number): boolean;
  pick<T>(from: readonly T[]): T;
}

export function dice(seed: number): Dice {
  const { fraction } = seededRandom(seed);
  const below = (count: number) => Math.floor(fraction() * count);
  return {
    below,
    chance: (share) => fraction() < share,
    pick: <T>(from: readonly T[]) => from[below(from.length)] as T,
  };
}
