import { type RawBuilder, sql } from 'kysely';

/**
 * A list as one JSON parameter, for `where target in …`: one prepared statement whatever the length, where a parameter an item would
 * need another statement for every length and stop at SQLite's limit of 32,766.
 */
export function listOf(items: readonly (string | number)[]): RawBuilder<string & number> {
  return sql<string & number>`(select value from json_each(${JSON.stringify(items)}))`;
}
