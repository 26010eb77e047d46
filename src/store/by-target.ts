import { type RawBuilder, sql } from 'kysely';
import { either } from './either.ts';

// For rows of `targets` that are to be found by their target. A case has one target or a hundred thousand, and no statistics tell PostgreSQL
// which: it may well walk through a whole case, or through all that is open, for each id that is looked for. Said as here, the conditions
// fit no index, and that of the targets is left. SQLite is told by its migrations how many rows a key has.

/** The case of a row of `targets`, or of that table under another name. */
export function caseOfTarget(table = 'targets'): RawBuilder<number> {
  const column = () => sql.ref<number>(`${table}.case_number`);
  return either({ sqlite: column(), postgres: sql<number>`(${column()} + 0)` });
}

/** Whether it has not ended. */
export function isOpenTarget(table = 'targets'): RawBuilder<boolean> {
  const outcome = sql.ref(`${table}.outcome`);
  return either({
    sqlite: sql<boolean>`${outcome} is null`,
    postgres: sql<boolean>`coalesce(${outcome}, '') = ''`,
  });
}
