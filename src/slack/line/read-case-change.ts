import { excerpt } from '../../moderation/excerpt.ts';
import { isLengthWord } from '../../moderation/length.ts';
import { longestNote } from '../../moderation/notes.ts';
import { caseNumber, caseNumberFault, numberPlaceholder } from './case-number.ts';
import { asTyped, type Fault, faultAt, type Line, refused, replaced, type VerbReading } from './fault.ts';
import { dashFault } from './item-fault.ts';
import { type Item, ItemReader, keywordOf } from './items.ts';
import { isDashWord } from './keywords.ts';
import { type LineLength, lengthFaultOnLine, readLineLength } from './line-length.ts';
import { placeholders } from './placeholders.ts';
import { type PlainText, plainText } from './slack-text.ts';

/** `extend <case> for <length>`. The leftmost fault is told. */
export function readExtend({ plain, reader }: Line): VerbReading {
  const { text } = plain;
  const first = reader.next();
  if (first === undefined) {
    const sentence = 'Which case, and for how long from now? After extend comes its number, then “for” and a length.';
    return refused({ sentence, fixes: () => [`extend ${placeholders.case} for ${placeholders.length}`] });
  }
  const number = caseNumber(first);
  if (number === undefined) return refused(extendedCaseFault(text, first));
  const between: Item[] = [];
  let marker = reader.next();
  while (marker !== undefined && keywordOf(marker) !== 'for') {
    between.push(marker);
    marker = reader.next();
  }
  if (marker === undefined || between.length > 0) return refused(forFault(text, { first, between, marker }));
  const length = readLineLength(text, marker.end, 'nothing');
  if (!length.reading.ok) return refused(extendLengthFault(text, length, number));
  const further = furtherFault(text, length, number);
  if (further !== undefined) return refused(further);
  return { outcome: { command: { verb: 'extend', case: number, length: length.reading.length } } };
}

function extendedCaseFault(text: string, first: Item): Fault {
  if (keywordOf(first) !== 'for' && !isLengthWord(first.text)) return caseNumberFault(text, first, 'extend');
  const sentence = 'Which case? Its number comes right after extend, before “for” and the length.';
  const missing = keywordOf(first) === 'for' ? '' : 'for ';
  const fixes = () => [replaced(text, { start: first.start, end: first.start }, `${placeholders.case} ${missing}`)];
  return { ...faultAt(text, first, { sentence, instead: [] }), fixes };
}

/** Between the case's number and the length stands `for`, and nothing else. */
function forFault(
  text: string,
  { first, between, marker }: { first: Item; between: readonly Item[]; marker: Item | undefined },
): Fault {
  const [stray, ...others] = between;
  const behind = { start: first.end, end: first.end };
  if (stray === undefined) {
    const sentence = 'How long? After the number comes “for” and a length that counts from now: “for 2h”.';
    return { sentence, fixes: () => [replaced(text, behind, ` for ${placeholders.length}`)] };
  }
  const dash = between.find((item) => !item.quoted && isDashWord(item.text) && !/^[—–]\d/.test(item.text));
  if (dash !== undefined) return faultAt(text, dash, dashFault(dash.text));
  const end = others.at(-1)?.end ?? stray.end;
  if ((marker !== undefined || stray.afterComma) && between.every((item) => caseNumber(item) !== undefined)) {
    const each = [first, ...between].slice(0, 3).map((item) => asTyped(text, [item]));
    const fault = faultAt(text, { start: first.start, end }, { sentence: 'One case at a time.', instead: each });
    return { ...fault, word: excerpt(asTyped(text, [stray]), 100) };
  }
  // `extend 12 2h`, `extend 12 by another 2h`: the length is there, its `for` is not.
  const lengths = between.slice(0, 4).map(({ start }) => readLineLength(text, start, 'nothing'));
  const found = lengths.find(({ reading }) => reading.ok);
  if (found !== undefined) {
    const typed = text.slice(found.start, found.end);
    if (found.start === stray.start) {
      const sentence = 'The word “for” is missing before the length.';
      return faultAt(text, found, { sentence, instead: [`for ${typed}`] });
    }
    const fault = faultAt(text, stray, { sentence: fromNow, instead: [] });
    // `by 2h`, `by another 2h`: so much later than the end it has, which is not 2h from now.
    const more = between.some((item) => moreWords.has(keywordOf(item) ?? ''));
    const length = more ? placeholders.length : typed;
    return { ...fault, fixes: () => [replaced(text, { start: stray.start, end: found.end }, `for ${length}`)] };
  }
  if (marker === undefined) {
    const fault = faultAt(text, stray, { sentence: fromNow, instead: [] });
    // `+5h` is so much later than the end it has.
    if (stray.text.startsWith('+'))
      return { ...fault, fixes: () => [`${text.slice(0, first.end)} for ${placeholders.length}`] };
    return { ...fault, fixes: () => [replaced(text, { start: first.end, end: stray.start }, ' for ')] };
  }
  const sentence = 'An extend is for all that the case did: “for” comes right after its number.';
  return faultAt(text, { start: stray.start, end }, { sentence, instead: [''] });
}

const moreWords: ReadonlySet<string> = new Set(['by', 'another', 'more', 'further', 'extra', 'plus']);

const fromNow = 'After the number comes “for”, and then the length, which counts from now.';

/** Who wrote 0 or -1 may have meant to end it: what a case did is ended by `undo`. */
function extendLengthFault(text: string, length: LineLength, number: number): Fault {
  const fault = lengthFaultOnLine(text, length, `undo ${number}`);
  const { reading } = length;
  if (reading.ok || (reading.fault !== 'zero' && reading.fault !== 'minus-one')) return fault;
  const shown = excerpt(text.slice(length.start, length.end));
  const what =
    reading.fault === 'zero'
      ? `${shown} is no time at all. Write ${reading.suggestion}`
      : `${shown} is not a length. Write permanent if it should never end`;
  return { ...fault, sentence: `${what}; to end it now, use undo.` };
}

function furtherFault(text: string, length: LineLength, number: number): Fault | undefined {
  const rest = text.slice(length.end);
  const item = new ItemReader(plainText(rest)).next();
  if (item === undefined) return undefined;
  const sentence = 'Nothing follows the length: an extend has no reason. To correct the case’s, use reason.';
  const span = { start: length.end + item.start, end: length.end + item.end };
  // `for 2h for 3h`: either may be meant.
  const second = keywordOf(item) === 'for' ? readLineLength(rest, item.end, 'nothing') : undefined;
  const other = second?.reading.ok ? [`extend ${number} for ${rest.slice(second.start, second.end)}`] : [];
  const fixes = () => [text.slice(0, length.end), ...other];
  return { ...faultAt(text, span, { sentence, instead: [] }), fixes };
}

/** What is said of a verb that has a case and a text, where a part of its line is missing. */
interface TextVerb {
  readonly verb: 'reason' | 'note';
  /** What the text is called: `the reason`. */
  readonly the: string;
  readonly bare: string;
  readonly noText: string;
}

const reasonVerb: TextVerb = {
  verb: 'reason',
  the: 'the reason',
  bare: 'Which case, and what is its reason? After reason comes the case’s number, and then the text.',
  noText: 'What is the reason? Write it after the case’s number.',
};

const noteVerb: TextVerb = {
  verb: 'note',
  the: 'the note',
  bare: 'Which case, and what is there to note? After note comes the case’s number, and then the text.',
  noText: 'What is there to note? Write it after the case’s number.',
};

/** `reason <case> <text…>`: the text is the rest of the line as typed, trimmed; a comma behind the number does not belong to it. */
export function readReason(line: Line): VerbReading {
  const read = readCaseText(line, reasonVerb);
  if ('fault' in read) return refused(read.fault);
  return {
    outcome: { command: { verb: 'reason', case: read.case, reason: line.plain.text.slice(read.start).trim() } },
  };
}

/** `note <case> <text…>`: as for `reason`, but the text shows where its links lead. */
export function readNote(line: Line): VerbReading {
  const read = readCaseText(line, noteVerb);
  if ('fault' in read) return refused(read.fault);
  const text = withAddresses(line.plain, read.start).trim();
  const characters = Array.from(text).length;
  if (characters <= longestNote) return { outcome: { command: { verb: 'note', case: read.case, text } } };
  const sentence = `A note has at most ${longestNote.toLocaleString('en-US')} characters; this one has ${characters.toLocaleString('en-US')}. Make it several notes, or link to the rest.`;
  return refused({ sentence, fixes: () => [] });
}

/** The case, and where the text begins. */
function readCaseText(
  { plain: { text }, reader }: Line,
  facts: TextVerb,
): { readonly case: number; readonly start: number } | { readonly fault: Fault } {
  const first = reader.next();
  if (first === undefined) {
    return { fault: { sentence: facts.bare, fixes: () => [`${facts.verb} ${placeholders.case} <text>`] } };
  }
  const number = caseNumber(first);
  if (number === undefined) return { fault: textCaseFault(text, first, facts) };
  const others: Item[] = [];
  let next = reader.next();
  while (next?.afterComma && caseNumber(next) !== undefined) {
    others.push(next);
    next = reader.next();
  }
  const [second] = others;
  if (second !== undefined) return { fault: severalCases(text, { first, second, others }, facts) };
  const [between = ''] = /^[\s,，]*/.exec(text.slice(first.end)) ?? [];
  const start = first.end + between.length;
  if (start < text.length) return { case: number, start };
  return { fault: { sentence: facts.noText, fixes: () => [`${text.slice(0, first.end)} <text>`] } };
}

/** A text from a place on, with the address behind every link that does not show it. */
function withAddresses({ text, links = [] }: PlainText, from: number): string {
  let shown = '';
  let copied = from;
  for (const { url, start, end } of links) {
    if (start < from) continue;
    const label = text.slice(start, end);
    const isAddress = [label, `http://${label}`, `https://${label}`].some((one) => one === url || `${one}/` === url);
    shown += text.slice(copied, start) + (isAddress ? url : `${label} (${url})`);
    copied = end;
  }
  return shown + text.slice(copied);
}

function textCaseFault(text: string, first: Item, { verb }: TextVerb): Fault {
  const fault = caseNumberFault(text, first, verb);
  const missing = !first.quoted && !/\p{N}/u.test(first.text) && !isDashWord(first.text) && keywordOf(first) !== 'case';
  if (!missing) return fault;
  const sentence = `Which case? Its number comes right after ${verb}, before the text.`;
  const before = { start: first.start, end: first.start };
  return { ...fault, sentence, fixes: () => [replaced(text, before, `${numberPlaceholder(verb)} `)] };
}

/** `reason 12,13 spam`: two cases, or a comma too many. */
function severalCases(
  text: string,
  { first, second, others }: { first: Item; second: Item; others: readonly Item[] },
  { the }: TextVerb,
): Fault {
  const sentence = `One case at a time. If “${excerpt(second.text)}” belongs to ${the}, leave out the comma before it.`;
  const all = { start: first.start, end: others.at(-1)?.end ?? second.end };
  const each = [first, ...others].slice(0, 3).map((item) => replaced(text, all, asTyped(text, [item])));
  const asText = replaced(text, { start: first.end, end: second.start }, ' ');
  return { ...faultAt(text, second, { sentence, instead: [] }), fixes: () => [...each, asText] };
}
