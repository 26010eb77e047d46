import { excerpt } from '../../moderation/excerpt.ts';
import type { Command, Draft, Verb } from './command.ts';
import type { LineContext } from './context.ts';
import type { Item, ItemReader } from './items.ts';
import type { PlainText } from './slack-text.ts';

/** A line under way: its verb is read, the reader stands behind it. */
export interface Line extends LineContext {
  readonly plain: PlainText;
  readonly reader: ItemReader;
}

/** What is wrong with a line, and which lines to try instead. */
export interface Fault {
  readonly sentence: string;
  /** The wrong word as typed, if one is to blame. */
  readonly word?: string;
  /** The verbs that were perhaps meant, likeliest first, if the one that was written is none. */
  readonly likely?: readonly Verb[];
  /** Lines without `/hush`, likeliest first. They may still be wrong elsewhere. Called only when somebody will see them. */
  readonly fixes: () => readonly string[];
}

/** A line as one verb reads it. */
export interface VerbReading {
  readonly draft?: Draft;
  readonly outcome: { readonly command: Command } | { readonly fault: Fault };
}

/** The reading of a line that is wrong and has no form. */
export function refused(fault: Fault): VerbReading {
  return { outcome: { fault } };
}

/** A stretch of the line's text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The line with one stretch replaced. An empty replacement takes the space behind it along. */
export function replaced(text: string, { start, end }: Span, replacement: string): string {
  const rest = text.slice(end);
  return text.slice(0, start) + replacement + (replacement === '' ? rest.trimStart() : rest);
}

/** A fault at one stretch of the text, with what could stand there instead. */
export function faultAt(text: string, span: Span, told: { sentence: string; instead: readonly string[] }): Fault {
  return {
    sentence: told.sentence,
    word: excerpt(text.slice(span.start, span.end), 100),
    fixes: () => told.instead.map((replacement) => replaced(text, span, replacement)),
  };
}

/** Items as they were typed, one space between. */
export function asTyped(text: string, items: readonly Item[]): string {
  return items.map(({ start, end }) => text.slice(start, end)).join(' ');
}
