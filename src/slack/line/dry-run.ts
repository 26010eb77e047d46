import { asciiLower } from '../../lib/ascii-lower.ts';
import { excerpt } from '../../moderation/excerpt.ts';
import { type Fault, replaced } from './fault.ts';
import { type Item, keywordOf, readItems } from './items.ts';
import { nearest } from './nearest.ts';
import type { PlainText } from './slack-text.ts';

/** The last word of a line that is only to be tried. */
export const dryRunWord = '--dry-run';

/** True for the word itself, in any case, also with the long dash that phones make of two. */
function isDryRun(text: string): boolean {
  return /^(?:--|—|–)dry-run$/i.test(text);
}

/** True for the word and for what people write in its place: `--dryrun`, `-dry-run`, `--dry`, `--dry-rum`. */
export function meansDryRun(text: string): boolean {
  const bare = asciiLower(text).replace(/^[\p{Pd}−]+/u, '');
  if (bare.length === text.length) return false;
  return /^dry(?:[\p{Pd}−_]*runs?)?\P{L}*$/u.test(bare) || nearest(`--${bare}`, [dryRunWord]).length > 0;
}

/** The line, to be tried only. */
export function withDryRun(line: string): string {
  return `${line.trimEnd()} ${dryRunWord}`;
}

/** A line that says, or nearly says, that it is only to be tried. */
export interface Tried {
  /** The line without the words that say so. */
  readonly rest: PlainText;
  /** They are misspelt, or stand elsewhere than at the end. */
  readonly fault?: Fault;
}

/**
 * Finds `--dry-run` on a line, wherever it stands: unquoted it is never part of anything, so that nobody thinks that it was heeded when it
 * was not. Undefined if there is none.
 */
export function readDryRun(plain: PlainText): Tried | undefined {
  if (!mayHold(plain.text)) return undefined;
  const items = readItems(plain);
  const found = items.flatMap((item, index) => (saysSo(item) ? [{ item, next: items[index + 1] }] : []));
  const [first] = found;
  if (first === undefined) return undefined;
  const rest = found.reduceRight(without, plain);
  const last = items.at(-1);
  if (found.length === 1 && first.item === last && isDryRun(first.item.text)) {
    // What separated the two belongs to neither.
    return { rest: { ...rest, text: rest.text.slice(0, items.at(-2)?.end ?? 0) } };
  }
  const exact = found.every(({ item }) => isDryRun(item.text));
  const wrong = exact ? first.item : (found.find(({ item }) => !isDryRun(item.text))?.item ?? first.item);
  const word = excerpt(plain.text.slice(wrong.start, wrong.end), 100);
  const sentence = exact
    ? `${dryRunWord} is the last word of a line, written once: then nothing is done, and you see what would be.`
    : `Did you mean ${dryRunWord}? As the last word of a line it has you see what would be done, and nothing is.`;
  return { rest, fault: { sentence, word, fixes: () => [withDryRun(rest.text)] } };
}

/** True if a text that is to be the end of a line holds the word, or nearly. */
export function holdsDryRun(plain: PlainText): boolean {
  return mayHold(plain.text) && readItems(plain).some(saysSo);
}

/** Asked of every line, of which hardly any has it. */
function mayHold(text: string): boolean {
  return /(?:^|[\s,，])[\p{Pd}−]+d/iu.test(text);
}

function saysSo(item: Item): boolean {
  return !item.quoted && item.mention === undefined && meansDryRun(item.text);
}

/** Of `--dry run` the second word goes as well. */
function without(plain: PlainText, { item, next }: { item: Item; next: Item | undefined }): PlainText {
  const two = next !== undefined && keywordOf(next) === 'run' && /dry$/i.test(item.text);
  const end = two ? next.end : item.end;
  const text = replaced(plain.text, { start: item.start, end }, '');
  const gone = plain.text.length - text.length;
  const mentions = plain.mentions
    .filter((mention) => mention.end <= item.start || mention.start >= end)
    .map((mention) =>
      mention.start < end ? mention : { ...mention, start: mention.start - gone, end: mention.end - gone },
    );
  return { text, mentions };
}
