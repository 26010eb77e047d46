import { letterDistance } from '../../lib/letter-distance.ts';

/** ` Did you mean lead?`, for a word that is at most two letters off one that there is; else nothing. */
export function meant(word: string, known: Iterable<string>): string {
  if (word.length > 40) return '';
  const near = [...known]
    .map((one) => ({ one, distance: letterDistance(word.toLowerCase(), one.toLowerCase()) }))
    .filter(({ one, distance }) => distance <= Math.min(2, one.length - 1))
    .toSorted((a, b) => a.distance - b.distance)[0];
  return near ? ` Did you mean ${near.one}?` : '';
}
