import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Kysely } from 'kysely';
import { type AgreementFindings, compareWithAudit } from './audit-agreement.ts';
import { type ChainFindings, examineChain, type KnownOfChain } from './audit-chain.ts';
import { auditEntries, type EntryFilter } from './audit-entries.ts';
import { migrations } from './migrations/index.ts';
import { openToRead } from './open-to-read.ts';
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

/** Opens the audit in a folder. Throws {@link StoreUnavailable} with a sentence for the person who runs Hush, as its methods do. */
export async function openAuditReader(folder: string): Promise<AuditReader> {
  if (!existsSync(join(folder, 'hush.db'))) {
    throw new StoreUnavailable(`There is no database in ${folder}. HUSH_DATA_DIR names the folder.`);
  }
  const sayWhy = (error: unknown) => (storeFault(error) ? unusable(folder, error) : error);
  const db = openedToRead(folder);
  try {
    await checkVersion(db);
  } catch (error) {
    await db.destroy();
    throw sayWhy(error);
  }
  return {
    examine: async (known) => {
      try {
        return await db.transaction().execute(async (trx) => {
          const chain = await examineChain(trx, known);
          return chain.broken ? { chain } : { chain, agreement: await compareWithAudit(trx) };
        });
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
    close: () => db.destroy(),
  };
}

function openedToRead(folder: string): Kysely<Tables> {
  let database: ReturnType<typeof openToRead>;
  try {
    database = openToRead(folder);
  } catch (error) {
    throw unusable(folder, error);
  }
  if (database) return new Kysely({ dialect: sqliteDialect(database) });
  throw new StoreUnavailable(
    `The database in ${folder} was not closed in order, and only the account that runs Hush can read it now. Use that account, or start and stop Hush once.`,
  );
}

/** With the table in which Kysely keeps what it did. */
interface WithMigrations extends Tables {
  kysely_migration: { name: string };
}

/** The tables must be as these sources know them. */
async function checkVersion(db: Kysely<Tables>): Promise<void> {
  const done = await (db as unknown as Kysely<WithMigrations>).selectFrom('kysely_migration').select('name').execute();
  const names = new Set(done.map(({ name }) => name));
  if (done.some(({ name }) => !Object.hasOwn(migrations, name))) {
    throw new StoreUnavailable('The database was written by a newer Hush. Use that version to read it.');
  }
  if (Object.keys(migrations).some((name) => !names.has(name))) {
    throw new StoreUnavailable(
      'The database was written by an older Hush. Start this version on it once, then read it.',
    );
  }
}
