import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { AuditEntry } from '../moderation/ports.ts';
import type { AuditTable, Tables } from './tables.ts';

/** What the first entry follows. */
const beginning = '0'.repeat(64);

/**
 * Appends one entry to the chain. Call it inside the transaction that does what it tells. The hash covers everything in the row and the
 * hash before it, so that a changed, removed or inserted entry breaks the chain at its place.
 */
export async function appendAudit(db: Kysely<Tables>, at: number, entry: AuditEntry): Promise<void> {
  const last = await db.selectFrom('audit').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1).executeTakeFirst();
  const row = {
    seq: (last?.seq ?? 0) + 1,
    at,
    event: entry.event,
    actor: entry.actor,
    case_number: entry.case ?? null,
    details: JSON.stringify(entry.details ?? {}),
    previous: last?.hash ?? beginning,
  };
  await db
    .insertInto('audit')
    .values({ ...row, hash: hashOf(row) })
    .execute();
}

function hashOf(row: Omit<AuditTable, 'hash'>): string {
  const covered = [row.previous, row.seq, row.at, row.event, row.actor, row.case_number, row.details];
  return createHash('sha256').update(JSON.stringify(covered)).digest('hex');
}

/** Walks the whole chain. Returns the number of sound entries and, if there is one, the first entry that does not fit. */
export async function verifyAudit(db: Kysely<Tables>): Promise<{ readonly sound: number; readonly brokenAt?: number }> {
  let previous = beginning;
  let sound = 0;
  for await (const row of db.selectFrom('audit').selectAll().orderBy('seq').stream()) {
    if (row.seq !== sound + 1 || row.previous !== previous || row.hash !== hashOf(row))
      return { sound, brokenAt: row.seq };
    previous = row.hash;
    sound += 1;
  }
  return { sound };
}
