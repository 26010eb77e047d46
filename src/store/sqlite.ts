import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { SqliteAdapter, type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely';
import { type StoreFault, StoreTrouble } from '../moderation/store-trouble.ts';
import { storeFault } from './result-codes.ts';
import { StoreUnavailable } from './unavailable.ts';

/** SQLite's result code for a database that another connection has locked (https://www.sqlite.org/rescode.html#busy). */
export const sqliteBusy = 5;

/** A sentence for an error that keeps the database in this folder from being used. */
export function unusable(folder: string, error: unknown): StoreUnavailable {
  const fault = storeFault(error);
  return new StoreUnavailable(
    fault
      ? `The database in ${folder} cannot be used: ${fault.why}. Hush has done nothing; ${whatToDo(fault)}.`
      : `The database in ${folder} cannot be opened: ${(error as Error).message}.`,
    { cause: error },
  );
}

function whatToDo({ damaged }: StoreFault): string {
  return damaged
    ? 'bring back a sound copy of hush.db (without the hush.db-wal beside the damaged one), or use another HUSH_DATA_DIR'
    : 'look after hush.db and the files beside it: their owner, their permissions, and the free space on their disk';
}

/** Opens (or creates) `hush.db` in a folder. `readOnly` is for command-line readers beside a running bot. */
export function openSqlite(folder: string, options: { readOnly?: boolean } = {}): DatabaseSync {
  try {
    if (!options.readOnly) mkdirSync(folder, { recursive: true });
    const database = new DatabaseSync(join(folder, 'hush.db'), { readOnly: options.readOnly ?? false, timeout: 1000 });
    if (!options.readOnly) database.exec('pragma journal_mode = wal; pragma synchronous = full;');
    database.exec('pragma foreign_keys = on;');
    return database;
  } catch (error) {
    throw unusable(folder, error);
  }
}

/**
 * Keeps a second bot out of the folder for as long as this process lives, however it ends: an exclusive transaction on a database of its
 * own, so that command-line readers of the data are not kept out. Returns the function that lets go.
 */
export function lockFolder(folder: string): () => void {
  let lock: DatabaseSync | undefined;
  try {
    mkdirSync(folder, { recursive: true });
    lock = new DatabaseSync(join(folder, 'hush.lock'), { timeout: 0 });
    lock.exec('pragma journal_mode = delete; begin exclusive;');
  } catch (error) {
    lock?.close();
    const busy = (error as { errcode?: number }).errcode === sqliteBusy;
    throw new StoreUnavailable(
      busy
        ? `Another Hush is already running on ${folder}. Stop it first, or give this one its own HUSH_DATA_DIR.`
        : `The folder ${folder} cannot be used: ${(error as Error).message}. Check HUSH_DATA_DIR, its permissions and free space.`,
      { cause: error },
    );
  }
  const held = lock;
  return () => held.close();
}

/**
 * Kysely on Node's own SQLite: the little that Kysely's better-sqlite3 dialect asks of a database. Statements are prepared once. One that
 * fails because the database cannot be used throws a {@link StoreTrouble}, and `met` is told.
 */
export function sqliteDialect(
  database: DatabaseSync,
  met: (fault: StoreFault) => void = () => undefined,
): SqliteDialect {
  const prepared = new Map<string, SqliteStatement>();
  const watched = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      const fault = storeFault(error);
      if (!fault) throw error;
      met(fault);
      throw new StoreTrouble(fault, { cause: error });
    }
  };
  const prepare = (text: string): SqliteStatement => {
    const statement = watched(() => database.prepare(text));
    const values = (parameters: readonly unknown[]) => parameters as SQLInputValue[];
    return {
      reader: statement.columns().length > 0,
      all: (parameters) => watched(() => statement.all(...values(parameters))),
      run: (parameters) => watched(() => statement.run(...values(parameters))),
      iterate: (parameters) => watched(() => statement.iterate(...values(parameters))),
    };
  };
  const adapter: SqliteDatabase = {
    close: () => database.close(),
    prepare: (text) => {
      // A full or broken disk makes SQLite roll back by itself (https://www.sqlite.org/lang_transaction.html, "Response To Errors Within
      // A Transaction"); a second time would fail, and hide why.
      if (text === 'rollback' && !database.isTransaction) return nothing;
      const statement = prepared.get(text) ?? prepare(text);
      prepared.set(text, statement);
      return statement;
    },
  };
  const dialect = new SqliteDialect({ database: adapter });
  dialect.createAdapter = () => new TransactionalDdlAdapter();
  return dialect;
}

/** SQLite can create tables inside a transaction: a start that is killed half way through a migration leaves nothing behind. */
class TransactionalDdlAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** A statement that is not needed. */
const nothing: SqliteStatement = {
  reader: false,
  all: () => [],
  run: () => ({ changes: 0, lastInsertRowid: 0 }),
  iterate: () => [][Symbol.iterator](),
};
