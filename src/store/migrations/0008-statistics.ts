import { type Kysely, sql } from 'kysely';

/** What counts and charts ask for, and which weekly digests were written. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // Undos and new ends are no decisions of their own. It covers what is counted: no row of `cases` is read for it.
  `create index cases_by_time on cases (created_at, action, moderator, total, number)
    where undoes is null and extends is null`,
  `create index failed_lifts on targets (lift_at) where lift_outcome is not null and lift_outcome <> 'done'`,
  `create table digests (
    day text primary key,
    planned_at integer not null
  ) strict, without rowid`,
  `insert into sqlite_stat1 (tbl, idx, stat) values
    ('cases', 'cases_by_time', '100000 1 1 1 1 1'),
    ('targets', 'failed_lifts', '1000 1 1 1')`,
  'analyze sqlite_schema',
];
