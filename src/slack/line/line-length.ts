import { asciiLower } from '../../lib/ascii-lower.ts';
import { excerpt } from '../../moderation/excerpt.ts';
import { type LengthReading, parseLength } from '../../moderation/length.ts';
import { type LengthRefusal, refuse } from '../../moderation/length-fault.ts';
import { secondsPer, spellSeconds, unitSpelled } from '../../moderation/length-grammar.ts';
import { refuseTwoLengths } from '../../moderation/length-refusal.ts';
import { findSecondLength, leadingLength, meansUnit } from '../../moderation/second-length.ts';
import { type Fault, replaced, type Span } from './fault.ts';
import { dashFault } from './item-fault.ts';
import { ItemReader, inQuotes } from './items.ts';
import { isDashWord } from './keywords.ts';
import { placeholders } from './placeholders.ts';
import { plainText } from './slack-text.ts';

/** The length on a line, read from right behind `for`. */
export interface LineLength extends Span {
  readonly reading: LengthReading;
  /** Stretches of the line with what could stand there, if the length is refused. */
  readonly fixes: readonly { readonly span: Span; readonly instead: readonly string[] }[];
}

/**
 * Reads the length that starts at `from` or behind the space there. Unquoted it is one word, or a number and a unit with a space between;
 * whatever comes after it belongs to the reason, and must not look like more of the length. `before` says that the line has no reason: then
 * none is suggested.
 */
export function readLineLength(text: string, from: number, before: 'reason' | 'nothing' = 'reason'): LineLength {
  const start = from + (text.slice(from).length - text.slice(from).trimStart().length);
  const rest = text.slice(start);
  const spelled = spelledOut(rest, start);
  if (spelled) return spelled;
  const item = new ItemReader(plainText(rest)).next();
  const quoted = item?.quoted === true && item.start === 0;
  const typed = quoted ? rest.slice(0, item.end) : unquotedLength(rest);
  const end = start + typed.length;
  if (!quoted && isDashWord(typed) && !/^[—–]\s?[\d.]/.test(typed)) return dashLength(typed, { start, end });
  const inner = quoted ? item.text : typed;
  const reading = quoted ? parseLength(inner) : parseUnquoted(typed);
  // `1d, 12h`: what is wrong is not the comma but that two lengths were written.
  const first = reading.ok ? inner : leadingLength(inner);
  const two = first === undefined ? undefined : findSecondLength(inner + rest.slice(typed.length), first);
  if (two !== undefined) {
    const both = { start, end: start + two.end + typed.length - inner.length };
    const asReason = reading.ok && before === 'reason' ? [quotedReason(text, end)] : [];
    // Of `1d 1 month` only one is a length: it alone is not what was written.
    const instead = two.meant.length === 1 && two.meant[0] === first ? [placeholders.length] : two.meant;
    return { reading: refuseTwoLengths(two), start, end, fixes: [{ span: both, instead }, ...asReason] };
  }
  if (reading.ok) return loneNumber(text, { reading, start, end, fixes: [] }, before);
  // Behind a `for` that ends the line, a space is missing as well.
  const spaced = typed === '' ? lengthsFor(reading).map((length) => ` ${length}`) : lengthsFor(reading);
  if (reading.fault !== 'not-a-length' || quoted || text.slice(end).trim() === '') {
    return { reading, start, end, fixes: [{ span: { start, end }, instead: spaced }] };
  }
  // Of `for a long time spam` nobody knows where the length ends: nothing of it is taken for a reason.
  const instead = [`${placeholders.length}${before === 'reason' ? ` ${placeholders.reason}` : ''}`];
  return { reading, start, end, fixes: [{ span: { start, end: text.length }, instead }] };
}

/** What could stand instead of a refused length; nothing that means another one. */
function lengthsFor(reading: LengthRefusal): readonly string[] {
  const another = reading.example === true || reading.fault === 'too-long';
  return another ? [placeholders.length] : [reading.suggestion, ...reading.otherSuggestions];
}

const numberWords = 'zero one two three four five six seven eight nine ten eleven twelve'.split(' ');

/** `for two hours`, `for half an hour`: words are never read as a length, but which one to write is plain. */
function spelledOut(rest: string, start: number): LineLength | undefined {
  const [words = '', count = '', letters = ''] = /^([a-z]{1,6}|half an?)\s+([a-z]{3,})(?![^\s,])/i.exec(rest) ?? [];
  const unit = unitSpelled(letters);
  const number = /^half an?$/i.test(count) ? 0.5 : /^an?$/i.test(count) ? 1 : numberWords.indexOf(asciiLower(count));
  if (unit === undefined || number <= 0) return undefined;
  const seconds = secondsPer[unit] * number;
  if (!Number.isInteger(seconds)) return undefined;
  const meant = spellSeconds(seconds);
  const span = { start, end: start + words.length };
  const reading = refuse('unfinished', [meant], (it) => `A length is a number and a unit: ${excerpt(words)} is ${it}.`);
  return { reading, ...span, fixes: [{ span, instead: [meant] }] };
}

function unquotedLength(rest: string): string {
  const word = /^\S*/.exec(rest)?.[0] ?? '';
  if (!/^[+\-−–—]?[\p{N}.,]+$/u.test(word)) return word;
  const [second = '', letters = ''] = /^\s+([A-Za-z]+)\S*/.exec(rest.slice(word.length)) ?? [];
  return meansUnit(letters) || letters === 'M' ? word + second : word;
}

function parseUnquoted(typed: string): LengthReading {
  const reading = parseLength(typed);
  // `2 h30m` is a compound with a space inside, which only quotes allow.
  if (!reading.ok || !/\s\S*\d/.test(typed)) return reading;
  const joined = typed.replace(/\s/g, '');
  return refuse('spaces', [joined], (it) => `A length of several units is joined, or in quotes. Write ${it}.`);
}

function dashLength(typed: string, span: Span): LineLength {
  const { sentence } = dashFault(typed);
  const reading = { ok: false, fault: 'reserved', sentence, suggestion: '2h', otherSuggestions: [] } as const;
  return { reading, ...span, fixes: [{ span, instead: ['', placeholders.length] }] };
}

/** `for 1h 30`: a number and nothing else behind the length is a lost unit more often than a reason. */
function loneNumber(text: string, length: LineLength, before: 'reason' | 'nothing'): LineLength {
  const number = /^(?:and\s)?(\d+)$/i.exec(text.slice(length.end).trim())?.[1];
  if (number === undefined || !length.reading.ok || length.reading.length.kind === 'permanent') return length;
  const joined = parseLength(`${text.slice(length.start, length.end)}${number}`);
  const meant = joined.ok ? [] : [joined.suggestion];
  const shown = excerpt(number);
  const sentence = `Does ${shown} belong to the length? Then it needs a unit.`;
  const whole = { start: length.start, end: text.length };
  if (before === 'nothing') {
    const alone = text.slice(length.start, length.end);
    const fixes = [{ span: whole, instead: [...meant, alone] }];
    return { ...length, reading: refuse('unfinished', meant, () => sentence), fixes };
  }
  return {
    ...length,
    reading: refuse('unfinished', meant, () => `${sentence} If it is the reason, put it in quotes.`),
    fixes: [{ span: whole, instead: meant }, quotedReason(text, length.end)],
  };
}

function quotedReason(text: string, end: number): LineLength['fixes'][number] {
  return { span: { start: end, end: text.length }, instead: [` ${inQuotes(text.slice(end).trim())}`] };
}

/** A refused length as a fault of its line. Who wrote 0 or -1 may have meant to lift: `lifting` is the line that does. */
export function lengthFaultOnLine(text: string, length: LineLength, lifting: string): Fault {
  const { reading, fixes } = length;
  const sentence = reading.ok ? '' : reading.sentence;
  const lines = () => fixes.flatMap(({ span, instead }) => instead.map((words) => replaced(text, span, words)));
  const mayLift = !reading.ok && (reading.fault === 'zero' || reading.fault === 'minus-one');
  const word = excerpt(text.slice(length.start, length.end), 100);
  return {
    sentence,
    ...(word === '' ? {} : { word }),
    fixes: () => (mayLift ? [lifting.trim(), ...lines()] : lines()),
  };
}
