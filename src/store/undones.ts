import { type Kysely, sql } from 'kysely';
import type { Case } from '../moderation/case.ts';
import type { Outcome } from '../moderation/outcome.ts';
import { caseOfTarget } from './by-target.ts';
import { either } from './either.ts';
import { listOf } from './json-list.ts';
import type { Tables } from './tables.ts';

/** What a case tells of its undo. */
export type Undone = Required<Pick<Case, 'undoneBy'>> & Pick<Case, 'notUndone'>;

/**
 * Which of these cases were undone, by which, and what that left: the newest undo of each that ended what it could, and was confirmed. One
 * that is under way, was cancelled, or failed in part undid nothing that people could rely on.
 */
export async function undonesOf(db: Kysely<Tables>, numbers: readonly number[]): Promise<ReadonlyMap<number, Undone>> {
  const endings = (outcomes: readonly Outcome[]) =>
    sql<boolean>`exists (select 1 from tallies where case_number = cases.number and count > 0 and outcome in ${listOf(outcomes)})`;
  const rows = await db
    .selectFrom('cases')
    .select(['undoes', (row) => row.fn.max('number').as('by')])
    .where('undoes', 'in', listOf(numbers))
    // Word for word as in the index `cases_by_undone`.
    .where(sql<boolean>`undoes is not null`)
    .where('closed_at', 'is not', null)
    .where('cancelled_at', 'is', null)
    .where(endings(['done', 'already']))
    .where(({ not }) => not(endings(['failed', 'rejected', 'unconfirmed'])))
    .groupBy('undoes')
    .execute();
  const undones = rows.map(async ({ undoes, by }): Promise<readonly [number, Undone]> => {
    const left = await leftBy(db, { undo: by, number: undoes ?? 0 });
    return [undoes ?? 0, { undoneBy: by, ...(left.length > 0 && { notUndone: left }) }];
  });
  return new Map(await Promise.all(undones));
}

/**
 * Targets that an undo left as they were, at all places or at some: by the case that had taken them over, or that claimed them when the
 * undo was recorded. What an earlier undo of the same case ended is not among them.
 */
async function leftBy(
  db: Kysely<Tables>,
  { undo, number }: { undo: number; number: number },
): Promise<NonNullable<Case['notUndone']>> {
  const claimant = either({
    sqlite: sql`cast(substr(own.words, 6) as integer)`,
    postgres: sql`cast(split_part(own.words, ' ', 2) as bigint)`,
  });
  const { rows } = await sql<{ by: number | null; count: number }>`
    select coalesce(taker, claimed) as "by", count(*) as count from (
      select own.target,
        case when own.words like 'case % is newer' then ${claimant} end as claimed,
        (select max(newer.case_number) from targets newer
          where newer.took_case = ${number} and newer.took_case > 0 and newer.target = own.target
            and newer.case_number <> ${undo}) as taker
      from targets own
      where own.case_number = ${undo}
        and (own.outcome = 'skipped' or own.places <> (select places from cases where number = ${number}))
    ) left_over
    where not exists (
      select 1 from targets earlier join cases undid on undid.number = ${caseOfTarget('earlier')}
      where earlier.target = left_over.target and ${caseOfTarget('earlier')} = taker and earlier.outcome in ('done', 'already')
        and undid.undoes = ${number})
    group by 1 order by count desc, 1 nulls first`.execute(db);
  return rows.map(({ by, count }) => ({ count, ...(by !== null && { by }) }));
}
