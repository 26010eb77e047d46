import { Kysely, sql } from 'kysely';
import type { Clock } from '../../lib/clock.ts';
import { postgresMigrations } from '../migrations/index.ts';
import { migrate } from '../open.ts';
import { postgresDialect } from '../postgres/dialect.ts';
import { postgresFault } from '../postgres/faults.ts';
import { checkServer, schemaOf, unusablePostgres } from '../postgres/open.ts';
import { createPool, placeOf } from '../postgres/pool.ts';
import type { Tables } from '../tables.ts';
import { StoreUnavailable } from '../unavailable.ts';
import { checkEmpty, checkVersion } from './check-tables.ts';
import type { Counters, MoveEnd } from './move-end.ts';
import { copiedTables } from './moved-tables.ts';

/**
 * A PostgreSQL. Writers take turns on it: for as long as the move's transaction lasts no bot writes there, and one that is started gives
 * up after some seconds.
 */
export function postgresEnd(url: string, clock: Clock): MoveEnd {
  const place = placeOf(url);
  return {
    place,
    setting: 'set DATABASE_URL to this database,',
    read: (work) =>
      connected(url, clock, async (db) => {
        await checkVersion(db, { place, known: Object.keys(postgresMigrations) });
        return await db
          .transaction()
          .setIsolationLevel('repeatable read')
          .execute(async (trx) => {
            await checkNobodyRuns(trx, place);
            return work(trx, await countersOf(trx));
          });
      }),
    fill: (work) =>
      connected(url, clock, async (db, schema) => {
        await checkNobodyRuns(db, place);
        await migrate(db, { known: postgresMigrations, schema });
        const done = await db.transaction().execute(async (trx) => {
          await checkNobodyRuns(trx, place);
          await checkEmpty(trx, place);
          for (const name of copiedTables) await sql`alter table ${sql.table(name)} disable trigger user`.execute(trx);
          const { counters, result } = await work(trx);
          for (const name of copiedTables) await sql`alter table ${sql.table(name)} enable trigger user`.execute(trx);
          await setCounters(trx, counters);
          return result;
        });
        // What is in the tables now: until PostgreSQL looks by itself it would take them for empty, and read them whole.
        for (const name of copiedTables) await sql`analyze ${sql.table(name)}`.execute(db);
        return done;
      }),
  };
}

async function connected<Result>(
  url: string,
  clock: Clock,
  work: (db: Kysely<Tables>, schema: string) => Promise<Result>,
): Promise<Result> {
  const pool = createPool(url, { patient: true, name: 'hush move' });
  const db = new Kysely<Tables>({ dialect: postgresDialect({ pool, clock }) });
  try {
    await checkServer(pool, placeOf(url));
    return await work(db, await schemaOf(pool, placeOf(url)));
  } catch (error) {
    // The other end's troubles are not this one's.
    throw postgresFault(error) ? unusablePostgres(url, error) : error;
  } finally {
    await db.destroy();
    await pool.end();
  }
}

/** A running Hush always has a connection, under one of these names. */
async function checkNobodyRuns(db: Kysely<Tables>, place: string): Promise<void> {
  const { rows } = await sql`select 1 from pg_stat_activity
    where datname = current_database() and application_name in ('hush', 'hush carrier')`.execute(db);
  if (rows.length === 0) return;
  throw new StoreUnavailable(`Hush is running on ${place}. Stop it first: nothing may be written during the move.`);
}

interface Counter {
  readonly name: string;
  readonly column: string;
  readonly sequence: string;
  /** The last number that it gave; null: none yet. */
  readonly last: number | null;
}

async function allCounters(db: Kysely<Tables>): Promise<readonly Counter[]> {
  const { rows } = await sql<Counter>`
    select name, "column", sequence, pg_sequence_last_value(sequence::regclass) as last
    from (select relname as name, attname as "column", pg_get_serial_sequence(quote_ident(relname), attname) as sequence
      from pg_attribute join pg_class on pg_class.oid = attrelid
      where attidentity <> '' and relnamespace = current_schema()::regnamespace) as counting`.execute(db);
  return rows;
}

async function countersOf(db: Kysely<Tables>): Promise<Counters> {
  const all = await allCounters(db);
  return new Map(all.flatMap(({ name, last }) => (last === null ? [] : [[name, last] as const])));
}

/** Behind what was given before, and behind what is there: not every database counts every table apart. */
async function setCounters(db: Kysely<Tables>, counters: Counters): Promise<void> {
  for (const { name, column, sequence } of await allCounters(db)) {
    await sql`select setval(${sequence}::regclass, last) from (
      select greatest(${counters.get(name) ?? null}::bigint, (select max(${sql.ref(column)}) from ${sql.table(name)})) as last
    ) as reached where last is not null`.execute(db);
  }
}
