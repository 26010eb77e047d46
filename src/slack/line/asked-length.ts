import { letterDistance } from '../../lib/letter-distance.ts';
import { excerpt } from '../../moderation/excerpt.ts';
import type { MuteLength } from '../../moderation/ladder.ts';
import { type LengthRefusal, refuse } from '../../moderation/length-fault.ts';
import { noLadder } from '../../moderation/request-by-ladder.ts';
import { findSecondLength } from '../../moderation/second-length.ts';
import type { LineContext } from './context.ts';
import { inQuotes } from './items.ts';
import { placeholders } from './placeholders.ts';
import { readSpokenLength, type SpokenLength } from './template-length.ts';

/** A mute's length on a line: one that was written, a template's, or `auto`. */
export interface AskedLength extends Omit<SpokenLength, 'reading'> {
  readonly reading: { readonly ok: true; readonly length: MuteLength } | LengthRefusal;
}

/** `auto` in any case, and nothing else. */
export function isAutoWord(text: string): boolean {
  return /^auto$/i.test(text);
}

/** Reads what stands behind a mute's `for`: `auto` without quotes where there is a ladder, or what {@link readSpokenLength} reads. */
export function readAskedLength(text: string, from: number, { templates, ladder }: LineContext): AskedLength {
  const length = readSpokenLength(text, from, templates);
  const { reading, start, end } = length;
  if (reading.ok) return length;
  const typed = text.slice(start, end);
  if (isAutoWord(typed)) return ladder ? auto(text, length) : { ...length, reading: refusal(noLadder) };
  const word = /^["“”]?([\p{L}-]+)/u.exec(typed)?.[1] ?? '';
  const quoted = isAutoWord(word) && /^["“”'‘’«]/.test(typed);
  if (!ladder || !(quoted || isNearAuto(word)) || reading.fault === 'two-lengths') return length;
  const sentence = quoted
    ? 'In quotes auto is no length: write it without them.'
    : `“${excerpt(typed)}” is not a length. Did you mean auto, which picks a length for each target from its history?`;
  return { ...length, reading: refusal(sentence), fixes: [{ span: { start, end }, instead: ['auto'] }] };
}

function auto(text: string, length: SpokenLength): AskedLength {
  const { start, end } = length;
  const rest = text.slice(start);
  const two = findSecondLength(rest, text.slice(start, end));
  if (two === undefined) return { ...length, reading: { ok: true, length: { kind: 'auto' } }, fixes: [] };
  const sentence = `auto is followed by a length, ${excerpt(two.second)}. Which of the two is it? As the reason, put it in quotes.`;
  const both = { start, end: start + two.end };
  const fixes = [
    {
      span: both,
      instead: two.meant.length > 0 ? two.meant.filter((each) => !isAutoWord(each)) : [placeholders.length],
    },
    { span: { start: end, end: text.length }, instead: [` ${inQuotes(text.slice(end).trim())}`] },
  ];
  return { ...length, reading: refusal(sentence), fixes };
}

function refusal(sentence: string): LengthRefusal {
  return { ...refuse('auto', [], () => sentence), example: true };
}

/** `auot`, `automatic`, `auto,`. */
function isNearAuto(word: string): boolean {
  const typed = word.toLowerCase();
  return /^automat/.test(typed) || (typed.length < 8 && letterDistance(typed, 'auto') <= 1);
}
