import { type Kysely, sql } from 'kysely';

/** What a moderator asked for within an hour is found without reading what they asked for before. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('create index cases_by_moderator_and_time on cases (moderator, created_at)').execute(db);
}
