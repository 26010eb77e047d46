import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { SqliteAdapter, type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely';

/** SQLite's result code for a database that another connection has locked (https://www.sqlite.org/rescode.html#busy). */
const sqliteBusy = 5;

/** The database cannot be used; the message says why and what to do, for the person who runs Hush. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
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
    throw new StoreUnavailable(`The database in ${folder} cannot be opened: ${(error as Error).message}.`, {
      cause: error,
    });
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

/** Kysely on Node's own SQLite: the little that Kysely's better-sqlite3 dialect asks of a database. Statements are prepared once. */
export function sqliteDialect(database: DatabaseSync): SqliteDialect {
  const prepared = new Map<string, SqliteStatement>();
  const adapter: SqliteDatabase = {
    close: () => database.close(),
    prepare: (text) => {
      let statement = prepared.get(text);
      if (!statement) {
        statement = adaptStatement(database.prepare(text));
        prepared.set(text, statement);
      }
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

function adaptStatement(statement: StatementSync): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...(parameters as SQLInputValue[])),
    run: (parameters) => statement.run(...(parameters as SQLInputValue[])),
    iterate: (parameters) => statement.iterate(...(parameters as SQLInputValue[])),
  };
}
