import { type Insertable, type Kysely, sql } from 'kysely';
import type { CaseRequest } from '../moderation/case.ts';
import { TooLate } from '../moderation/ports.ts';
import { announce } from './announcing.ts';
import { appendAudit } from './audit.ts';
import { rowOf } from './case-rows.ts';
import { closeWhenDone } from './settling.ts';
import { tableOf, texts } from './table-of.ts';
import type { CaseRow, CasesTable, Tables } from './tables.ts';

/** A case that takes longer than this says so: to its moderator, and in the audit channel (design §4). */
const slowCaseMs = 3000;

/**
 * Writes a new case, its targets (by `fill`), the audit entry and what is to be told, and closes it if every target has ended already.
 * With a known delivery key nothing changes and the earlier number comes back. Throws `TooLate` when `claim` says no. Runs inside the
 * caller's transaction.
 */
export async function recordCase(
  db: Kysely<Tables>,
  parts: {
    readonly row: Insertable<CasesTable>;
    /** Writes the targets. */
    readonly fill: (number: number) => Promise<void>;
    /** What the audit keeps of the request, once the targets are there. */
    readonly details: (number: number) => Promise<Readonly<Record<string, unknown>>>;
    readonly now: number;
  },
  claim: () => boolean,
): Promise<{ readonly number: number; readonly duplicate: boolean }> {
  const { row, now } = parts;
  // Looked up first: an insert that comes to nothing would use a number up, and people would miss that case.
  const known = await numberOf(db, row.delivery_key);
  if (known !== undefined) return { number: known, duplicate: true };
  const { number } = await db.insertInto('cases').values(row).returning('number').executeTakeFirstOrThrow();
  await parts.fill(number);
  const details = await parts.details(number);
  await appendAudit(db, now, { event: 'case.recorded', actor: row.moderator, case: number, details });
  await announceRunning(db, number, now);
  await closeWhenDone(db, number, now);
  if (!claim()) throw new TooLate();
  return { number, duplicate: false };
}

/**
 * Records what somebody asked for, and with it whose yes it had. Runs inside the caller's transaction; see {@link recordCase}. `proposal` is
 * what it was before; `check` may throw once the case is written.
 */
export function recordRequest(
  db: Kysely<Tables>,
  {
    request,
    now,
    check,
    ...yes
  }: {
    request: CaseRequest;
    now: number;
    check?: (number: number) => Promise<void>;
    proposal?: string;
    approvedBy?: string;
  },
  claim: () => boolean,
): Promise<{ readonly number: number; readonly duplicate: boolean }> {
  const row = { ...rowOf(request, now), approved_by: yes.approvedBy ?? null };
  const asked = tableOf('asked', {
    id: texts(request.targets.map(({ id }) => id)),
    problem: texts(request.targets.map(({ problem }) => problem ?? null)),
  });
  const fill = async (number: number) => {
    await sql`insert into targets (case_number, ordinal, target, places, outcome, words, settled_at)
      select ${number}, position, id, ${row.places},
        case when problem is null then null else 'skipped' end,
        problem,
        case when problem is null then null else cast(${now} as bigint) end
      from ${asked}`.execute(db);
    await check?.(number);
  };
  const { action, vendor, place, length, reason } = request;
  const expiresAt = row.expires_at ?? undefined;
  const details = async () => ({ action, vendor, place, length, expiresAt, reason, targets: request.targets, ...yes });
  return recordCase(db, { row, fill, details, now }, claim);
}

/** Has it told that a case is running, should it take longer than a moment. */
export async function announceRunning(db: Kysely<Tables>, number: number, now: number): Promise<void> {
  for (const kind of ['case', 'started'] as const) {
    await announce(db, { kind, case: number, dueAt: now + slowCaseMs });
  }
}

export function caseRow(db: Kysely<Tables>, number: number): Promise<CaseRow | undefined> {
  return db.selectFrom('cases').selectAll().where('number', '=', number).executeTakeFirst();
}

export async function existingCase(db: Kysely<Tables>, number: number): Promise<CaseRow> {
  return (await caseRow(db, number)) ?? Promise.reject(new Error(`There is no case ${number}.`));
}

/** The newest case that undoes this one, and whether it is still being carried out. */
export async function undoneBy(
  db: Kysely<Tables>,
  number: number,
): Promise<{ readonly number: number; readonly running: boolean } | undefined> {
  const row = await db
    .selectFrom('cases')
    .select(['number', 'closed_at'])
    .where('undoes', '=', number)
    // Word for word as in the index `cases_by_undone`.
    .where(sql<boolean>`undoes is not null`)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && { number: row.number, running: row.closed_at === null };
}

/** The case that the same request made when it was delivered before. */
export async function numberOf(db: Kysely<Tables>, deliveryKey: string): Promise<number | undefined> {
  const known = await db
    .selectFrom('cases')
    .select('number')
    .where('delivery_key', '=', deliveryKey)
    .executeTakeFirst();
  return known?.number;
}
