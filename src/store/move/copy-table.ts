import { type Kysely, sql } from 'kysely';
import { either } from '../either.ts';
import { type Column, numbers, tableOf, texts } from '../table-of.ts';
import type { Tables } from '../tables.ts';
import { Digest, type Row } from './digest.ts';

/** Any tables: which columns they have is known only when the database is asked. */
type AnyTables = Record<string, Record<string, unknown>>;

/** A table as a database describes it. */
export interface TableShape {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly holds: 'texts' | 'numbers' }[];
}

/** Rows go over in batches: of so many at most, and of so many characters, for one row can have some millions. */
const rowsAtOnce = 1000;
const charactersAtOnce = 2_000_000;
/** PostgreSQL hands rows over in chunks, which have to fit into memory. */
const chunk = 50;

const everyColumn = either<{ table: string; column: string; type: string }>({
  sqlite: sql`select tables.name as "table", columns.name as "column", columns.type as type
    from sqlite_schema as tables, pragma_table_info(tables.name) as columns where tables.type = 'table'`,
  postgres: sql`select table_name::text as "table", column_name::text as "column", data_type::text as type
    from information_schema.columns where table_schema = current_schema()`,
});

/** The shape of each table, by name. */
export async function shapesOf(db: Kysely<Tables>): Promise<ReadonlyMap<string, TableShape>> {
  const { rows } = await everyColumn.execute(db);
  const tables = [...Map.groupBy(rows, ({ table }) => table)];
  return new Map(
    tables.map(([name, columns]) => {
      const described = columns.map(({ column, type }) => ({
        name: column,
        holds: /int/i.test(type) ? ('numbers' as const) : ('texts' as const),
      }));
      return [name, { name, columns: described.toSorted((a, b) => (a.name < b.name ? -1 : 1)) }];
    }),
  );
}

/** Copies all rows of a table; what came over, as it was where it came from. Memory does not grow with their number. */
export async function copyTable(
  { name, columns }: TableShape,
  { from, to }: { readonly from: Kysely<Tables>; readonly to: Kysely<Tables> },
): Promise<Digest> {
  const digest = new Digest(columns.map((column) => column.name));
  const list = sql.join(columns.map((column) => sql.ref(column.name)));
  let batch: Row[] = [];
  let characters = 0;
  const flush = async () => {
    if (batch.length === 0) return;
    const given = tableOf('given', columnsOf(columns, batch));
    await sql`insert into ${sql.table(name)} (${list}) select ${list} from ${given}`.execute(to);
    batch = [];
    characters = 0;
  };
  for await (const row of rowsOf(from, name)) {
    digest.add(row);
    batch.push(row);
    for (const value of Object.values(row)) characters += typeof value === 'string' ? value.length : 0;
    if (batch.length >= rowsAtOnce || characters >= charactersAtOnce) await flush();
  }
  await flush();
  return digest;
}

/** What a table holds. */
export async function digestOf(db: Kysely<Tables>, { name, columns }: TableShape): Promise<Digest> {
  const digest = new Digest(columns.map((column) => column.name));
  for await (const row of rowsOf(db, name)) digest.add(row);
  return digest;
}

function rowsOf(db: Kysely<Tables>, name: string): AsyncIterable<Row> {
  return (db as unknown as Kysely<AnyTables>).selectFrom(name).selectAll().stream(chunk);
}

function columnsOf(columns: TableShape['columns'], rows: readonly Row[]): Readonly<Record<string, Column>> {
  return Object.fromEntries(
    columns.map(({ name, holds }) => {
      // Hush has no other columns: see the migrations.
      const values = rows.map((row) => row[name] ?? null);
      return [name, holds === 'numbers' ? numbers(values as number[]) : texts(values as string[])];
    }),
  );
}
