import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { excerpt } from '../../moderation/excerpt.ts';
import { FileTrouble } from './file-trouble.ts';
import type { IdList } from './id-list.ts';
import { longestPiece } from './limits.ts';
import { peek } from './peek.ts';

/** Where in a table the ids stand. */
export interface Column {
  /** Its heading as written; absent: the first column, for no heading is one that Hush knows. */
  readonly heading?: string;
  /** How many columns the table has beside it. */
  readonly others: number;
}

/** What the ids are of: a list of groups may have a column of their owners too. */
export type Subject = 'users' | 'groups';

const users = ['userid', 'accid', 'accountid', 'memberid', 'targetid', 'uid', 'account', 'member', 'target', 'user'];
const groups = ['groupid', 'conversationid', 'group', 'conversation'];

/** Headings of a column of ids, without case, spaces, `_` and `-`. The likeliest first: beside a `user_id`, an `id` is the row's own. */
const headings: Readonly<Record<Subject, readonly string[]>> = {
  users: [...users, ...groups, 'id'],
  groups: [...groups, ...users, 'id'],
};

const separators = [',', ';', '\t'] as const;

/**
 * Reads a column of ids from a table. With a heading that Hush knows that column, else the first one, and then the first line is an id too.
 * Cells may be separated by commas, semicolons or tabs (Excel writes all three, by country); the first line tells which, unless
 * it is known already.
 */
export async function readCsv(
  text: AsyncIterable<string>,
  { name, into, of, separator }: { name: string; into: IdList; of: Subject; separator?: string },
): Promise<Column> {
  const { head: first, all } = await peek(text, /[^\r\n][\r\n]./s);
  const [hint, announced] = /^sep=([,;\t])(?:\r\n|\n|\r|$)/i.exec(first) ?? [''];
  const delimiter = separator ?? announced ?? separatorOf(first);
  let column: { index: number; heading?: string } | undefined;
  let columns = 1;
  const take = (cells: readonly string[]): null => {
    columns = Math.max(columns, cells.length);
    if (column === undefined) {
      column = columnOf(cells, of);
      if (column.heading !== undefined) return null;
    }
    into.add(cells[column.index] ?? '');
    // Nothing is handed on: what is kept of a line is its id.
    return null;
  };
  const parser = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
    max_record_size: longestPiece,
    on_record: take,
  });
  try {
    await pipeline(Readable.from(lines(all, { name, skip: hint.length })), parser.resume());
  } catch (error) {
    throw error instanceof CsvError ? new FileTrouble(csvWords(error, name), { cause: error }) : error;
  }
  if (column?.heading !== undefined && into.entries === 0) throw new FileTrouble(`${name} holds a heading and no ids.`);
  return { ...(column?.heading !== undefined && { heading: excerpt(column.heading) }), others: columns - 1 };
}

/** The text without its first characters. Refused when a line is too long: the parser counts what is in the cells, not how many there are. */
async function* lines(
  text: AsyncIterable<string>,
  { name, skip }: { name: string; skip: number },
): AsyncGenerator<string, void> {
  let left = skip;
  let line = 0;
  for await (const piece of text) {
    let start = 0;
    for (const { index } of piece.matchAll(/[\r\n]/g)) {
      if (line + index - start > longestPiece) throw new FileTrouble(tooLong(name));
      line = 0;
      start = index + 1;
    }
    line += piece.length - start;
    if (line > longestPiece) throw new FileTrouble(tooLong(name));
    if (piece.length > left) yield piece.slice(left);
    left = 0;
  }
}

/** The separator that the first line has most of, outside quotes. */
function separatorOf(first: string): string {
  const [line = ''] = first.replace(/^[\r\n]+|"[^"]*"/g, '').split(/[\r\n]/, 1);
  const counts = separators.map((separator) => line.split(separator).length);
  return separators[counts.indexOf(Math.max(...counts))] ?? ',';
}

/**
 * Whether a text begins like a table with tabs between its cells, which is what Excel saves as “Unicode text”: with a heading that Hush
 * knows, or with two lines of as many cells, more than one.
 */
export function isTabTable(head: string, of: Subject): boolean {
  const [first = [], second] = head
    .split(/[\r\n]+/)
    .filter((line) => line.trim() !== '')
    .map((line) => line.split('\t'));
  return first.length > 1 && (first.length === second?.length || columnOf(first, of).heading !== undefined);
}

function columnOf(cells: readonly string[], of: Subject): { index: number; heading?: string } {
  const plain = cells.map((cell) => cell.toLowerCase().replace(/[\s_-]/g, ''));
  const known = headings[of].find((heading) => plain.includes(heading));
  const index = known === undefined ? -1 : plain.indexOf(known);
  const heading = cells[index];
  return heading === undefined ? { index: 0 } : { index, heading };
}

function csvWords(error: CsvError, name: string): string {
  const line = Number(error.lines ?? 1).toLocaleString('en-US');
  switch (error.code) {
    case 'CSV_MAX_RECORD_SIZE':
      return tooLong(name);
    case 'CSV_QUOTE_NOT_CLOSED':
      return `${name} has a quote that is opened and never closed, in line ${line} or before it.`;
    default:
      return `${name} could not be read as CSV: something is wrong in line ${line}.`;
  }
}

function tooLong(name: string): string {
  const most = longestPiece.toLocaleString('en-US');
  return `A line of ${name} is longer than ${most} characters, or a quote in it is never closed. If all ids stand in one line, save the file as TXT.`;
}
