import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { csvWriter } from '../lib/csv.ts';
import { isoText } from '../lib/instant.ts';
import { readDetails } from '../store/audit-entries.ts';
import type { AuditTable } from '../store/tables.ts';

/** The lines could not be written; the message says why. */
export class OutputFailed extends Error {
  override readonly name = 'OutputFailed';
}

const columns = ['seq', 'at', 'event', 'actor', 'case', 'details', 'previous', 'hash'] as const;

/**
 * Writes entries, one line each, as fast as they are taken: memory does not grow with their number. Whoever reads may stop at any time.
 * Throws {@link OutputFailed} if the disk is full, for example.
 */
export async function writeEntries(
  entries: AsyncIterable<AuditTable>,
  format: 'csv' | 'jsonl',
  output: Writable,
): Promise<void> {
  const lines = Readable.from(format === 'csv' ? cellsOf(entries) : linesOf(entries));
  // Standard output tells of a reader that went away, or a full disk, as an event: not heard of, it would break Hush.
  let trouble: NodeJS.ErrnoException | undefined;
  output.once('error', (error) => {
    trouble = error;
  });
  try {
    if (format === 'csv') await pipeline(lines, csvWriter(columns), output, { end: false });
    else await pipeline(lines, output, { end: false });
  } catch (error) {
    const { code } = trouble ?? (error as NodeJS.ErrnoException);
    if (code === 'EPIPE') return;
    const why = code === undefined ? undefined : whys[code];
    throw why === undefined ? error : new OutputFailed(`The entries could not be written: ${why}.`, { cause: error });
  }
}

const whys: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; what is there is not all',
  EDQUOT: 'there is no space left for you on the disk; what is there is not all',
  EFBIG: 'the file may not grow any more; what is there is not all',
  EIO: 'the disk or the operating system reports an error',
};

async function* cellsOf(entries: AsyncIterable<AuditTable>) {
  for await (const { seq, at, event, actor, case_number, details, previous, hash } of entries) {
    yield [
      String(seq),
      isoText(at),
      event,
      actor,
      case_number === null ? '' : String(case_number),
      details,
      previous,
      hash,
    ];
  }
}

/** Details as an object where that loses nothing; else as the text that they are. */
async function* linesOf(entries: AsyncIterable<AuditTable>) {
  for await (const { seq, at, event, actor, case_number, details, previous, hash } of entries) {
    const line = {
      seq,
      at: isoText(at),
      event,
      actor,
      case: case_number,
      details: readDetails(details) ?? details,
      previous,
      hash,
    };
    yield `${JSON.stringify(line)}\n`;
  }
}
