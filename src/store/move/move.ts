import type { CheckingKey } from '../../lib/signing-key.ts';
import { type AuditFindings, examineAudit } from '../audit-reader.ts';
import { StoreUnavailable } from '../unavailable.ts';
import { copyTable, digestOf, shapesOf } from './copy-table.ts';
import type { MoveEnd } from './move-end.ts';
import { copiedTables } from './moved-tables.ts';

export interface MoveOptions {
  readonly from: MoveEnd;
  readonly to: MoveEnd;
  /** To check the signature of the audit's checkpoint with. */
  readonly keys: readonly CheckingKey[];
  /** Told of each table once its rows are there and were read back. */
  told(table: string, rows: number): void;
}

/**
 * Copies everything that Hush remembers from one database into another, empty one, with its numbers, and reads all of it back. Where it
 * came from nothing changes. Returns what an examination of the audit found, as it is now where it went. Throws {@link StoreUnavailable}
 * with a sentence for the person who runs Hush; then nothing was moved.
 */
export function move({ from, to, keys, told }: MoveOptions): Promise<AuditFindings> {
  return from.read((source, counters) =>
    to.fill(async (target) => {
      const [ours, theirs] = await Promise.all([shapesOf(source), shapesOf(target)]);
      for (const name of copiedTables) {
        const shape = ours.get(name);
        if (!shape || JSON.stringify(shape) !== JSON.stringify(theirs.get(name))) {
          throw new StoreUnavailable(`The table ${name} is not the same in ${from.place} and in ${to.place}.`);
        }
        const sent = await copyTable(shape, { from: source, to: target });
        const there = await digestOf(target, shape);
        if (there.rows !== sent.rows || there.sum !== sent.sum) {
          throw new StoreUnavailable(
            `What ${to.place} holds of ${name} is not what was sent there (${there.rows} of ${sent.rows} rows). Nothing was moved.`,
          );
        }
        told(name, sent.rows);
      }
      return { counters, result: await examineAudit(target, { keys }) };
    }),
  );
}
