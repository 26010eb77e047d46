import { Kysely } from 'kysely';
import type { Pool } from 'pg';
import type { Clock } from '../../lib/clock.ts';
import type { StoreFault } from '../../moderation/store-trouble.ts';
import type { Tables } from '../tables.ts';
import { StoreUnavailable } from '../unavailable.ts';
import { postgresDialect } from './dialect.ts';
import type { Ask } from './driver.ts';
import { postgresFault } from './faults.ts';
import { createPool, placeOf } from './pool.ts';

/** The oldest PostgreSQL that Hush is tested with, as `server_version_num` has it. */
const oldestVersion = 150_000;

/** A PostgreSQL that several processes of Hush may use at once. */
export interface Postgres {
  readonly pool: Pool;
  /**
   * The tables; every write waits for its turn. With `fence` each transaction asks it first, see `DriverOptions`, and the connections are
   * others: a carrier that has much to do leaves moderators theirs.
   */
  tables(options?: {
    readonly met?: (fault: StoreFault) => void;
    readonly fence?: (ask: Ask) => Promise<void>;
  }): Kysely<Tables>;
  /** Closes all connections. */
  close(): Promise<void>;
}

/** Opens PostgreSQL and looks whether Hush can work with it. Throws {@link StoreUnavailable} with a sentence for the person who runs Hush. */
export async function openPostgres(url: string, clock: Clock): Promise<Postgres> {
  const pool = createPool(url);
  const forJobs = createPool(url, { forJobs: true });
  try {
    await checkServer(pool, placeOf(url));
    return {
      pool,
      tables: (options = {}) => {
        const own = options.fence ? forJobs : pool;
        return new Kysely<Tables>({ dialect: postgresDialect({ pool: own, clock, ...options }) });
      },
      close: async () => {
        await Promise.all([pool.end(), forJobs.end()]);
      },
    };
  } catch (error) {
    await pool.end();
    throw error instanceof StoreUnavailable ? error : unusablePostgres(url, error);
  }
}

/** Runs `work` on tables that may be changed for as long as it takes. */
export async function changingTables<Result>(
  url: string,
  clock: Clock,
  work: (db: Kysely<Tables>, schema: string) => Promise<Result>,
): Promise<Result> {
  const pool = createPool(url, { patient: true });
  const db = new Kysely<Tables>({ dialect: postgresDialect({ pool, clock }) });
  try {
    return await work(db, await schemaOf(pool, placeOf(url)));
  } finally {
    await db.destroy();
    await pool.end();
  }
}

/** A sentence for an error that keeps a PostgreSQL from being used. */
export function unusablePostgres(url: string, error: unknown): StoreUnavailable {
  const fault = postgresFault(error);
  const place = placeOf(url);
  return new StoreUnavailable(
    fault
      ? `The database at ${place} cannot be used: ${fault.why}. Hush has done nothing; ${fault.mend}.`
      : `The database at ${place} cannot be used: ${(error as Error).message}.`,
    { cause: error },
  );
}

/** Refuses a server on which Hush was never tried. */
export async function checkServer(client: Pick<Pool, 'query'>, place: string): Promise<void> {
  const { rows } = await client.query(
    `select current_setting('server_version_num')::int as number, current_setting('server_version') as version,
      current_setting('server_encoding') as encoding`,
  );
  const { number, version, encoding } = rows[0] as { number: number; version: string; encoding: string };
  if (number < oldestVersion) {
    throw new StoreUnavailable(
      `The PostgreSQL at ${place} is version ${version}; Hush needs ${oldestVersion / 10_000} or newer.`,
    );
  }
  if (encoding !== 'UTF8') {
    throw new StoreUnavailable(
      `The database at ${place} has the encoding ${encoding}; Hush needs one with the encoding UTF8 (create database hush encoding 'UTF8' template template0).`,
    );
  }
}

/** Where new tables go: the first schema of the search path that there is. */
async function schemaOf(pool: Pick<Pool, 'query'>, place: string): Promise<string> {
  const { rows } = await pool.query('select current_schema() as schema');
  const { schema } = rows[0] as { schema: string | null };
  if (schema !== null) return schema;
  throw new StoreUnavailable(`The database at ${place} has no schema that its user may use; see search_path.`);
}
