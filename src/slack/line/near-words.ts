import { isLengthWord } from '../../moderation/length.ts';
import { type Item, keywordOf } from './items.ts';
import { type LineLength, readLineLength } from './line-length.ts';
import { nearest } from './nearest.ts';

// What people write for a word of the grammar by a slip or from habit. Only ever suggested, and only where the rest of the line fits.

const forWords: ReadonlySet<string> = new Set(['form', 'four', 'forr', 'foor', 'from', '4']);
const inWords: ReadonlySet<string> = new Set(['on', 'at', 'im', 'ni', 'inn', 'into', 'inside', 'within']);

/** True for `fo`, `fro`, `form`: a `for` that went wrong, if a length follows. */
export function isNearFor(item: Item): boolean {
  const word = keywordOf(item) ?? '';
  return word !== '' && (forWords.has(word) || (word.length < 4 && nearest(word, ['for']).length > 0));
}

/** True for `on`, `at`, `im`: an `in` that went wrong, if a place follows. */
export function isNearIn(item: Item): boolean {
  return inWords.has(keywordOf(item) ?? '');
}

/** True for `evrywhere`. */
export function isNearEverywhere(item: Item): boolean {
  return nearest(keywordOf(item) ?? '', ['everywhere']).length > 0;
}

/** A length that stands where ids were read, with the word before it that was perhaps meant as `for`. */
export interface LengthAmongIds {
  /** How many ids stand before it. */
  readonly ids: number;
  /** Where the stretch begins: at the `fo`, if there is one. */
  readonly start: number;
  readonly length: LineLength;
  /** The misspelt `for`. */
  readonly near?: Item;
  /** Something follows it among the ids. */
  readonly followed: boolean;
}

/** The first length among items behind the first one; undefined as well if it is refused. */
export function lengthAmong(text: string, items: readonly Item[]): LengthAmongIds | undefined {
  const index = items.findIndex((item, at) => at > 0 && startsLength(item, items[at + 1]));
  const item = items[index];
  if (item === undefined) return undefined;
  const length = readLineLength(text, item.start);
  const end = items.findIndex((other) => other.end === length.end);
  if (!length.reading.ok || end < index) return undefined;
  const before = items[index - 1];
  const near = index > 1 && before !== undefined && isNearFor(before) ? before : undefined;
  return {
    ids: near === undefined ? index : index - 1,
    start: (near ?? item).start,
    length,
    ...(near !== undefined && { near }),
    followed: end < items.length - 1,
  };
}

function startsLength(item: Item, next: Item | undefined): boolean {
  if (item.quoted) return false;
  return isLengthWord(item.text) || (next !== undefined && isLengthWord(`${item.text} ${next.text}`));
}
