import { ItemReader } from '../line/items.ts';
import { isDashWord, isGroupWord } from '../line/keywords.ts';
import { plainText } from '../line/slack-text.ts';
import { FileTrouble } from './file-trouble.ts';
import type { IdList } from './id-list.ts';
import { longestPiece } from './limits.ts';

/** So much of an unfinished line is kept back, for a quote that is still to be closed. */
const keptBack = 4096;

/**
 * Reads ids that are separated as on a line: by spaces, commas or new lines, odd ones in quotes. A quote ends in its own line. A line may
 * hold all ids: it is read before its end has come.
 */
export async function readTxt(
  text: AsyncIterable<string>,
  { name, into }: { name: string; into: IdList },
): Promise<void> {
  let waiting = '';
  for await (const piece of text) {
    const lines = (waiting + piece).split(/\r\n|\n|\r/);
    waiting = lines.pop() ?? '';
    for (const line of lines) takeItems(line, { name, into, keep: 0 });
    if (waiting.length > longestPiece) waiting = takeItems(waiting, { name, into, keep: keptBack });
  }
  takeItems(waiting, { name, into, keep: 0 });
}

/** Takes the items that end before the last `keep` characters; returns what is left. */
function takeItems(line: string, { name, into, keep }: { name: string; into: IdList; keep: number }): string {
  const reader = new ItemReader(plainText(line));
  for (let item = reader.next(); item !== undefined; item = reader.next()) {
    if (item.end - item.start > longestPiece)
      throw new FileTrouble(
        `${name} is no list of ids: more than ${longestPiece.toLocaleString('en-US')} characters stand there without a space, comma or new line.`,
      );
    if (keep > 0 && item.end > line.length - keep) return line.slice(item.start);
    into.add(item.text, item.quoted ? undefined : problemOf(item));
  }
  return '';
}

/** What a line refuses as a target unless it is in quotes. */
function problemOf({ text, unclosed }: { text: string; unclosed: boolean }): string | undefined {
  if (unclosed) return 'begins with a quote that is not closed in its line';
  if (isGroupWord(text)) return 'means many people, and is an id only in quotes';
  return isDashWord(text) ? 'is kept for a later version unless it stands in quotes' : undefined;
}
