import { type Kysely, sql } from 'kysely';
import type { Clock } from '../lib/clock.ts';
import { type Figures, mostCounted, type StoreFigures } from '../moderation/figures.ts';
import type { Lane } from '../moderation/ports.ts';
import { dueLanes } from './due-lanes.ts';
import type { Tables } from './tables.ts';

/** Whoever may ask for metrics may not keep the database busy. */
const freshMs = 1000;
/** A lane is stuck at its head: so many of the oldest are looked at. */
const headOfLane = 1000;

/** What waits in the tables, counted along indexes and never beyond a limit; all who ask within a second get the same. */
export function createFigures(db: Kysely<Tables>, clock: Clock): Figures {
  let last: { readonly at: number; readonly figures: Promise<StoreFigures> } | undefined;

  const read = async (now: number): Promise<StoreFigures> => {
    const [cases, ends, audit, privately, proposals, auditSeq] = await Promise.all([
      openCases(db),
      dueEnds(db, now),
      lane(db, 'audit'),
      lane(db, 'private'),
      openProposals(db, now),
      newestEntry(db),
    ]);
    return { at: now, cases, ends, outbox: { audit, private: privately }, proposals, auditSeq };
  };

  return {
    read: () => {
      const at = clock.monotonic();
      if (!last || at - last.at >= freshMs) last = { at, figures: read(clock.now()) };
      return last.figures;
    },
  };
}

/** Databases give sums and counts as numbers or as text. */
type Count = number | string | null;

async function openCases(db: Kysely<Tables>): Promise<StoreFigures['cases']> {
  const { rows } = await sql<{ open: Count; targets: Count; ended: Count; oldest: Count }>`
    select count(*) as open, sum(total) as targets, min(asked_at) as oldest,
      sum((select coalesce(sum(count), 0) from tallies where case_number = number)) as ended
    from (select number, total, asked_at from cases where closed_at is null limit ${mostCounted}) as those`.execute(db);
  const [row] = rows;
  return {
    open: Number(row?.open),
    openTargets: Number(row?.targets ?? 0) - Number(row?.ended ?? 0),
    ...oldestAt(row?.oldest),
  };
}

/**
 * What is due is read lane by lane, as the index `due_holds` has it. A lift that had no answer is due again later, and late since its promised
 * end all the same. Which were tried is asked for word for word as in the index `tried_holds`.
 */
async function dueEnds(db: Kysely<Tables>, now: number): Promise<StoreFigures['ends']> {
  const due = (await dueLanes(db, now)).map(
    ({ app, task }) => sql`
      select * from (select task, due_at, expires_at, told_at from holds
        where app = ${app} and task = ${task} and due_at <= ${now} order by due_at limit ${mostCounted}) as due
      union all`,
  );
  const { rows } = await sql<Record<'lifts' | 'renewals' | 'second' | 'minute' | 'oldest' | 'unanswered', Count>>`
    select
      count(*) filter (where task = 'lift' and due_at <= ${now}) as lifts,
      count(*) filter (where task = 'renew' and due_at <= ${now}) as renewals,
      count(*) filter (where task = 'lift' and expires_at <= ${now - 1000}) as second,
      count(*) filter (where task = 'lift' and expires_at <= ${now - 60_000}) as minute,
      min(expires_at) filter (where task = 'lift' and expires_at <= ${now}) as oldest,
      count(*) filter (where told_at is not null) as unanswered
    from (${sql.join(due, sql` `)}
      select * from (select task, due_at, expires_at, told_at from holds
        where attempts > 0 or told_at is not null limit ${mostCounted}) as tried where due_at > ${now}
    ) as those`.execute(db);
  const [row] = rows;
  return {
    due: { lift: Number(row?.lifts), renew: Number(row?.renewals) },
    late: { '1s': Number(row?.second), '1m': Number(row?.minute) },
    unanswered: Number(row?.unanswered),
    ...oldestAt(row?.oldest),
  };
}

async function lane(db: Kysely<Tables>, name: Lane): Promise<StoreFigures['outbox'][Lane]> {
  const { rows } = await sql<{ waiting: Count; due: Count; error: string | null }>`
    select
      (select count(*) from (select id from outbox where lane = ${name} and sent_at is null limit ${mostCounted}) as those)
        as waiting,
      (select min(due_at) from outbox where lane = ${name} and sent_at is null) as due,
      (select error from (select error from outbox where lane = ${name} and sent_at is null order by id limit ${headOfLane})
        as head where error is not null limit 1) as error`.execute(db);
  const [row] = rows;
  return {
    waiting: Number(row?.waiting),
    ...(row?.due != null && { dueAt: Number(row.due) }),
    ...(row?.error != null && { error: row.error }),
  };
}

async function openProposals(db: Kysely<Tables>, now: number): Promise<StoreFigures['proposals']> {
  const { rows } = await sql<{ kind: string; count: Count }>`
    select kind, count(*) as count
    from (select kind from proposals where state = 'open' and expires_at > ${now} limit ${mostCounted}) as those
    group by kind`.execute(db);
  const counts = new Map(rows.map(({ kind, count }) => [kind, Number(count)]));
  return { confirmation: counts.get('confirmation') ?? 0, approval: counts.get('approval') ?? 0 };
}

async function newestEntry(db: Kysely<Tables>): Promise<number> {
  const { seq } = await db
    .selectFrom('audit')
    .select((row) => row.fn.max('seq').as('seq'))
    .executeTakeFirstOrThrow();
  return Number(seq ?? 0);
}

function oldestAt(found: Count | undefined): { oldestAt?: number } {
  return found == null ? {} : { oldestAt: Number(found) };
}
