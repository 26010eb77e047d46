import { type AskedLength, readAskedLength } from './asked-length.ts';
import type { Line, Span } from './fault.ts';
import { type Item, keywordOf } from './items.ts';
import { readLineLength } from './line-length.ts';
import { reasonBehind } from './template-length.ts';

/** A mute's or unmute's line cut at its keywords, before anything in it is judged. */
export interface Cut {
  readonly verb: 'mute' | 'unmute';
  readonly targets: readonly Item[];
  /** `in` or `everywhere`; or the `for` that came instead; undefined: the line ended. */
  readonly marker: Item | undefined;
  readonly place: readonly Item[];
  /** From `in` or `everywhere` to the end of the place; without a place: where it is missing. */
  readonly placeSpan: Span;
  /** The `for` before the length. A length without it was only guessed, to say what is missing. */
  readonly for?: Item | undefined;
  readonly length?: AskedLength;
  /** Trimmed; empty when there is none. */
  readonly reason: string;
}

/** Cuts the line: targets end at the first unquoted `in` or `everywhere`, a mute's place at `for`, an unmute's with its last comma. */
export function cutMute(line: Line, verb: 'mute' | 'unmute'): Cut {
  const { text } = line.plain;
  const targets: Item[] = [];
  let marker = line.reader.next();
  while (marker !== undefined && !['in', 'everywhere', 'for'].includes(keywordOf(marker) ?? '')) {
    targets.push(marker);
    marker = line.reader.next();
  }
  const keyword = keywordOf(marker);
  if (marker === undefined || keyword === 'for') {
    const length = marker === undefined ? undefined : readAskedLength(text, marker.end, line);
    const missingAt = marker?.start ?? text.trimEnd().length;
    const reason = length === undefined ? '' : reasonBehind(text, length);
    const found = length === undefined ? {} : { for: marker, length };
    return { verb, targets, marker, place: [], placeSpan: { start: missingAt, end: missingAt }, ...found, reason };
  }
  const start = keyword === 'everywhere' ? [marker] : [];
  const behind = placeAndFor(line, { start, stopAtFor: verb === 'mute' });
  const joined = joinedByCommas(behind.place);
  const joinedEnd = joined.at(-1)?.end ?? marker.end;
  const base = { verb, targets, marker };
  if (verb === 'unmute') {
    const placeSpan = { start: marker.start, end: joinedEnd };
    return { ...base, place: joined, placeSpan, reason: text.slice(joinedEnd).trim() };
  }
  // `in lobby 2h spam`, also with a `for` in the reason: the length is there, its `for` is not.
  const more = behind.place.length > joined.length || behind.for === undefined;
  const guessed = more && joined.length > 0 ? readLineLength(text, joinedEnd) : undefined;
  if (guessed?.reading.ok) {
    const placeSpan = { start: marker.start, end: joinedEnd };
    return { ...base, place: joined, placeSpan, length: guessed, reason: text.slice(guessed.end).trim() };
  }
  if (behind.for === undefined) {
    const placeSpan = { start: marker.start, end: joinedEnd };
    return { ...base, place: joined, placeSpan, reason: text.slice(joinedEnd).trim() };
  }
  const length = readAskedLength(text, behind.for.end, line);
  const placeSpan = { start: marker.start, end: behind.place.at(-1)?.end ?? marker.end };
  return { ...base, place: behind.place, placeSpan, for: behind.for, length, reason: reasonBehind(text, length) };
}

function placeAndFor(line: Line, { start, stopAtFor }: { start: readonly Item[]; stopAtFor: boolean }) {
  const apps = line.apps.map(({ name }) => name);
  const place = [...start];
  for (let item = line.reader.next(apps); item !== undefined; item = line.reader.next(apps)) {
    if (keywordOf(item) === 'for' && (stopAtFor || place.length === 0)) return { place, for: item };
    // Behind an unmute's place only the reason follows, and a reason is never taken apart.
    if (!stopAtFor && place.length > 0 && !item.afterComma) break;
    place.push(item);
  }
  return { place };
}

/** The first items, as long as commas join them. */
function joinedByCommas(items: readonly Item[]): readonly Item[] {
  const end = items.findIndex((item, index) => index > 0 && !item.afterComma);
  return end < 0 ? items : items.slice(0, end);
}
