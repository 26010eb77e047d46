import { type Kysely, sql } from 'kysely';
import { migrationsIn } from '../migrations/done.ts';
import type { Tables } from '../tables.ts';
import { StoreUnavailable } from '../unavailable.ts';
import { copiedTables } from './moved-tables.ts';

/** Refuses tables of another version than these sources', which `known` lists the migrations of. */
export async function checkVersion(
  db: Kysely<Tables>,
  { place, known }: { readonly place: string; readonly known: readonly string[] },
): Promise<void> {
  const done = await migrationsIn(db);
  if (done.size === 0) throw new StoreUnavailable(`There is nothing of Hush in ${place}.`);
  if ([...done].some((name) => !known.includes(name))) {
    throw new StoreUnavailable(`The database in ${place} was written by a newer Hush. Use that version to move it.`);
  }
  if (known.some((name) => !done.has(name))) {
    throw new StoreUnavailable(
      `The database in ${place} was written by an older Hush. Start this version on it once and stop it again; then move it.`,
    );
  }
}

/** Refuses tables that hold anything: nothing is ever mixed or written over. */
export async function checkEmpty(db: Kysely<Tables>, place: string): Promise<void> {
  for (const name of copiedTables) {
    const { rows } = await sql`select 1 from ${sql.table(name)} limit 1`.execute(db);
    if (rows.length > 0) {
      throw new StoreUnavailable(
        `The database in ${place} is not empty (there is something in ${name}). It is left as it is: move into a new one.`,
      );
    }
  }
}
