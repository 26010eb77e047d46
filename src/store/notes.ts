import type { Kysely } from 'kysely';
import type { Clock } from '../lib/clock.ts';
import { mostNotes, type Noted, type Notes } from '../moderation/notes.ts';
import { TooLate } from '../moderation/ports.ts';
import { announce } from './announcing.ts';
import { appendAudit } from './audit.ts';
import { caseRow } from './recording.ts';
import type { Tables } from './tables.ts';

/** Notes in SQL. `changed` is called after every commit that put something into the outbox. */
export function createNotes(db: Kysely<Tables>, clock: Clock, changed: () => void): Notes {
  return {
    add: async ({ number, moderator: author, deliveryKey, text }, claim) => {
      const noted = await db.transaction().execute(async (trx): Promise<Noted> => {
        const row = await caseRow(trx, number);
        if (!row) return { kind: 'refused', why: 'unknown' };
        const known = await trx
          .selectFrom('notes')
          .select('number')
          .where('delivery_key', '=', deliveryKey)
          .executeTakeFirst();
        if (known) return { kind: 'recorded', note: known.number, duplicate: true };
        const note = (await countOf(trx, number)) + 1;
        if (note > mostNotes) return { kind: 'refused', why: 'full' };
        const now = clock.now();
        await trx
          .insertInto('notes')
          .values({ case_number: number, number: note, at: now, author, text, delivery_key: deliveryKey })
          .execute();
        await appendAudit(trx, now, { event: 'case.noted', actor: author, case: number, details: { note, text } });
        // The audit message first, however young the case is: what is told about it goes below.
        if (row.post_ts === null) await announce(trx, { kind: 'case', case: number, dueAt: now });
        const told = `added note ${note} to case ${number}: ${text}`;
        await announce(trx, { kind: 'notice', case: number, dueAt: now, text: told, actor: author });
        if (!claim()) throw new TooLate();
        return { kind: 'recorded', note, duplicate: false };
      });
      if (noted.kind === 'recorded') changed();
      return noted;
    },

    newest: async ({ case: number, limit }) => {
      const rows = await db
        .selectFrom('notes')
        .select(['number', 'at', 'author', 'text'])
        .where('case_number', '=', number)
        .orderBy('number', 'desc')
        .limit(limit)
        .execute();
      // They are numbered without gaps.
      return { notes: rows.toReversed(), total: rows[0]?.number ?? 0 };
    },
  };
}

/** How many notes a case has. */
async function countOf(db: Kysely<Tables>, number: number): Promise<number> {
  const { last } = await db
    .selectFrom('notes')
    .select((row) => row.fn.max('number').as('last'))
    .where('case_number', '=', number)
    .executeTakeFirstOrThrow();
  return last ?? 0;
}
