import { type RawBuilder, sql } from 'kysely';
import { either } from './either.ts';

/**
 * The case of a row of `targets` (or of that table under another name) that is to be found by its target. A case has one target or a
 * hundred thousand, and no statistics tell PostgreSQL which: it may well walk through all of a case for each id that is looked for. As a sum
 * the number is in no index, and the target's is left. SQLite is told by its migrations.
 */
export function caseOfTarget(table = 'targets'): RawBuilder<number> {
  const column = () => sql.ref<number>(`${table}.case_number`);
  return either({ sqlite: column(), postgres: sql<number>`(${column()} + 0)` });
}
