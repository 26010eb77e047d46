import { type Kysely, sql } from 'kysely';

/** Ids that were read from a file and wait for their moderator's yes. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table lists (
    id text primary key,
    created_at integer not null,
    moderator text not null,
    wish text not null,
    targets text,
    duplicates integer not null
  ) strict`,
  'create index lists_by_age on lists (created_at)',
];
