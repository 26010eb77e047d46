import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import type { Clock } from '../lib/clock.ts';
import { type AgreementFindings, compareWithAudit } from './audit-agreement.ts';
import { type ChainFindings, examineChain, type KnownOfChain } from './audit-chain.ts';
import { auditEntries, type EntryFilter } from './audit-entries.ts';
import { migrationsIn } from './migrations/done.ts';
import { migrations, postgresMigrations } from './migrations/index.ts';
import { openToRead } from './open-to-read.ts';
import { postgresDialect } from './postgres/dialect.ts';
import { postgresFault } from './postgres/faults.ts';
import { unusablePostgres } from './postgres/open.ts';
import { createPool } from './postgres/pool.ts';
import { storeFault } from './result-codes.ts';
import { sqliteDialect, unusable } from './sqlite.ts';
import type { AuditTable, Tables } from './tables.ts';
import { StoreUnavailable } from './unavailable.ts';

/** What an examination of the audit found. */
export interface AuditFindings {
  readonly chain: ChainFindings;
  /** Only of a chain that is sound. */
  readonly agreement?: AgreementFindings;
}

/** Reads the audit of a database that a bot may be running on, and changes nothing. */
export interface AuditReader {
  /** Walks the chain, then compares the cases with it: all as of one moment. */
  examine(known: KnownOfChain): Promise<AuditFindings>;
  /** As of one moment too; the database is read as fast as the entries are taken. */
  entries(filter: EntryFilter): AsyncIterable<AuditTable>;
  close(): Promise<void>;
}

/** Where the audit is: with an address in PostgreSQL, without in the folder. */
export interface AuditPlace {
  readonly dataDir: string;
  readonly databaseUrl?: string | undefined;
}

/** Opens the audit. Throws {@link StoreUnavailable} with a sentence for the person who runs Hush, as its methods do. */
export async function openAuditReader({ dataDir, databaseUrl }: AuditPlace, clock: Clock): Promise<AuditReader> {
  const { db, known, sayWhy, asOfOneMoment, close } =
    databaseUrl === undefined ? openedFolder(dataDir) : openedPostgres(databaseUrl, clock);
  try {
    await checkVersion(db, known);
  } catch (error) {
    await close();
    throw sayWhy(error);
  }
  return {
    examine: async (known) => {
      try {
        return await asOfOneMoment((trx) => examineAudit(trx, known));
      } catch (error) {
        throw sayWhy(error);
      }
    },
    entries: async function* (filter) {
      try {
        yield* auditEntries(db, filter);
      } catch (error) {
        throw sayWhy(error);
      }
    },
    close,
  };
}

/** Walks the chain, then compares the cases with it. Run it in a transaction, so that it sees one moment. */
export async function examineAudit(db: Kysely<Tables>, known: KnownOfChain): Promise<AuditFindings> {
  const chain = await examineChain(db, known);
  return chain.broken ? { chain } : { chain, agreement: await compareWithAudit(db) };
}

/** A database that is only read. */
interface Opened {
  readonly db: Kysely<Tables>;
  /** Its migrations, as these sources know them. */
  readonly known: Readonly<Record<string, unknown>>;
  /** What is thrown for an error: where the database is the reason, a sentence. */
  sayWhy(error: unknown): unknown;
  asOfOneMoment<Result>(work: (trx: Kysely<Tables>) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

function openedFolder(folder: string): Opened {
  if (!existsSync(join(folder, 'hush.db'))) {
    throw new StoreUnavailable(`There is no database in ${folder}. HUSH_DATA_DIR names the folder.`);
  }
  const db = new Kysely<Tables>({ dialect: sqliteDialect(openedToRead(folder)) });
  return {
    db,
    known: migrations,
    sayWhy: (error) => (storeFault(error) ? unusable(folder, error) : error),
    asOfOneMoment: (work) => db.transaction().execute(work),
    close: () => db.destroy(),
  };
}

function openedPostgres(url: string, clock: Clock): Opened {
  const pool = createPool(url, { patient: true, name: 'hush audit' });
  const db = new Kysely<Tables>({ dialect: postgresDialect({ pool, clock }) });
  return {
    db,
    known: postgresMigrations,
    sayWhy: (error) => (postgresFault(error) ? unusablePostgres(url, error) : error),
    asOfOneMoment: (work) =>
      db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work),
    close: async () => {
      await db.destroy();
      await pool.end();
    },
  };
}

/** Opens `hush.db` in a folder so that nothing there is changed. Throws {@link StoreUnavailable}. */
export function openedToRead(folder: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = openToRead(folder);
  } catch (error) {
    throw unusable(folder, error);
  }
  if (database) return database;
  throw leftOpen(folder);
}

/** Only the account that owns the database could read it without leaving a file behind. */
export function leftOpen(folder: string): StoreUnavailable {
  return new StoreUnavailable(
    `The database in ${folder} was not closed in order, and only the account that runs Hush can read it now. Use that account, or start and stop Hush once.`,
  );
}

/** The tables must be as these sources know them. */
async function checkVersion(db: Kysely<Tables>, known: Readonly<Record<string, unknown>>): Promise<void> {
  const done = await migrationsIn(db);
  if (done.size === 0) throw new StoreUnavailable('There is nothing of Hush in this database. Start Hush on it once.');
  if ([...done].some((name) => !Object.hasOwn(known, name))) {
    throw new StoreUnavailable('The database was written by a newer Hush. Use that version to read it.');
  }
  if (Object.keys(known).some((name) => !done.has(name))) {
    throw new StoreUnavailable(
      'The database was written by an older Hush. Start this version on it once, then read it.',
    );
  }
}
