import { type Kysely, sql } from 'kysely';
import { either } from '../either.ts';
import { text } from './words.ts';

/**
 * What is due is found app by app: however much of one app is overdue, the ends of another are not looked for behind it. And how the targets
 * of a case ended is told without reading those that are simply done, of which there may be a million; and whether an open case names a
 * target, without reading the hundred thousand that have ended.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table holds add column app ${text} not null default ''`.execute(db);
  await fillIn(db);
  await sql`drop index due_holds`.execute(db);
  await sql`create index due_holds on holds (app, task, due_at, id) where due_at is not null`.execute(db);
  await sql`create index targets_by_reason on targets (case_number, outcome, code, words, ordinal)
    where outcome is not null and (outcome <> 'done' or code is not null or words is not null)`.execute(db);
  await sql`create index open_targets_by_target on targets (target, case_number) where outcome is null`.execute(db);
  await rowsOfOne.execute(db);
  await reread.execute(db);
}

/** What the planner is to believe of a key, as in the first migrations; PostgreSQL counts by itself. */
const rowsOfOne = either({
  sqlite: sql`insert into sqlite_stat1 (tbl, idx, stat) values ('targets', 'open_targets_by_target', '100000 2 1')`,
  postgres: sql`select 1`,
});
const reread = either({ sqlite: sql`analyze sqlite_schema`, postgres: sql`select 1` });

/** A scope begins with the app's name, and names hold no slash. */
async function fillIn(db: Kysely<unknown>): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ scope: string }>`select scope from holds where app = '' limit 1`.execute(db);
    const name = rows[0]?.scope.split('/')[0];
    if (!name) return;
    const start = `${name}/`;
    await sql`update holds set app = ${name} where app = '' and substr(scope, 1, ${sql.lit(start.length)}) = ${start}`.execute(
      db,
    );
  }
}
