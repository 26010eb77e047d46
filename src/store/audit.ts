import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { AuditHead } from '../moderation/audit.ts';
import type { AuditEntry } from '../moderation/ports.ts';
import type { AuditTable, Tables } from './tables.ts';

/** What the first entry follows. */
export const beginning: AuditHead = { seq: 0, hash: '0'.repeat(64) };

/**
 * Appends one entry to the chain. Call it inside the transaction that does what it tells. The hash covers everything in the row and the
 * hash before it, so that a changed, removed or inserted entry breaks the chain at its place.
 */
export async function appendAudit(db: Kysely<Tables>, at: number, entry: AuditEntry): Promise<void> {
  const last = (await auditHead(db)) ?? beginning;
  const row = {
    seq: last.seq + 1,
    at,
    event: entry.event,
    actor: entry.actor,
    case_number: entry.case ?? null,
    details: JSON.stringify(entry.details ?? {}),
    previous: last.hash,
  };
  await db
    .insertInto('audit')
    .values({ ...row, hash: hashOf(row) })
    .execute();
}

/** The newest entry; undefined before there is one. */
export function auditHead(db: Kysely<Tables>): Promise<AuditHead | undefined> {
  return db.selectFrom('audit').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1).executeTakeFirst();
}

/** Over everything an entry says, its number and the hash before it: hexadecimal SHA-256. */
export function hashOf(row: Omit<AuditTable, 'hash'>): string {
  const covered = [row.previous, row.seq, row.at, row.event, row.actor, row.case_number, row.details];
  return createHash('sha256').update(JSON.stringify(covered)).digest('hex');
}

/** Whether an entry is what was once written right behind `last`. */
export function follows(row: AuditTable, last: AuditHead): boolean {
  return row.seq === last.seq + 1 && row.previous === last.hash && row.hash === hashOf(row);
}
