import { letterDistance } from '../../lib/letter-distance.ts';

/** Those of the words that a typo of one or two letters could have been meant to be, nearest first; only the nearest ones if they tie. */
export function nearest<Word extends string>(typed: string, words: readonly Word[]): readonly Word[] {
  // Nobody mistypes a verb into something twice as long; and the work must not grow with what was pasted.
  if (typed.length > 20) return [];
  const measured = words.map((word) => ({ word, distance: letterDistance(typed, word) }));
  const least = Math.min(...measured.map(({ distance }) => distance));
  const allowed = typed.length < 4 ? 1 : 2;
  return least > allowed ? [] : measured.filter(({ distance }) => distance === least).map(({ word }) => word);
}
