import type { Case, EarlierEnd } from '../../moderation/case.ts';
import { idsText } from './case-words.ts';
import { codeText, countOf, dateText } from './mrkdwn.ts';

export interface EarlierFacts {
  readonly record: Case;
  /** What this case took over from older ones; for an undo, what the case that it undoes had taken over. */
  readonly earlier: readonly EarlierEnd[];
  /** Epoch ms. */
  readonly now: number;
}

/** Characters of ids in a note. */
const idsRoom = 200;

/** Both ends of what was running before, one line for each; and for an undo what it does not bring back. Escaped. */
export function earlierNotes({ record, earlier, now }: EarlierFacts): readonly string[] {
  const { place } = record;
  const isUndo = record.undoes !== undefined;
  const told = isUndo ? earlier.filter(({ expiresAt }) => expiresAt === undefined || expiresAt > now) : earlier;
  return told.map((end) => {
    const before = untilWords(end.expiresAt);
    // What a group had before may have been about other people.
    const ids = place.kind === 'whole-group' ? `${codeText(place.group)} as a whole` : idsText(end, idsRoom);
    if (isUndo)
      return `Not restored: ${ids}, ${before} by case ${end.case}, which case ${record.undoes} had taken over.`;
    const after = record.length ? `, ${afterWords(end.expiresAt, record.expiresAt)}` : '';
    return `${ids}: was ${before} (case ${end.case})${after}.`;
  });
}

/** The new end; beside an old one that reads alike, by how much it differs. */
function afterWords(before: number | undefined, after: number | undefined): string {
  if (before === after) return 'and still is';
  if (before === undefined || after === undefined || minuteOf(before) !== minuteOf(after))
    return `is ${untilWords(after)} now`;
  const seconds = Math.max(1, Math.round(Math.abs(after - before) / 1000));
  return `ends ${countOf(seconds, 'second')} ${after > before ? 'later' : 'earlier'} now`;
}

/** The minute that {@link dateText} shows. */
function minuteOf(at: number): number {
  return Math.floor(Math.ceil(at / 1000) / 60);
}

function untilWords(expiresAt: number | undefined): string {
  return expiresAt === undefined ? 'permanent' : `until ${dateText(expiresAt)}`;
}
