import {
  isLengthText,
  isPermanentWord,
  scanParts,
  spellSeconds,
  strictSeconds,
  unitSpelled,
} from './length-grammar.ts';

// What may stand between two lengths: punctuation, or a small word with something after it.
const connectors = /(?:[\s&+,，;:|~./\-–—−]|(?:and|to|or|plus|until|till)(?=[\s\d]))*/iy;
const timedStart = /\p{Nd}+(?:[.,]\p{Nd}+)?[^\S\r\n]?([A-Za-z]+)(?!\p{L})/uy;
const permanentStart = /(?:permanent|perm|forever)(?![\p{L}\p{N}])/iuy;
const halfStart = /(?:(?:an?\s)?half(?![\p{L}\p{N}])|½)/iuy;

/** Units that Hush refuses and people use all the same. */
const refusedUnits = new Set('ms mo mos month months y yr yrs year years'.split(' '));

/** True for letters that people mean as a unit of time, whether Hush takes the unit or not. */
export function meansUnit(letters: string): boolean {
  return unitSpelled(letters) !== undefined || refusedUnits.has(letters.toLowerCase());
}

/** Two lengths in a row, where one was asked for. */
export interface TwoLengths {
  readonly first: string;
  readonly second: string;
  /** Where the second one starts and ends in the text that was looked at. */
  readonly start: number;
  readonly end: number;
  /** Lengths that may have been meant, likeliest first; each is one. */
  readonly meant: readonly string[];
}

/** The valid length that a text begins with, up to where it ends: `1d` of `1d, 12h`. A joined compound is taken whole. */
export function leadingLength(text: string): string | undefined {
  const word = /^[A-Za-z]+/.exec(text)?.[0];
  if (word !== undefined) return isPermanentWord(word) ? word : undefined;
  const lead = text.slice(0, scanParts(text).end);
  return strictSeconds(lead) === undefined ? undefined : lead;
}

/**
 * Looks for another length right after a first one, also behind `and`, `&`, `+`, a comma, a dash, a slash or `to`. The other one need not
 * be valid: `1d 1month` is two lengths as well.
 */
export function findSecondLength(text: string, first: string): TwoLengths | undefined {
  connectors.lastIndex = first.length;
  const between = connectors.exec(text)?.[0] ?? '';
  const start = first.length + between.length;
  const end = endOfLength(text, start) ?? endOfHalf(text, start, between);
  if (end === undefined) return undefined;
  const second = text.slice(start, end);
  return { first, second, start, end, meant: meantBy(first, second) };
}

function endOfLength(text: string, start: number): number | undefined {
  permanentStart.lastIndex = start;
  if (permanentStart.test(text)) return permanentStart.lastIndex;
  timedStart.lastIndex = start;
  const found = timedStart.exec(text);
  if (found === null || !meansUnit(found[1] ?? '')) return undefined;
  const { parts, end } = scanParts(text.slice(start));
  // Digits of other scripts are no parts; the pattern has seen them all the same.
  return parts.length > 0 ? start + end : timedStart.lastIndex;
}

/** `1 day and a half`: a half needs a word or sign before it, else `for 1d half a page of spam` were two lengths. */
function endOfHalf(text: string, start: number, between: string): number | undefined {
  halfStart.lastIndex = start;
  return /[&+]|and/i.test(between) && halfStart.test(text) ? halfStart.lastIndex : undefined;
}

function meantBy(first: string, second: string): readonly string[] {
  const [a, b] = [compact(first), compact(second)];
  const joined = [`${a}${b}`, `${b}${a}`].find(isLengthText) ?? (/half|½/i.test(second) ? withHalf(first) : undefined);
  return joined === undefined ? [...new Set([a, b])].filter(isLengthText) : [joined];
}

function withHalf(first: string): string | undefined {
  const [part, ...others] = scanParts(first).parts;
  if (part === undefined || others.length > 0) return undefined;
  const seconds = strictSeconds(`${part.digits}.5${part.letters}`);
  return seconds === undefined ? undefined : spellSeconds(seconds);
}

function compact(length: string): string {
  return length.replace(/\s/g, '');
}
