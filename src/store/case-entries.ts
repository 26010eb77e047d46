import { type Kysely, sql } from 'kysely';
import type { CaseEntry } from '../moderation/lookups.ts';
import { caseOf } from './case-rows.ts';
import { listOf } from './json-list.ts';
import type { Tables } from './tables.ts';
import { talliesOf, tallyOf } from './tallies.ts';
import { undonesOf } from './undones.ts';

/** What lists tell of the cases with these numbers, by number. Those that are not there are left out. */
export async function caseEntries(
  db: Kysely<Tables>,
  numbers: readonly number[],
): Promise<ReadonlyMap<number, CaseEntry>> {
  const rows = await db
    .selectFrom('cases')
    .leftJoin('running', 'running.case_number', 'cases.number')
    .selectAll('cases')
    .select('running.held')
    .where('cases.number', 'in', listOf(numbers))
    .execute();
  const undone = await undonesOf(db, numbers);
  const tallies = await talliesOf(db, numbers);
  const empty = rows.flatMap(({ number, held }) => (held ? [] : number));
  const takers = new Map(await Promise.all(empty.map(async (number) => [number, await takersOf(db, number)] as const)));
  return new Map(
    rows.map(({ held, ...row }): [number, CaseEntry] => {
      const record = { ...caseOf(row), ...undone.get(row.number) };
      const takenBy = takers.get(row.number) ?? [];
      return [
        row.number,
        {
          record,
          tally: tallyOf(tallies.get(row.number), row.total),
          held: held ?? 0,
          ...(takenBy.length > 0 && { takenBy }),
        },
      ];
    }),
  );
}

/** So many targets are looked at for the cases that took a case over: a list names few, and costs the same for a case of any size. */
const takersLooked = 1000;
/** So many of these cases are told. */
const takersTold = 3;

async function takersOf(db: Kysely<Tables>, number: number): Promise<readonly number[]> {
  const taken = db
    .selectFrom('targets')
    .select('case_number as by')
    .where('took_case', '=', number)
    // Word for word as in the index `targets_by_taken`.
    .where(sql<boolean>`took_case > 0`)
    .limit(takersLooked);
  const rows = await db.selectFrom(taken.as('taken')).select('by').distinct().orderBy('by').limit(takersTold).execute();
  return rows.map(({ by }) => by);
}
