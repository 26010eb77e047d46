import type { CompiledQuery, DatabaseConnection, Driver, QueryResult, TransactionSettings } from 'kysely';
import type { Pool, PoolClient } from 'pg';
import Cursor from 'pg-cursor';
import type { Clock } from '../../lib/clock.ts';
import { type StoreFault, StoreTrouble } from '../../moderation/store-trouble.ts';
import { type PostgresFault, postgresFault } from './faults.ts';

/** The number of the lock that every writer of Hush takes: `hush` in ASCII. */
export const writersLock = 0x68757368;

/** How often, and how far apart in ms, PostgreSQL is asked whether a transaction whose commit had no answer was committed. */
const doubtAsked = 10;
const doubtPauseMs = 500;

/** Runs a statement inside the transaction that is beginning. */
export type Ask = (text: string, values?: readonly unknown[]) => Promise<readonly Readonly<Record<string, unknown>>[]>;

export interface DriverOptions {
  readonly pool: Pool;
  readonly clock: Clock;
  /** Told of every statement that failed because of the database. */
  readonly met?: (fault: StoreFault) => void;
  /** Asked in every writing transaction once it is its turn. What it throws ends the transaction. */
  readonly fence?: ((ask: Ask) => Promise<void>) | undefined;
}

/**
 * Kysely on node-postgres. Writers take turns as they do in SQLite: every transaction that is not `read only`, and every single statement
 * that writes, begins with one lock for all processes, so that whoever reads and then writes writes what follows from what it read. Readers
 * do not wait. Whatever fails because PostgreSQL cannot be used throws a {@link StoreTrouble}.
 */
export function createDriver(options: DriverOptions): Driver {
  const { pool } = options;
  return {
    init: async () => undefined,
    acquireConnection: async () => {
      try {
        return new Connection(await pool.connect(), options);
      } catch (error) {
        throw troubleOf(error, options);
      }
    },
    beginTransaction: (connection, settings) => (connection as Connection).begin(settings),
    commitTransaction: (connection) => (connection as Connection).commit(),
    rollbackTransaction: (connection) => (connection as Connection).rollback(),
    releaseConnection: async (connection) => (connection as Connection).release(),
    destroy: async () => undefined,
  };
}

function troubleOf(error: unknown, { met }: Pick<DriverOptions, 'met'>): unknown {
  if (error instanceof StoreTrouble) return error;
  const fault = postgresFault(error);
  if (!fault) return error;
  met?.(fault);
  return new StoreTrouble(fault, { cause: error });
}

/** The last turn of each pool's writers. */
const lastTurns = new WeakMap<Pool, Promise<void>>();

/**
 * Waits for the writers before on the same pool; returns what ends the turn. One of a process at most waits for its turn at the server:
 * of a process that stands still the server has one transaction to cut off, and not one after the other.
 */
async function localTurn(pool: Pool): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const before = lastTurns.get(pool);
  lastTurns.set(pool, promise);
  await before;
  return resolve;
}

/** Statements that change something. */
const writing = /^\s*(?:insert|update|delete)\b/i;

class Connection implements DatabaseConnection {
  readonly #client: PoolClient;
  readonly #options: DriverOptions;
  #lost = false;
  #inTransaction = false;
  /** Ends its turn among the writers of this process. */
  #letGo: () => void = () => undefined;
  /** PostgreSQL's number of the transaction; undefined in one that only reads. */
  #transaction: string | undefined;

  constructor(client: PoolClient, options: DriverOptions) {
    this.#client = client;
    this.#options = options;
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.#inTransaction || !writing.test(sql)) return this.#run<Row>(sql, parameters);
    await this.begin({});
    try {
      const result = await this.#run<Row>(sql, parameters);
      await this.commit();
      return result;
    } catch (error) {
      await this.rollback();
      throw error;
    }
  }

  async *streamQuery<Row>(
    { sql, parameters }: CompiledQuery,
    chunkSize: number,
  ): AsyncIterableIterator<QueryResult<Row>> {
    const cursor = this.#client.query(new Cursor<Row>(sql, parameters.map(storable)));
    try {
      for (;;) {
        const rows = await this.#watched(() => cursor.read(chunkSize));
        if (rows.length === 0) return;
        yield { rows };
      }
    } finally {
      await cursor.close().catch(() => undefined);
    }
  }

  async begin({ accessMode, isolationLevel = 'read committed' }: TransactionSettings): Promise<void> {
    const reads = accessMode === 'read only';
    const turn = `select pg_advisory_xact_lock(${writersLock}); select pg_current_xact_id()::text as id`;
    this.#inTransaction = true;
    if (!reads) this.#letGo = await localTurn(this.#options.pool);
    try {
      const begun: unknown = await this.#watched(() =>
        this.#client.query(`begin isolation level ${isolationLevel} read ${reads ? 'only' : `write; ${turn}`}`),
      );
      // Several statements at once have several results.
      const last = (Array.isArray(begun) ? begun.at(-1) : undefined) as { rows: { id: string }[] } | undefined;
      this.#transaction = last?.rows[0]?.id;
      if (!reads)
        await this.#options.fence?.(async (text, values = []) => (await this.#run(text, values)).rows as never);
    } catch (error) {
      await this.rollback();
      throw error;
    }
  }

  /** Throws if it is not committed, or if nobody can say. */
  async commit(): Promise<void> {
    const id = this.#transaction;
    try {
      const { command } = await this.#watched(() => this.#client.query('commit'));
      if (command === 'ROLLBACK') throw new Error('A statement had failed: the transaction was rolled back.');
    } catch (error) {
      const fault = postgresFault(error);
      if (!fault?.lost || id === undefined) throw error;
      this.#letGo();
      await settleDoubt(id, fault, this.#options);
    } finally {
      this.#end();
    }
  }

  /** Never throws: of a connection that is lost PostgreSQL takes everything back by itself. */
  async rollback(): Promise<void> {
    if (!this.#inTransaction) return;
    try {
      if (!this.#lost) await this.#client.query('rollback');
    } catch {
      this.#lost = true;
    } finally {
      this.#end();
    }
  }

  release(): void {
    this.#client.release(this.#lost || this.#inTransaction);
  }

  #end(): void {
    this.#letGo();
    this.#inTransaction = false;
    this.#transaction = undefined;
  }

  async #run<Row>(text: string, values: readonly unknown[]): Promise<QueryResult<Row>> {
    const { command, rowCount, rows } = await this.#watched(() => this.#client.query(text, values.map(storable)));
    const changed = writing.test(command) && rowCount !== null;
    return { rows: rows as Row[], ...(changed && { numAffectedRows: BigInt(rowCount) }) };
  }

  async #watched<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (postgresFault(error)?.lost) this.#lost = true;
      throw troubleOf(error, this.#options);
    }
  }
}

/**
 * A commit without an answer may have been done. PostgreSQL remembers how transactions ended: returns if this one was committed, else
 * throws a {@link StoreTrouble}, which says so where even that cannot be found out.
 */
async function settleDoubt(id: string, fault: PostgresFault, { pool, clock }: DriverOptions): Promise<void> {
  for (let asked = 0; asked < doubtAsked; asked += 1) {
    const status = await pool
      .query('select pg_xact_status($1::xid8) as status', [id])
      .then(({ rows }) => rows[0]?.status as unknown)
      .catch(() => undefined);
    if (status === 'committed') return;
    if (status === 'aborted') throw new StoreTrouble(fault);
    await clock.sleep(doubtPauseMs);
  }
  throw new StoreTrouble({ ...fault, inDoubt: true });
}

/** Texts of PostgreSQL cannot hold the character NUL: the one for what cannot be shown stands in its place. */
function storable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(storable);
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\ufffd') : value;
}
