import type { Kysely } from 'kysely';
import type { Clock } from '../lib/clock.ts';
import { actions, takesLength } from '../moderation/action.ts';
import { type Ending, inDoubt } from '../moderation/outcome.ts';
import type { CaseClearance, Cases } from '../moderation/ports.ts';
import { keepToQuota } from './asked-for.ts';
import { appendAudit } from './audit.ts';
import { caseOfTarget } from './by-target.ts';
import { type ClearCall, clearAll, type SettleCall, settleAll } from './case-calls.ts';
import { caseOf } from './case-rows.ts';
import { clearTargets } from './clearing.ts';
import { endingGroups, endingOf } from './ending-groups.ts';
import { gather } from './gather.ts';
import { listOf } from './json-list.ts';
import { caseRow, existingCase, recordRequest } from './recording.ts';
import { closeWhenDone, settleTargets } from './settling.ts';
import type { CaseRow, Tables } from './tables.ts';
import { talliesOf } from './tallies.ts';
import { undonesOf } from './undones.ts';

/** Targets that are cleared or settled in one transaction; what a case takes by itself counts as so many. */
const atOnce = 1000;
const aCase = 20;

/** Cases and their targets in SQL. `changed` is called after every commit that put something into the outbox. */
export function createCases(db: Kysely<Tables>, clock: Clock, changed: () => void): Cases {
  const within = async <T>(work: (trx: Kysely<Tables>) => Promise<T>): Promise<T> => {
    const result = await db.transaction().execute(work);
    changed();
    return result;
  };

  const clear = gather<ClearCall, CaseClearance>(
    { sizeOf: ({ targets }) => aCase + targets.length, most: atOnce },
    (calls) => within((trx) => clearAll(trx, calls, clock.now())),
  );
  const settle = gather<SettleCall, undefined>(
    { sizeOf: ({ endings }) => aCase + endings.length, most: atOnce },
    (calls) => within((trx) => settleAll(trx, calls, clock.now())),
  );

  return {
    record: (request, claim, quota) =>
      within((trx) => {
        const now = clock.now();
        const check = (number: number) => keepToQuota(trx, { numbers: [number], quota, now });
        return recordRequest(trx, { request, now, check }, claim);
      }),

    find: async (number) => {
      const row = await caseRow(db, number);
      if (!row) return undefined;
      return { ...caseOf(row), ...(await undonesOf(db, [number])).get(number) };
    },

    endings: async (number) => (await talliesOf(db, [number])).get(number) ?? {},

    held: async (number) => {
      const row = await db.selectFrom('running').select('held').where('case_number', '=', number).executeTakeFirst();
      return row?.held ?? 0;
    },

    open: () => openCases(db),

    cancelled: async () => {
      const rows = await db
        .selectFrom('cases')
        .select('number')
        .where('closed_at', 'is', null)
        .where('cancelled_at', 'is not', null)
        .orderBy('number')
        .execute();
      return rows.map(({ number }) => number);
    },

    openApps: async () => {
      const rows = await db.selectFrom('cases').select('scope').where('closed_at', 'is', null).execute();
      // A scope begins with the app's name, and names hold no slash.
      return [...new Set(rows.map(({ scope }) => scope.slice(0, scope.indexOf('/'))))];
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

    clear: (number, targets, purpose) => clear({ number, targets, purpose }),

    dropOvertaken: async () => {
      for (const number of await openCases(db)) {
        const doubted = await db
          .selectFrom('targets')
          .select('target')
          .where('case_number', '=', number)
          .where('outcome', 'is', null)
          .where('sent', '>', 0)
          .execute();
        if (doubted.length === 0) continue;
        const targets = doubted.map(({ target }) => target);
        await within(async (trx) =>
          clearTargets(trx, await existingCase(trx, number), { targets, purpose: 'read', now: clock.now() }),
        );
      }
    },

    unsent: async (number, targets) => {
      await db
        .updateTable('targets')
        .set((row) => ({ sent: row('sent', '-', 1) }))
        .where(caseOfTarget(), '=', number)
        .where('target', 'in', listOf(targets))
        .where('sent', '>', 0)
        .execute();
    },

    settle: (number, endings) => settle({ number, endings }),

    settleRest: (number, ending) =>
      within(async (trx) => {
        const now = clock.now();
        const row = await existingCase(trx, number);
        // A no to what ends something is not put in doubt: the end that was planned before still stands.
        const doubtful =
          ending.outcome === 'failed' ||
          ending.outcome === 'skipped' ||
          (ending.outcome === 'rejected' && takesLength(caseOf(row).action));
        await settleSent(trx, row, { ending: doubtful ? inDoubt(ending) : ending, now });
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
        .select((row) => row.fn.countAll<number>().as('count'))
        .where('targets.case_number', '=', number)
        .where('targets.outcome', '=', 'already')
        .where('targets.took_case', 'is', null)
        // An unmute leaves nothing behind that anybody could end.
        .where('cases.action', 'in', actions.filter(takesLength))
        .executeTakeFirstOrThrow();
      return count;
    },

    earlierEnds: async ({ number, limit, sample }) => {
      const groups = await db
        .selectFrom('targets')
        .select(['took_case', 'took_expires_at'])
        .select((row) => row.fn.countAll<number>().as('count'))
        .where('case_number', '=', number)
        .where('took_case', '>', 0)
        .groupBy(['took_case', 'took_expires_at'])
        .orderBy('count', 'desc')
        .orderBy('took_case', 'desc')
        .limit(limit)
        .execute();
      return Promise.all(
        groups.map(async ({ took_case, took_expires_at, count }) => {
          const targets = await db
            .selectFrom('targets')
            .select('target')
            .where('case_number', '=', number)
            .where('took_case', '=', took_case)
            .where('took_expires_at', 'is not distinct from', took_expires_at)
            .orderBy('ordinal')
            .limit(sample)
            .execute();
          return {
            case: took_case ?? 0,
            ...(took_expires_at !== null && { expiresAt: took_expires_at }),
            count,
            targets: targets.map(({ target }) => target),
          };
        }),
      );
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

async function openCases(db: Kysely<Tables>): Promise<readonly number[]> {
  const rows = await db.selectFrom('cases').select('number').where('closed_at', 'is', null).orderBy('number').execute();
  return rows.map(({ number }) => number);
}

/** Ends what a request may have reached, for which there may be holds; everything else that is open has none. */
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
  const endings = sent.map(({ target }): Ending => ({ ...ending, target }));
  await settleTargets(db, row, endings, now);
}
