import { type Kysely, sql } from 'kysely';
import type { DeliveryKind, Lane } from '../moderation/ports.ts';
import type { Tables } from './tables.ts';

/** A case that is not done after this long says so: to its moderator, and in the audit channel (design §4). */
const slowCaseMs = 3000;

const laneOf: Readonly<Record<DeliveryKind, Lane>> = {
  case: 'audit',
  lifts: 'audit',
  notice: 'audit',
  started: 'private',
  summary: 'private',
};

/** Word for word as in the index `one_waiting_delivery`: with a parameter SQLite could not know that the index holds the row. */
const isAnnouncement = sql<boolean>`kind <> 'notice'`;

/** What a new case has told about it, should it take longer than a moment. */
export async function announceNew(db: Kysely<Tables>, number: number, now: number): Promise<void> {
  const kinds = ['case', 'started'] as const;
  const rows = kinds.map((kind) => ({ lane: laneOf[kind], kind, case_number: number, due_at: now + slowCaseMs }));
  await db.insertInto('outbox').values(rows).execute();
}

/** Puts something into the outbox, or moves what already waits there for the same case to the earlier of both times. */
export async function announce(
  db: Kysely<Tables>,
  delivery: { kind: DeliveryKind; case: number | undefined; dueAt: number; text?: string },
): Promise<void> {
  const { kind, dueAt } = delivery;
  if (kind !== 'notice' && delivery.case !== undefined) {
    const waiting = await db
      .updateTable('outbox')
      .set((row) => ({ due_at: row.fn<number>('min', ['due_at', row.val(dueAt)]), version: row('version', '+', 1) }))
      .where('case_number', '=', delivery.case)
      .where('kind', '=', kind)
      .where('sent_at', 'is', null)
      .where(isAnnouncement)
      .returning('id')
      .executeTakeFirst();
    if (waiting) return;
  }
  await db
    .insertInto('outbox')
    .values({
      lane: laneOf[kind],
      kind,
      case_number: delivery.case ?? null,
      text: delivery.text ?? null,
      due_at: dueAt,
    })
    .execute();
}

/** Takes back what was not told yet and need not be any more. */
export async function unannounce(db: Kysely<Tables>, number: number, kind: DeliveryKind): Promise<void> {
  await db
    .deleteFrom('outbox')
    .where('case_number', '=', number)
    .where('kind', '=', kind)
    .where('sent_at', 'is', null)
    .where(isAnnouncement)
    .execute();
}
