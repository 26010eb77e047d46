import { type Kysely, sql } from 'kysely';
import type { Clock } from '../lib/clock.ts';
import { actions, takesLength } from '../moderation/action.ts';
import type { Ending } from '../moderation/outcome.ts';
import { type Cases, TooLate } from '../moderation/ports.ts';
import { announceNew } from './announcing.ts';
import { appendAudit } from './audit.ts';
import { caseOf, rowOf } from './case-rows.ts';
import { clearTargets } from './clearing.ts';
import { endingGroups, endingOf } from './ending-groups.ts';
import { listOf } from './json-list.ts';
import { closeWhenDone, settleTargets } from './settling.ts';
import type { CaseRow, Tables } from './tables.ts';

/** Cases and their targets in SQL. `changed` is called after every commit that put something into the outbox. */
export function createCases(db: Kysely<Tables>, clock: Clock, changed: () => void): Cases {
  const within = async <T>(work: (trx: Kysely<Tables>) => Promise<T>): Promise<T> => {
    const result = await db.transaction().execute(work);
    changed();
    return result;
  };

  return {
    record: (request, claim) =>
      within(async (trx) => {
        const now = clock.now();
        const row = rowOf(request, now);
        const created = await trx
          .insertInto('cases')
          .values(row)
          .onConflict((conflict) => conflict.column('delivery_key').doNothing())
          .returning('number')
          .executeTakeFirst();
        if (!created) return { number: await numberOf(trx, request.deliveryKey), duplicate: true };
        const { number } = created;
        const targets = JSON.stringify(request.targets.map(({ id, problem }) => [id, problem ?? null]));
        await sql`insert into targets (case_number, ordinal, target, places, outcome, words, settled_at)
          select ${number}, key, value ->> 0, ${row.places},
            case when value ->> 1 is null then null else 'skipped' end,
            value ->> 1,
            case when value ->> 1 is null then null else ${now} end
          from json_each(${targets})`.execute(trx);
        const { action, vendor, place, length, reason, moderator } = request;
        await appendAudit(trx, now, {
          event: 'case.recorded',
          actor: moderator,
          case: number,
          details: {
            action,
            vendor,
            place,
            length,
            expiresAt: row.expires_at ?? undefined,
            reason,
            targets: request.targets,
          },
        });
        await announceNew(trx, number, now);
        if (request.targets.every(({ problem }) => problem !== undefined)) await closeWhenDone(trx, number, now);
        if (!claim()) throw new TooLate();
        return { number, duplicate: false };
      }),

    find: async (number) => {
      const row = await caseRow(db, number);
      return row && caseOf(row);
    },

    open: async () => {
      const rows = await db
        .selectFrom('cases')
        .select('number')
        .where('closed_at', 'is', null)
        .orderBy('number')
        .execute();
      return rows.map(({ number }) => number);
    },

    openTargets: ({ number, after, limit }) =>
      db
        .selectFrom('targets')
        .select(['ordinal', 'target'])
        .where('case_number', '=', number)
        .where('ordinal', '>', after)
        .where('outcome', 'is', null)
        .orderBy('ordinal')
        .limit(limit)
        .execute(),

    clear: (number, targets) =>
      within(async (trx) => clearTargets(trx, await existing(trx, number), { targets, now: clock.now() })),

    unsent: async (number, targets) => {
      await db
        .updateTable('targets')
        .set((row) => ({ sent: row('sent', '-', 1) }))
        .where('case_number', '=', number)
        .where('target', 'in', listOf(targets))
        .where('sent', '>', 0)
        .execute();
    },

    settle: (number, endings) =>
      within(async (trx) => settleTargets(trx, await existing(trx, number), endings, clock.now())),

    settleRest: (number, ending) =>
      within(async (trx) => {
        const now = clock.now();
        const row = await existing(trx, number);
        // A no to what ends something is not put in doubt: the end that was planned before still stands.
        const doubtful =
          ending.outcome === 'failed' || (ending.outcome === 'rejected' && takesLength(caseOf(row).action));
        if (doubtful) await settleSent(trx, row, { ending, now });
        const { numUpdatedRows } = await trx
          .updateTable('targets')
          .set({ outcome: ending.outcome, code: ending.code ?? null, words: ending.words ?? null, settled_at: now })
          .where('case_number', '=', number)
          .where('outcome', 'is', null)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) return;
        const details = { rest: Number(numUpdatedRows), ...ending };
        await appendAudit(trx, now, { event: 'targets.settled', actor: 'hush', case: number, details });
        await closeWhenDone(trx, number, now);
      }),

    groups: (number, sample) => endingGroups(db, { number, sample }),

    notOurs: async (number) => {
      const { count } = await db
        .selectFrom('targets')
        .innerJoin('cases', 'cases.number', 'targets.case_number')
        .leftJoin('holds', (join) =>
          join.onRef('holds.case_number', '=', 'targets.case_number').onRef('holds.ordinal', '=', 'targets.ordinal'),
        )
        .select((row) => row.fn.countAll<number>().as('count'))
        .where('targets.case_number', '=', number)
        .where('targets.outcome', '=', 'already')
        .where('holds.id', 'is', null)
        .where('targets.lift_outcome', 'is', null)
        // An unmute leaves nothing behind that anybody could end.
        .where('cases.action', 'in', actions.filter(takesLength))
        .executeTakeFirstOrThrow();
      return count;
    },

    targets: async ({ number, after, limit }) => {
      const rows = await db
        .selectFrom('targets')
        .select(['ordinal', 'target', 'outcome', 'code', 'words'])
        .where('case_number', '=', number)
        .where('ordinal', '>', after)
        .orderBy('ordinal')
        .limit(limit)
        .execute();
      return rows.map((row) => ({ ordinal: row.ordinal, target: row.target, ...endingOf(row) }));
    },
  };
}

/** A request that was left without its answer may have worked: what was sent cannot be called failed, nor rejected. */
async function settleSent(
  db: Kysely<Tables>,
  row: CaseRow,
  { ending, now }: { ending: Omit<Ending, 'target'>; now: number },
): Promise<void> {
  const sent = await db
    .selectFrom('targets')
    .select('target')
    .where('case_number', '=', row.number)
    .where('outcome', 'is', null)
    .where('sent', '>', 0)
    .execute();
  const words = `an earlier request may have worked; then ${ending.words ?? 'nothing more could be sent'}`;
  const unconfirmed = sent.map(({ target }): Ending => ({ ...ending, target, outcome: 'unconfirmed', words }));
  await settleTargets(db, row, unconfirmed, now);
}

async function numberOf(db: Kysely<Tables>, deliveryKey: string): Promise<number> {
  const known = await db
    .selectFrom('cases')
    .select('number')
    .where('delivery_key', '=', deliveryKey)
    .executeTakeFirstOrThrow();
  return known.number;
}

function caseRow(db: Kysely<Tables>, number: number): Promise<CaseRow | undefined> {
  return db.selectFrom('cases').selectAll().where('number', '=', number).executeTakeFirst();
}

async function existing(db: Kysely<Tables>, number: number): Promise<CaseRow> {
  return (await caseRow(db, number)) ?? Promise.reject(new Error(`There is no case ${number}.`));
}
