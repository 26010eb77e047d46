import { type RawBuilder, sql } from 'kysely';

/** The earlier of the time in a column and another. */
export function earlierOf(column: string, time: number): RawBuilder<number> {
  return sql`case when ${sql.ref(column)} < ${time} then ${sql.ref(column)} else ${time} end`;
}
