import { type RawBuilder, sql } from 'kysely';
import { either } from './either.ts';

/** The values of one column, with the type that PostgreSQL needs to know of an array. */
export interface Column {
  readonly type: 'bigint' | 'text';
  readonly values: readonly (string | number | null)[];
}

export function texts(values: readonly (string | null)[]): Column {
  return { type: 'text', values };
}

export function numbers(values: readonly (number | null)[]): Column {
  return { type: 'bigint', values };
}

/**
 * Columns of equal length as a table to select from, with a further column `position` that counts its rows from 0. One parameter for
 * SQLite, one a column for PostgreSQL, whatever the number of rows.
 */
export function tableOf(name: string, columns: Readonly<Record<string, Column>>): RawBuilder<unknown> {
  const all = Object.entries(columns);
  const rows = (all[0]?.[1].values ?? []).map((_, row) => all.map(([, { values }]) => values[row] ?? null));
  const read = all.map(([column], index) => sql`value ->> ${sql.lit(index)} as ${sql.ref(column)}`);
  const arrays = all.map(([, { type, values }]) => sql`${values}::${sql.raw(type)}[]`);
  const names = all.map(([column]) => sql.ref(column));
  return either({
    sqlite: sql`(select key as position, ${sql.join(read)} from json_each(${JSON.stringify(rows)})) as ${sql.ref(name)}`,
    postgres: sql`(select counted - 1 as position, ${sql.join(names)}
      from unnest(${sql.join(arrays)}) with ordinality as given (${sql.join(names)}, counted)) as ${sql.ref(name)}`,
  });
}
