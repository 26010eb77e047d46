import { type Kysely, sql } from 'kysely';
import type { Clock } from '../lib/clock.ts';
import type { Action } from '../moderation/action.ts';
import { planHold } from '../moderation/hold.ts';
import type { Ending } from '../moderation/outcome.ts';
import { modulesOf, narrowed, type Place } from '../moderation/place.ts';
import type { DueHold, DueKey, Holds, HoldTask } from '../moderation/ports.ts';
import type { Clearance, Sendable } from '../moderation/vendor.ts';
import { announce } from './announcing.ts';
import { appendAudit } from './audit.ts';
import { byItself } from './by-itself.ts';
import { caseOfTarget } from './by-target.ts';
import { durationFor } from './clearing.ts';
import { dueLanes } from './due-lanes.ts';
import { gather } from './gather.ts';
import { listOf } from './json-list.ts';
import type { HoldRow, Tables } from './tables.ts';

/** An end that nobody answered for this long is told to people (design law 4). */
const tellAfterMs = 60_000;
/** An unanswered end is asked again after 2, 4, 8, … s, at most this. */
const longestRetryMs = 60_000;
/** Rows that `tend` changes in one call: a hundred thousand at once would keep moderators waiting. */
const tendAtOnce = 2000;
/** Ends of one case are told together: the first waits this long for the others. */
const gatherMs = 2000;
/** Holds in one transaction. Each is settled by itself, with some seven statements. */
const clearedAtOnce = 200;
const settledAtOnce = 50;
/** `response_url` works for 30 minutes; then it is a secret without a use. */
const responseUrlLifeMs = 30 * 60_000;

/** Before everything that can be due. */
const beforeAll: DueKey = { dueAt: 0, id: 0 };

/** What Hush set and has not ended, in SQL. `changed` is called after every commit that put something into the outbox. */
export function createHolds(db: Kysely<Tables>, clock: Clock, changed: () => void): Holds {
  const clear = gather<readonly number[], Clearance>({ sizeOf: (ids) => ids.length, most: clearedAtOnce }, (calls) =>
    inTurn(db, calls, (trx, ids) => clearHolds(trx, ids, clock.now())),
  );
  const settle = gather<SettleCall, void>({ sizeOf: ({ ids }) => ids.length, most: settledAtOnce }, (calls) =>
    inTurn(db, calls, (trx, call) => settleHolds(trx, { ...call, now: clock.now() })).finally(changed),
  );

  return {
    dueLanes: (now) => dueLanes(db, now),

    due: async ({ lane, now, limit, not, after = beforeAll }) => {
      const rows = await db
        .selectFrom('holds')
        .innerJoin('cases', 'cases.number', 'holds.case_number')
        .select(['holds.id', 'holds.case_number', 'holds.scope', 'holds.target', 'holds.places', 'holds.task'])
        .select(['holds.due_at', 'cases.action', 'cases.place'])
        .select(notClaimed.as('free'))
        .where('holds.app', '=', lane.app)
        .where('holds.task', '=', lane.task)
        .where('holds.due_at', '<=', now)
        .where(sql<boolean>`(holds.due_at, holds.id) > (${after.dueAt}, ${after.id})`)
        .where('holds.id', 'not in', listOf([...not]))
        .where(stillToGo(now))
        .orderBy('holds.due_at')
        .orderBy('holds.id')
        .limit(limit)
        .execute();
      const holds = rows.flatMap((row): readonly DueHold[] => {
        if (!row.free) return [];
        return [
          {
            id: row.id,
            case: row.case_number,
            scope: row.scope,
            target: row.target,
            task: row.task as HoldTask,
            action: row.action as Action,
            place: narrowed(JSON.parse(row.place) as Place, row.places),
            dueAt: row.due_at ?? now,
          },
        ];
      });
      const last = rows.length < limit ? undefined : rows.at(-1);
      return { holds, ...(last && { next: { dueAt: last.due_at ?? now, id: last.id } }) };
    },

    strand: async (ids) => {
      await db
        .updateTable('holds')
        .set({ first_tried_at: clock.now() })
        .where('id', 'in', listOf(ids))
        .where('first_tried_at', 'is', null)
        .execute();
    },

    clear: (ids) => clear(ids),

    settle: (ids, endings) => settle({ ids, endings }),

    tend: async () => {
      const now = clock.now();
      await db.transaction().execute(async (trx) => {
        const late = await trx
          .updateTable('holds')
          .set({ told_at: now })
          .where('id', 'in', (holds) =>
            holds
              .selectFrom('holds')
              .select('id')
              .where('first_tried_at', '<=', now - tellAfterMs)
              // Word for word as in the index `untold_holds`.
              .where(sql<boolean>`told_at is null`)
              .limit(tendAtOnce),
          )
          .returning('case_number')
          .execute();
        for (const number of new Set(late.map(({ case_number }) => case_number))) {
          await appendAudit(trx, now, { event: 'ends.unanswered', actor: 'hush', case: number });
          await announce(trx, { kind: 'lifts', case: number, dueAt: now });
        }
        const missed = await forgetEnded(trx, now);
        await trx
          .updateTable('cases')
          .set({ response_url: null })
          .where('response_url', 'is not', null)
          .where('asked_at', '<=', now - responseUrlLifeMs)
          .execute();
        if (late.length > 0 || missed) changed();
      });
    },

    hanging: async () => {
      const { count } = await db
        .selectFrom('holds')
        .select((row) => row.fn.countAll<number>().as('count'))
        .where('told_at', 'is not', null)
        .executeTakeFirstOrThrow();
      return count;
    },
  };
}

/**
 * Forgets holds whose time is over and that nothing had to be done for in the end. A renewal that was never made is told: the vendor's
 * clock may have ended it early. True if there was one.
 */
async function forgetEnded(db: Kysely<Tables>, now: number): Promise<boolean> {
  const gone = await db
    .deleteFrom('holds')
    .where('id', 'in', (holds) =>
      holds
        .selectFrom('holds')
        .select('id')
        .where(sql<boolean>`task is distinct from 'lift'`)
        .where('expires_at', '<=', now)
        .limit(tendAtOnce),
    )
    .returning(['case_number', 'ordinal', 'target', 'task', 'sent'])
    .execute();
  const missed = gone.filter(({ task }) => task === 'renew');
  const alike = Map.groupBy(missed, ({ case_number, sent }) => `${case_number} ${sent > 0}`);
  for (const [first, ...others] of alike.values()) {
    if (!first) continue;
    const rows = [first, ...others];
    const told =
      first.sent > 0
        ? { outcome: 'unconfirmed', words: 'no answer came before its end' }
        : { outcome: 'failed', words: 'nothing could be sent before its end' };
    const details = { targets: rows.map(({ target }) => target), ...told };
    await appendAudit(db, now, { event: 'renew.missed', actor: 'hush', case: first.case_number, details });
    await db
      .updateTable('targets')
      .set({ lift_task: 'renew', lift_outcome: told.outcome, lift_code: null, lift_words: told.words, lift_at: now })
      .where('case_number', '=', first.case_number)
      .where('ordinal', 'in', listOf(rows.map(({ ordinal }) => ordinal)))
      .execute();
    await announce(db, { kind: 'lifts', case: first.case_number, dueAt: now + gatherMs });
  }
  return missed.length > 0;
}

/**
 * A newer case that is still open may be about to take these places over: the end waits for how it goes (design law 5). Found along
 * `open_targets_by_target`: the target may be one that a hundred thousand cases named before.
 */
const notClaimed = sql<boolean>`not exists (
  select 1 from cases newer join targets named on ${caseOfTarget('named')} = newer.number
  where newer.closed_at is null and newer.scope = holds.scope and newer.number > holds.case_number
    and named.target = holds.target and named.outcome is null and named.places & holds.places <> 0${byItself})`;

/** A renewal whose time is over is none: its duration would be 0, which unmutes. */
function stillToGo(now: number) {
  return sql<boolean>`(holds.task is distinct from 'renew' or holds.expires_at > ${now})`;
}

/** One after the other in one transaction. */
function inTurn<Call, Result>(
  db: Kysely<Tables>,
  calls: readonly Call[],
  work: (trx: Kysely<Tables>, call: Call) => Promise<Result>,
): Promise<readonly Result[]> {
  return db.transaction().execute(async (trx) => {
    const results: Result[] = [];
    for (const call of calls) results.push(await work(trx, call));
    return results;
  });
}

async function clearHolds(trx: Kysely<Tables>, ids: readonly number[], now: number): Promise<Clearance> {
  const rows = await trx
    .selectFrom('holds')
    .innerJoin('cases', 'cases.number', 'holds.case_number')
    .select(['holds.id', 'holds.target', 'holds.places', 'holds.sent', 'holds.task', 'holds.expires_at'])
    .select(['cases.action', 'cases.place', 'cases.vendor_clock_seconds', 'cases.length_seconds'])
    .where('holds.id', 'in', listOf(ids))
    .where('holds.due_at', 'is not', null)
    .where(notClaimed)
    .where(stillToGo(now))
    .execute();
  const order = new Map(ids.map((id, index) => [id, index]));
  rows.sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0));
  await trx
    .updateTable('holds')
    .set((row) => ({ sent: row('sent', '+', 1), first_tried_at: sql`coalesce(first_tried_at, ${now})` }))
    .where('id', 'in', listOf(rows.map(({ id }) => id)))
    .execute();
  const [first] = rows;
  const renewing = first?.task === 'renew';
  const targets = rows.map((row): Sendable => {
    const isModules = (JSON.parse(row.place) as Place).kind === 'modules';
    return { target: row.target, repeated: row.sent > 0, ...(isModules && { modules: modulesOf(row.places) }) };
  });
  return { targets, durationSeconds: first && renewing ? durationFor(first.action as Action, first, now) : 0 };
}

interface SettleCall {
  readonly ids: readonly number[];
  readonly endings: readonly Ending[];
}

async function settleHolds(
  db: Kysely<Tables>,
  { ids, endings, now }: SettleCall & { readonly now: number },
): Promise<void> {
  const rows = await db
    .selectFrom('holds')
    .innerJoin('cases', 'cases.number', 'holds.case_number')
    .selectAll('holds')
    .select('cases.vendor_clock_seconds')
    .where('holds.id', 'in', listOf(ids))
    .execute();
  const holds = new Map(rows.map((row) => [row.target, row]));
  for (const ending of endings) {
    const hold = holds.get(ending.target);
    if (hold) await settleHold(db, hold, { ending, now });
  }
}

type TriedHold = HoldRow & { readonly vendor_clock_seconds: number };

async function settleHold(
  db: Kysely<Tables>,
  hold: TriedHold,
  { ending, now }: { ending: Ending; now: number },
): Promise<void> {
  const answered = ending.outcome === 'done' || ending.outcome === 'already';
  if (!answered && ending.outcome !== 'rejected') {
    const wait = Math.min(longestRetryMs, 1000 * 2 ** Math.min(hold.attempts + 1, 10));
    await db
      .updateTable('holds')
      // Also where nothing was sent, because the app may send nothing: people wait for their end all the same.
      .set({ due_at: now + wait, attempts: hold.attempts + 1, first_tried_at: sql`coalesce(first_tried_at, ${now})` })
      .where('id', '=', hold.id)
      .execute();
    return;
  }
  const details = { target: ending.target, outcome: ending.outcome, code: ending.code, words: ending.words };
  await appendAudit(db, now, {
    event: `${hold.task as HoldTask}.${answered ? 'done' : 'rejected'}`,
    actor: 'hush',
    case: hold.case_number,
    details,
  });
  if (hold.task === 'renew' && answered) {
    const plan = planHold({
      expiresAt: hold.expires_at ?? undefined,
      vendorClockSeconds: hold.vendor_clock_seconds,
      now,
    });
    await db
      .updateTable('holds')
      .set({
        due_at: plan?.dueAt ?? null,
        task: plan?.task ?? null,
        sent: 0,
        attempts: 0,
        first_tried_at: null,
        told_at: null,
      })
      .where('id', '=', hold.id)
      .execute();
    // People were told that it had no answer: now it has one.
    if (hold.told_at !== null) await announce(db, { kind: 'lifts', case: hold.case_number, dueAt: now + gatherMs });
    return;
  }
  await db.deleteFrom('holds').where('id', '=', hold.id).execute();
  await db
    .updateTable('targets')
    .set({
      lift_task: hold.task,
      lift_outcome: answered ? 'done' : 'rejected',
      lift_code: ending.code ?? null,
      lift_words: ending.words ?? null,
      lift_at: now,
    })
    .where('case_number', '=', hold.case_number)
    .where('ordinal', '=', hold.ordinal)
    .execute();
  await announce(db, { kind: 'lifts', case: hold.case_number, dueAt: now + gatherMs });
}
