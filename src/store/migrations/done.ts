import { type Kysely, sql } from 'kysely';
import { either } from '../either.ts';
import type { Tables } from '../tables.ts';

const hasMigrations = either<{ there: number }>({
  sqlite: sql`select count(*) as there from sqlite_schema where name = 'kysely_migration'`,
  postgres: sql`select count(to_regclass('kysely_migration')) as there`,
});

/** The names of the migrations that a database has had; none where Hush never was. */
export async function migrationsIn(db: Kysely<Tables>): Promise<ReadonlySet<string>> {
  const { rows } = await hasMigrations.execute(db);
  if (rows[0]?.there !== 1) return new Set();
  const done = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  return new Set(done.rows.map(({ name }) => name));
}
