import { type Insertable, type Kysely, sql } from 'kysely';
import type { Clock } from '../lib/clock.ts';
import type { AuditEvent } from '../moderation/audit.ts';
import { endingAction, expiryOf } from '../moderation/case.ts';
import type { FollowedUp, FollowUp, FollowUpRefusal } from '../moderation/follow-up.ts';
import { tookEffect } from '../moderation/outcome.ts';
import { endingPlace } from '../moderation/place.ts';
import { type FollowUps, type MadeCase, type Quota, TooLate } from '../moderation/ports.ts';
import { announce, unannounce } from './announcing.ts';
import { keepToQuota } from './asked-for.ts';
import { appendAudit } from './audit.ts';
import { byItself } from './by-itself.ts';
import { caseOfTarget, isOpenTarget } from './by-target.ts';
import { caseOf } from './case-rows.ts';
import { endingGroups } from './ending-groups.ts';
import { announceRunning, caseRow, numberOf, recordCase, undoneBy } from './recording.ts';
import type { CaseRow, CasesTable, Tables } from './tables.ts';

/** What is done to cases that are there already, in SQL. `changed` is called after every commit that put something into the outbox. */
export function createFollowUps(db: Kysely<Tables>, clock: Clock, changed: () => void): FollowUps {
  const followed = async (trx: Kysely<Tables>, ask: FollowUp, work: Work): Promise<FollowedUp> => {
    const row = await caseRow(trx, ask.number);
    if (!row) return { kind: 'refused', refusal: { why: 'unknown', number: ask.number } };
    const done = await work(trx, row, clock.now());
    return 'why' in done ? { kind: 'refused', refusal: done } : done;
  };
  const committed: Within = async (ask, work) => {
    const result = await db.transaction().execute((trx) => followed(trx, ask, work));
    if (result.kind === 'recorded') changed();
    return result;
  };
  return {
    ...followUpsWithin(committed),
    trial: () => {
      let made: MadeCase | undefined;
      const rolledBack: Within = async (ask, work) => {
        const trx = await db.startTransaction().execute();
        try {
          const result = await followed(trx, ask, work);
          made = result.kind === 'recorded' ? await madeCase(trx, result.number) : undefined;
          return result;
        } finally {
          await trx.rollback().execute();
        }
      };
      return { followUps: followUpsWithin(rolledBack), made: () => made };
    },
  };
}

/** What is done to a case, inside a transaction. */
type Work = (trx: Kysely<Tables>, row: CaseRow, now: number) => Promise<FollowedUp | FollowUpRefusal>;
type Within = (ask: FollowUp, work: Work) => Promise<FollowedUp>;

/** So many targets of each ending of a trial are shown. */
const shownOfTrial = 100;

async function madeCase(db: Kysely<Tables>, number: number): Promise<MadeCase | undefined> {
  const row = await caseRow(db, number);
  return row && { record: caseOf(row), groups: await endingGroups(db, { number, sample: shownOfTrial }) };
}

function followUpsWithin(within: Within): Omit<FollowUps, 'trial'> {
  return {
    undo: (ask, claim) =>
      within(ask, async (trx, row, now) => {
        const action = endingAction(caseOf(row));
        const known = await delivered(trx, ask);
        if (known) return known;
        const refusal = await whyNotTaken(trx, row, now);
        if (refusal || !action) return refusal ?? { why: 'sets nothing', record: caseOf(row) };
        const followed: Followed = {
          ...ofOlder(row, ask, now),
          place: JSON.stringify(endingPlace(caseOf(row).place)),
          action,
          length_seconds: null,
          permanent: 0,
          expires_at: null,
          vendor_clock_seconds: 0,
          reason: null,
          undoes: row.number,
        };
        return { kind: 'recorded', ...(await recordFollower(trx, { older: row, followed, now }, claim)) };
      }),

    extend: (ask, claim, quota) =>
      within(ask, async (trx, row, now) => {
        const known = await delivered(trx, ask);
        if (known) return known;
        const refusal = await whyNotTaken(trx, row, now);
        if (refusal) return refusal;
        const { length } = ask;
        const followed: Followed = {
          ...ofOlder(row, ask, now),
          action: row.action,
          length_seconds: length.kind === 'timed' ? length.seconds : null,
          permanent: length.kind === 'permanent' ? 1 : 0,
          expires_at: expiryOf(length, now) ?? null,
          vendor_clock_seconds: row.vendor_clock_seconds,
          reason: row.reason,
          extends: row.number,
        };
        return { kind: 'recorded', ...(await recordFollower(trx, { older: row, followed, now, quota }, claim)) };
      }),

    retry: (ask, claim) =>
      within(ask, async (trx, row, now) => {
        const record = caseOf(row);
        if (row.closed_at === null) return { why: 'running', record };
        const undone = await undoneBy(trx, row.number);
        if (undone) return { why: 'undone', record, by: undone.number, running: undone.running };
        if (row.expires_at !== null && row.expires_at <= now) return { why: 'over', record };
        const { numUpdatedRows } = await trx
          .updateTable('targets')
          // What failed surely did not happen: whatever was sent for it is in doubt no more.
          .set({
            outcome: null,
            code: null,
            words: null,
            settled_at: null,
            sent: sql`case when outcome = 'failed' then 0 else sent end`,
          })
          .where('case_number', '=', row.number)
          .where('outcome', 'in', ['failed', 'unconfirmed'])
          .executeTakeFirst();
        const count = Number(numUpdatedRows);
        if (count === 0) return { why: 'nothing failed', record };
        await trx
          .updateTable('cases')
          .set({
            closed_at: null,
            cancelled_at: null,
            cancelled_by: null,
            asked_by: ask.moderator,
            asked_at: now,
            asked_total: count,
            response_url: ask.responseUrl ?? null,
            response_url_uses: 0,
          })
          .where('number', '=', row.number)
          .execute();
        // Not told yet that it was done, nobody need be: another summary follows.
        await unannounce(trx, row.number, 'summary');
        await audit(trx, ask, { event: 'case.retried', details: { targets: count }, now });
        await tellThread(
          trx,
          ask,
          `retries what failed in case ${row.number}: ${count === 1 ? '1 target' : `${count} targets`}.`,
          now,
        );
        await announceRunning(trx, row.number, now);
        return claimed(row.number, claim);
      }),

    cancel: (ask, claim) =>
      within(ask, async (trx, row, now) => {
        const record = caseOf(row);
        if (row.closed_at !== null) return { why: 'ended', record };
        if (row.cancelled_at !== null) return { why: 'cancelled', record };
        await trx
          .updateTable('cases')
          .set({ cancelled_at: now, cancelled_by: ask.moderator })
          .where('number', '=', row.number)
          .execute();
        await audit(trx, ask, { event: 'case.cancelled', now });
        // The audit message first, however young the case is: what is told about it goes below.
        await announce(trx, { kind: 'case', case: row.number, dueAt: now });
        await tellThread(trx, ask, `cancelled case ${row.number}: what was not attempted yet is skipped.`, now);
        return claimed(row.number, claim);
      }),

    correctReason: (ask, claim) =>
      within(ask, async (trx, row, now) => {
        const { reason } = ask;
        if (row.reason === reason) return { why: 'same reason', record: caseOf(row) };
        await trx.updateTable('cases').set({ reason }).where('number', '=', row.number).execute();
        const details = { from: row.reason ?? undefined, to: reason };
        await audit(trx, ask, { event: 'case.reason-corrected', details, now });
        const before = row.reason === null ? 'There was none before.' : `It was: ${row.reason}`;
        await tellThread(trx, ask, `corrected the reason of case ${row.number}. ${before}`, now);
        await announce(trx, { kind: 'case', case: row.number, dueAt: now });
        return claimed(row.number, claim);
      }),
  };
}

type Followed = Insertable<CasesTable>;

async function delivered(db: Kysely<Tables>, { deliveryKey }: FollowUp): Promise<FollowedUp | undefined> {
  const number = await numberOf(db, deliveryKey);
  return number === undefined ? undefined : { kind: 'recorded', number, duplicate: true };
}

function claimed(number: number, claim: () => boolean): FollowedUp {
  if (!claim()) throw new TooLate();
  return { kind: 'recorded', number, duplicate: false };
}

/** Why what a case set cannot be undone or given another end; undefined if it can. */
async function whyNotTaken(db: Kysely<Tables>, row: CaseRow, now: number): Promise<FollowUpRefusal | undefined> {
  const record = caseOf(row);
  if (!endingAction(record)) return { why: 'sets nothing', record };
  const undone = await undoneBy(db, row.number);
  if (undone?.running) return { why: 'undone', record, by: undone.number, running: true };
  if (row.closed_at === null) return { why: 'running', record };
  if (row.expires_at !== null && row.expires_at <= now) return { why: 'over', record };
  const held = await db
    .selectFrom('holds')
    .select('id')
    .where('case_number', '=', row.number)
    .limit(1)
    .executeTakeFirst();
  if (held) return undefined;
  if (undone) return { why: 'undone', record, by: undone.number, running: false };
  const by = await newestTaker(db, row);
  return { why: 'nothing left', record, ...(by !== undefined && { by }) };
}

/** Of a case's first targets, the newest case that took one over. */
async function newestTaker(db: Kysely<Tables>, row: CaseRow): Promise<number | undefined> {
  const { by } = await db
    .selectFrom('targets')
    .innerJoin('targets as newer', (join) =>
      join
        .onRef('newer.target', '=', 'targets.target')
        .on(caseOfTarget('newer'), '>', (row) => row.ref('targets.case_number')),
    )
    .innerJoin('cases', (join) => join.on('cases.number', '=', caseOfTarget('newer')))
    .select((one) => one.fn.max('newer.case_number').as('by'))
    .where('targets.case_number', '=', row.number)
    .where('targets.ordinal', '<', 100)
    .where('cases.scope', '=', row.scope)
    .where('newer.outcome', 'in', tookEffect)
    .executeTakeFirstOrThrow();
  return by ?? undefined;
}

/** What a case that follows an older one has from it. */
function ofOlder(row: CaseRow, ask: FollowUp, now: number) {
  return {
    created_at: now,
    vendor: row.vendor,
    place: row.place,
    scope: row.scope,
    places: row.places,
    moderator: ask.moderator,
    total: row.total,
    duplicates: 0,
    delivery_key: ask.deliveryKey,
    response_url: ask.responseUrl ?? null,
    asked_by: ask.moderator,
    asked_at: now,
    asked_total: row.total,
  };
}

/**
 * Records a case for the targets of an older one: at the places which the older one still holds and no newer open case claims. Where there
 * are none of those the target is `skipped`, with the reason. One statement, whatever the number of targets.
 */
function recordFollower(
  db: Kysely<Tables>,
  { older, followed, now, quota }: { older: CaseRow; followed: Followed; now: number; quota?: Quota | undefined },
  claim: () => boolean,
): Promise<{ readonly number: number; readonly duplicate: boolean }> {
  const isSet =
    followed.undoes === undefined ? sql`true` : sql`(outcome in ('done', 'already', 'unconfirmed') or left_places > 0)`;
  const claiming = caseOfTarget('claims');
  const fill = async (number: number) => {
    await sql`insert into targets (case_number, ordinal, target, places, outcome, words, settled_at)
      select ${number}, row_number() over (order by ordinal) - 1, target, case when left_places > 0 then left_places else places end,
        case when left_places > 0 then null else 'skipped' end,
        case when left_places > 0 then null
          when newest is not null then 'case ' || newest || ' is newer'
          else ${`case ${older.number} did not set it, or it is over`} end,
        case when left_places > 0 then null else cast(${now} as bigint) end
      from (
        select mine.ordinal, mine.target, mine.places, mine.outcome,
          coalesce(holds.places, 0) & ~(
            select coalesce(max(claims.places & 1) | max(claims.places & 2) | max(claims.places & 4) | max(claims.places & 8), 0)
            from targets claims join cases newer on newer.number = ${claiming}
            where claims.target = mine.target and ${claiming} > ${older.number} and ${claiming} < ${number}
              and newer.scope = ${older.scope} and ${isOpenTarget('claims')}) as left_places,
          (select max(claims.case_number)
            from targets claims join cases newer on newer.number = ${claiming}
            where claims.target = mine.target and ${claiming} > ${older.number} and ${claiming} < ${number}
              and newer.scope = ${older.scope} and claims.places & mine.places <> 0
              and (claims.outcome is null or claims.outcome in ('done', 'already', 'unconfirmed'))) as newest
        from targets mine
        left join holds on holds.case_number = mine.case_number and holds.ordinal = mine.ordinal
        where mine.case_number = ${older.number}${byItself}
      ) found where ${isSet}`.execute(db);
    const { count } = await db
      .selectFrom('targets')
      .select((row) => row.fn.countAll<number>().as('count'))
      .where('case_number', '=', number)
      .executeTakeFirstOrThrow();
    await db.updateTable('cases').set({ total: count, asked_total: count }).where('number', '=', number).execute();
    await keepToQuota(db, { numbers: [number], quota, now });
  };
  const details = async (number: number) => {
    const row = await caseRow(db, number);
    const { action, vendor, place, length, expiresAt, reason, undoes, extends: extended } = caseOf(row ?? older);
    const targets = await db
      .selectFrom('targets')
      .select(['target as id', 'words as problem'])
      .where('case_number', '=', number)
      .orderBy('ordinal')
      .execute();
    return { action, vendor, place, length, expiresAt, reason, undoes, extends: extended, targets };
  };
  return recordCase(db, { row: followed, fill, details, now }, claim);
}

async function audit(
  db: Kysely<Tables>,
  { number, moderator: actor }: FollowUp,
  { event, details, now }: { event: AuditEvent; details?: Readonly<Record<string, unknown>>; now: number },
): Promise<void> {
  await appendAudit(db, now, { event, actor, case: number, ...(details && { details }) });
}

/** In the thread of the case's audit message, behind the moderator's name. */
async function tellThread(
  db: Kysely<Tables>,
  { number, moderator: actor }: FollowUp,
  text: string,
  now: number,
): Promise<void> {
  await announce(db, { kind: 'notice', case: number, dueAt: now, text, actor });
}
