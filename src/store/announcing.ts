import { type Kysely, sql } from 'kysely';
import type { DeliveryKind, Lane } from '../moderation/ports.ts';
import { earlierOf } from './earlier-of.ts';
import type { Tables } from './tables.ts';

const laneOf: Readonly<Record<DeliveryKind, Lane>> = {
  case: 'audit',
  lifts: 'audit',
  notice: 'audit',
  digest: 'audit',
  started: 'private',
  summary: 'private',
  approval: 'audit',
  confirmation: 'private',
  waiting: 'private',
  decided: 'private',
};

/** Word for word as in the index `one_waiting_delivery`: with a parameter SQLite could not know that the index holds the row. */
const isAnnouncement = sql<boolean>`kind <> 'notice'`;

/** Puts something into the outbox, or moves what already waits there for the same case to the earlier of both times. */
export async function announce(
  db: Kysely<Tables>,
  delivery: {
    kind: DeliveryKind;
    case?: number | undefined;
    proposal?: string;
    dueAt: number;
    text?: string;
    actor?: string;
  },
): Promise<void> {
  const { kind, dueAt, proposal } = delivery;
  const about = db
    .updateTable('outbox')
    .set((row) => ({ due_at: earlierOf('due_at', dueAt), version: row('version', '+', 1) }))
    .where('kind', '=', kind)
    .where('sent_at', 'is', null)
    .returning('id');
  if (kind !== 'notice' && delivery.case !== undefined) {
    const waiting = await about.where('case_number', '=', delivery.case).where(isAnnouncement).executeTakeFirst();
    if (waiting) return;
  }
  if (proposal !== undefined && (await about.where('proposal', '=', proposal).executeTakeFirst())) return;
  await db
    .insertInto('outbox')
    .values({
      lane: laneOf[kind],
      kind,
      case_number: delivery.case ?? null,
      proposal: proposal ?? null,
      text: delivery.text ?? null,
      actor: delivery.actor ?? null,
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
