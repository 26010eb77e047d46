import type { Clock } from '../../lib/clock.ts';
import { StoreUnavailable } from '../unavailable.ts';
import { checkServer, unusablePostgres } from './open.ts';
import { createPool, placeOf } from './pool.ts';

/** A schema of its own in a database, for as long as somebody tries Hush: what else is there is neither read nor changed. */
export interface ThrowawaySchema {
  /** The database's address, leading into the schema. */
  readonly databaseUrl: string;
  /** Removes it with all that is in it. */
  drop(): Promise<void>;
}

/** Makes one. Throws `StoreUnavailable` with a sentence for the person who starts it. */
export async function createSchema(url: string, clock: Pick<Clock, 'now'>): Promise<ThrowawaySchema> {
  const name = `hush_playground_${clock.now()}`;
  const run = async (statement: string) => {
    const pool = createPool(url, { name: 'hush playground' });
    try {
      await checkServer(pool, placeOf(url));
      await pool.query(statement);
    } catch (error) {
      throw error instanceof StoreUnavailable ? error : unusablePostgres(url, error);
    } finally {
      await pool.end();
    }
  };
  await run(`create schema ${name}`);
  const into = new URL(url);
  into.searchParams.set('options', `-c search_path=${name} -c jit=off`);
  return { databaseUrl: into.href, drop: () => run(`drop schema ${name} cascade`) };
}
