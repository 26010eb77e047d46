import type { Kysely } from 'kysely';
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
  return new Map(
    rows.map(({ held, ...row }): [number, CaseEntry] => {
      const record = { ...caseOf(row), ...undone.get(row.number) };
      return [row.number, { record, tally: tallyOf(tallies.get(row.number), row.total), held: held ?? 0 }];
    }),
  );
}
