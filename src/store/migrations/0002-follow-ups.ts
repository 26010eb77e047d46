import { type Kysely, sql } from 'kysely';

/** What is done to a case that is there already: undo, extend, retry, cancel, another reason. And what a case found when it took over. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  'alter table cases add column undoes integer',
  'alter table cases add column extends integer',
  'alter table cases add column asked_by text',
  'alter table cases add column asked_at integer',
  'alter table cases add column asked_total integer',
  'alter table cases add column cancelled_by text',
  'alter table cases add column cancelled_at integer',
  'update cases set asked_by = moderator, asked_at = created_at, asked_total = total',
  'create index cases_by_undone on cases (undoes, number) where undoes is not null',
  'create index cases_by_moderator on cases (moderator, number)',
  'drop index cases_with_response_url',
  'create index cases_with_response_url on cases (asked_at) where response_url is not null',

  'alter table targets add column took_case integer',
  'alter table targets add column took_expires_at integer',
  // Of older cases it is no longer known whose mute they took over, only that they did. Case 0 never was.
  `update targets set took_case = 0 where outcome = 'already' and (lift_outcome is not null or exists
    (select 1 from holds where holds.case_number = targets.case_number and holds.ordinal = targets.ordinal))`,

  'alter table outbox add column actor text',

  `insert into sqlite_stat1 (tbl, idx, stat) values
    ('cases', 'cases_by_moderator', '100000 5000 1'),
    ('cases', 'cases_by_undone', '1000 1 1')`,
  'analyze sqlite_schema',
];
