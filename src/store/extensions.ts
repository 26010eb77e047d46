import { type Kysely, sql } from 'kysely';
import { listOf } from './json-list.ts';
import type { Tables } from './tables.ts';

/** See `Lookups.extendedBy`. Goes from each extension to the next: people seldom give one case more than a few ends. */
export async function newestExtension(db: Kysely<Tables>, number: number): Promise<number | undefined> {
  const found = new Set<number>();
  for (let older = [number]; older.length > 0; ) {
    const newer = (await Promise.all(older.map((one) => extensionsOf(db, one)))).flat();
    older = newer.filter((one) => !found.has(one));
    for (const one of older) found.add(one);
  }
  const { newest } = await db
    .selectFrom('running')
    .select((row) => row.fn.max('case_number').as('newest'))
    .where('case_number', 'in', listOf([...found]))
    .executeTakeFirstOrThrow();
  return newest ?? undefined;
}

/** The cases that extended this one: those that took something over from it, and those that are being carried out. */
async function extensionsOf(db: Kysely<Tables>, number: number): Promise<readonly number[]> {
  const takers = await db
    .selectFrom('targets')
    .select('case_number as taker')
    .distinct()
    .where('took_case', '=', number)
    // Word for word as in the index `targets_by_taken`.
    .where(sql<boolean>`took_case > 0`)
    .execute();
  const rows = await db
    .selectFrom('cases')
    .select('number')
    .where('number', 'in', listOf(takers.map(({ taker }) => taker)))
    .where('extends', '=', number)
    .union(db.selectFrom('cases').select('number').where('closed_at', 'is', null).where('extends', '=', number))
    .execute();
  return rows.map((row) => row.number);
}
