import type { VendorName } from '../../moderation/vendor.ts';
import { decodeText } from './decode-text.ts';
import { IdList, type IdListReading } from './id-list.ts';
import { peek } from './peek.ts';
import { type Column, isTabTable, readCsv, type Subject } from './read-csv.ts';
import { readTxt } from './read-txt.ts';
import type { UploadedFile } from './uploaded-file.ts';

/** A file that was read to its end. */
export interface ReadFile extends IdListReading {
  /** As the person called it. */
  readonly name: string;
  /** For tables. */
  readonly column?: Column;
}

/** Reads the ids of a file as its bytes arrive. Throws `FileTrouble` as soon as it is clear that it will not do. */
export async function readIdList(
  bytes: AsyncIterable<Uint8Array>,
  {
    file: { name, format },
    vendor,
    of,
  }: { file: Pick<UploadedFile, 'name' | 'format'>; vendor: VendorName; of: Subject },
): Promise<ReadFile> {
  const into = new IdList({ name, vendor });
  // Two lines tell a table from a list.
  const { head, all } = await peek(decodeText(bytes, name), /[^\r\n][\r\n]+[^\r\n]+[\r\n]/);
  const isTable = format === 'txt' && isTabTable(head, of);
  const column =
    format === 'csv' || isTable
      ? await readCsv(all, { name, into, of, ...(isTable && { separator: '\t' }) })
      : await readTxt(all, { name, into });
  return { name, ...into.reading(), ...(column && { column }) };
}
