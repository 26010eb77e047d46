import { asciiLower } from '../../lib/ascii-lower.ts';
import { type Mention, type PlainText, plainText } from './slack-text.ts';

/** One word of a line, or one quoted piece. */
export interface Item {
  /** What it says, without its quotes; of `eu/"team"` that is `team`. */
  readonly text: string;
  readonly quoted: boolean;
  /** The quote it begins with is never closed; the item then goes to the next separator, quote included. */
  readonly unclosed: boolean;
  /** The configured app that stands before the quotes of `eu/"team"`. Unquoted prefixes are read with the place. */
  readonly app?: string;
  /** A mention inside it, quoted or not. */
  readonly mention?: Mention;
  /** A comma, not only space, separates it from the item before. */
  readonly afterComma: boolean;
  /** Where it stands in the text, quotes included. */
  readonly start: number;
  readonly end: number;
}

// A quote may be closed by any other of its kind: phones turn only some of a pair into curly ones.
const quoteKinds = ['"“”„‟', "'‘’‚‛", '«»'] as const;
type QuoteKind = (typeof quoteKinds)[number];

function quoteKindOf(character: string | undefined): QuoteKind | undefined {
  return character === undefined ? undefined : quoteKinds.find((kind) => kind.includes(character));
}

function isSeparator(character: string | undefined): boolean {
  return character === undefined || character === ',' || character === '，' || isSpace(character);
}

/** Asked of every character of lines that may have a million: a pattern is tried only on those that can match it. */
function isSpace(character: string): boolean {
  return (character <= ' ' || character > '~') && /\s/.test(character);
}

/**
 * Reads a text item by item, from left to right, in linear time. Items are separated by spaces (of any kind), commas and new lines. A
 * quote opens only at the start of an item and closes only before a separator, so that `o'brien` and `'o'brien'` are whole.
 */
export class ItemReader {
  readonly #plain: PlainText;
  #position = 0;
  #nextMention = 0;
  /** Kinds of quotes that cannot close any more: looking once is enough. */
  readonly #hopeless = new Set<QuoteKind>();

  constructor(plain: PlainText) {
    this.#plain = plain;
  }

  /** Where the next item is looked for: right behind the last one. */
  get position(): number {
    return this.#position;
  }

  /** The next item, or undefined at the end. `apps` are the names that may stand before a quote, where a place is expected. */
  next(apps: readonly string[] = []): Item | undefined {
    const { text } = this.#plain;
    let afterComma = false;
    while (this.#position < text.length && isSeparator(text[this.#position])) {
      afterComma ||= !isSpace(text[this.#position] ?? '');
      this.#position += 1;
    }
    if (this.#position === text.length) return undefined;
    const start = this.#position;
    const app = apps.find((name) => text.startsWith(`${name}/`, start) && quoteKindOf(text[start + name.length + 1]));
    const open = app === undefined ? start : start + app.length + 1;
    const kind = quoteKindOf(text[open]);
    const close = kind === undefined ? undefined : this.#closing(open, kind);
    const end = close === undefined ? this.#endOfWord(start) : close + 1;
    this.#position = end;
    const mention = this.#mentionBefore(end);
    const item = {
      text: close === undefined ? text.slice(start, end) : text.slice(open + 1, close),
      quoted: close !== undefined,
      unclosed: kind !== undefined && close === undefined,
      afterComma,
      start,
      end,
    };
    // Nearly every item is just this: on a line of 100,000 no other object is made for it.
    if (app === undefined && mention === undefined) return item;
    return {
      ...item,
      ...(app === undefined || close === undefined ? {} : { app }),
      ...(mention === undefined ? {} : { mention }),
    };
  }

  #closing(open: number, kind: QuoteKind): number | undefined {
    if (this.#hopeless.has(kind)) return undefined;
    const { text } = this.#plain;
    const past = this.#mentionSkipper();
    for (let at = past(open + 1); at < text.length; at = past(at + 1)) {
      if (quoteKindOf(text[at]) === kind && isSeparator(text[at + 1])) return at;
    }
    this.#hopeless.add(kind);
    return undefined;
  }

  #endOfWord(start: number): number {
    const { text } = this.#plain;
    const past = this.#mentionSkipper();
    let at = past(start);
    while (at < text.length && !isSeparator(text[at])) at = past(at + 1);
    return at;
  }

  /** Takes rising positions; one inside a mention is moved behind it: a mention is one piece, whatever its label contains. */
  #mentionSkipper(): (at: number) => number {
    const { mentions } = this.#plain;
    let index = this.#nextMention;
    return (at) => {
      while ((mentions[index]?.end ?? Number.POSITIVE_INFINITY) <= at) index += 1;
      const mention = mentions[index];
      return mention !== undefined && mention.start <= at ? mention.end : at;
    };
  }

  #mentionBefore(end: number): Mention | undefined {
    const { mentions } = this.#plain;
    const first = mentions[this.#nextMention];
    if (first === undefined || first.start >= end) return undefined;
    while ((mentions[this.#nextMention]?.start ?? end) < end) this.#nextMention += 1;
    return first;
  }
}

/** All items of a text. */
export function readItems(plain: PlainText, apps: readonly string[] = []): readonly Item[] {
  const reader = new ItemReader(plain);
  const items: Item[] = [];
  for (let item = reader.next(apps); item !== undefined; item = reader.next(apps)) items.push(item);
  return items;
}

/** The word of the grammar that an item may be: its text in lower case, unless quotes make it literal. */
export function keywordOf(item: Item | undefined): string | undefined {
  return item === undefined || item.quoted ? undefined : asciiLower(item.text);
}

/**
 * Writes an id in quotes so that it is read back whole. For every text that was ever read as one item there is a kind of quote that
 * works; for others (from a form or a file) the last kind is a best effort.
 */
export function inQuotes(text: string): string {
  const candidates = [`"${text}"`, `'${text}'`, `«${text}»`];
  return candidates.find((written) => isOneItem(written, text)) ?? `"${text}"`;
}

function isOneItem(written: string, text: string): boolean {
  const item = new ItemReader(plainText(written)).next();
  return item?.quoted === true && item.end === written.length && item.text === text;
}
