import type { Kysely } from 'kysely';
import type { AuditHead } from '../moderation/audit.ts';
import { hashOf } from './audit.ts';
import type { AuditTable, Tables } from './tables.ts';

/** The first entry of a chain that is wrong or missing. */
export interface AuditBreak {
  /**
   * - `changed`: it does not say what it said when it was written; also where its hash was made to fit.
   * - `removed`: it is missing, and there are entries behind it; they may have been renumbered.
   * - `inserted`: it was not there when the entries around it were written.
   * - `out of order`: it is an entry of the chain, but not this one.
   * - `cut off`: it is missing, and nothing is behind it: the noted head says that it was there, or (without `through`) the checkpoint.
   * - `recomputed`: it fits to all before it, but the noted head says that it had another hash.
   * - `forged checkpoint`: the checkpoint behind which the chain begins was signed with none of the keys.
   */
  readonly how: 'changed' | 'removed' | 'inserted' | 'out of order' | 'cut off' | 'recomputed' | 'forged checkpoint';
  readonly seq: number;
  /** The last of several that were removed or inserted. */
  readonly through?: number;
  /** What stands there; of something that was removed, what stands behind it. */
  readonly entry?: Pick<AuditTable, 'seq' | 'at' | 'event'>;
}

/** Says what is wrong where `row` does not follow `last`, up to which the chain is sound. `start` is what the chain begins behind. */
export async function breakBehind(
  db: Kysely<Tables>,
  { row, last, start }: { row: AuditTable; last: AuditHead; start: AuditHead },
): Promise<AuditBreak> {
  const { seq } = row;
  if (seq <= last.seq) return { how: 'inserted', seq, entry: row };
  if (seq > last.seq + 1) return { how: 'removed', ...range(last.seq + 1, seq - 1), entry: row };
  const next = await rowAt(db, seq + 1);
  if (row.hash === hashOf(row)) {
    // It fits in itself, but follows something else: either it was written anew, or what stands before it was.
    const itself = last.seq === start.seq || (next !== undefined && next.previous !== row.hash);
    const entry = itself ? row : await rowAt(db, last.seq);
    return { how: 'changed', seq: itself ? seq : last.seq, ...(entry && { entry }) };
  }
  const original = originalSeq(row);
  if (original === undefined) {
    const shifted = next !== undefined && next.previous === last.hash && originalSeq(next) === seq;
    return { how: shifted ? 'inserted' : 'changed', seq, entry: row };
  }
  if (original < seq) {
    const entry = await rowAt(db, original);
    if (entry?.hash === row.hash) return { how: 'inserted', seq, entry: row };
    return { how: 'inserted', ...range(original, seq - 1), ...(entry && { entry }) };
  }
  const before = await db
    .selectFrom('audit')
    .select('seq')
    .where('hash', '=', row.previous)
    .limit(1)
    .executeTakeFirst();
  return before === undefined
    ? { how: 'removed', ...range(seq, original - 1), entry: row }
    : { how: 'out of order', seq, entry: row };
}

function range(seq: number, through: number): Pick<AuditBreak, 'seq' | 'through'> {
  return through > seq ? { seq, through } : { seq };
}

function rowAt(db: Kysely<Tables>, seq: number): Promise<AuditTable | undefined> {
  return db.selectFrom('audit').selectAll().where('seq', '=', seq).executeTakeFirst();
}

/** How far away an entry is looked for, and how many characters are hashed for it at most. */
const mostSteps = 10_000;
const mostHashed = 50_000_000;

/** The number with which an entry's hash fits, if it is another one than its own: it was moved, nothing else. */
function originalSeq(row: AuditTable): number | undefined {
  const steps = Math.min(mostSteps, Math.ceil(mostHashed / (row.details.length + 200)));
  for (let step = 1; step <= steps; step += 1) {
    for (const seq of [row.seq - step, row.seq + step]) {
      if (seq > 0 && hashOf({ ...row, seq }) === row.hash) return seq;
    }
  }
  return undefined;
}
