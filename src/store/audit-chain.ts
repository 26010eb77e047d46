import type { Kysely } from 'kysely';
import type { CheckingKey } from '../lib/signing-key.ts';
import type { AuditHead, Checkpoint } from '../moderation/audit.ts';
import { beginning, follows } from './audit.ts';
import { type AuditBreak, breakBehind } from './audit-break.ts';
import { isSignedBy, newestCheckpoint } from './checkpoints.ts';
import type { AuditTable, Tables } from './tables.ts';

/** What is known from elsewhere about a chain that is examined. */
export interface KnownOfChain {
  /** To check the checkpoint's signature with; without any it is not checked. */
  readonly keys?: readonly CheckingKey[];
  /** A head that was noted earlier. */
  readonly noted?: AuditHead;
}

/** What an examination of the whole chain found. */
export interface ChainFindings {
  /** How many entries are sound, from the first on. */
  readonly sound: number;
  /** The newest of them, or what the chain begins behind. */
  readonly last: AuditHead;
  /** Where the chain begins, if entries were removed, and whether its signature was checked. */
  readonly checkpoint?: Checkpoint & { readonly checked: boolean };
  /** The noted head was removed under the checkpoint since: nothing can be said of it any more. */
  readonly notedIsGone?: true;
  /** The first entry that is wrong or missing. */
  readonly broken?: AuditBreak;
}

/** Walks the whole chain, entry by entry: memory does not grow with it. Run it in a transaction, so that it sees one moment. */
export async function examineChain(
  db: Kysely<Tables>,
  { keys = [], noted }: KnownOfChain = {},
): Promise<ChainFindings> {
  const found = await newestCheckpoint(db);
  const start: AuditHead = found ?? beginning;
  const checkpoint = found && { checkpoint: { ...found, checked: keys.length > 0 } };
  const findings = { sound: 0, last: start, ...checkpoint };
  if (found && keys.length > 0 && !isSignedBy(found, keys)) {
    return { ...findings, broken: { how: 'forged checkpoint', seq: found.seq } };
  }
  if (noted?.seq === start.seq && noted.hash !== start.hash) {
    return { ...findings, broken: { how: 'recomputed', seq: start.seq } };
  }
  let last = start;
  let sound = 0;
  let misfit: AuditTable | undefined;
  for await (const row of db.selectFrom('audit').selectAll().orderBy('seq').stream()) {
    if (!follows(row, last)) {
      misfit = row;
      break;
    }
    if (noted?.seq === row.seq && noted.hash !== row.hash) {
      return { ...findings, sound, last, broken: { how: 'recomputed', seq: row.seq, entry: row } };
    }
    last = { seq: row.seq, hash: row.hash };
    sound += 1;
  }
  if (misfit) return { ...findings, sound, last, broken: await breakBehind(db, { row: misfit, last, start }) };
  if (noted && noted.seq > last.seq) {
    return { ...findings, sound, last, broken: { how: 'cut off', seq: last.seq + 1, through: noted.seq } };
  }
  // With a checkpoint Hush writes an entry that tells of it.
  if (found && sound === 0) return { ...findings, broken: { how: 'cut off', seq: start.seq + 1 } };
  return { ...findings, sound, last, ...(noted && noted.seq < start.seq && { notedIsGone: true }) };
}

/** The short of {@link examineChain}: how many entries are sound, and the first that is not. */
export async function verifyAudit(db: Kysely<Tables>): Promise<{ readonly sound: number; readonly brokenAt?: number }> {
  const { sound, broken } = await examineChain(db);
  return { sound, ...(broken && { brokenAt: broken.seq }) };
}
