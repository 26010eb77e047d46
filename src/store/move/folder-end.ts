import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Kysely, sql } from 'kysely';
import { StoreTrouble } from '../../moderation/store-trouble.ts';
import { leftOpen } from '../audit-reader.ts';
import { migrations } from '../migrations/index.ts';
import { migrate } from '../open.ts';
import { isRunning, openLockedToRead } from '../open-to-read.ts';
import { lockFolder, openSqlite, sqliteDialect, unusable } from '../sqlite.ts';
import type { Tables } from '../tables.ts';
import { StoreUnavailable } from '../unavailable.ts';
import { checkEmpty, checkVersion } from './check-tables.ts';
import type { Counters, MoveEnd } from './move-end.ts';

/** The embedded database in a folder. */
export function folderEnd(folder: string): MoveEnd {
  return {
    place: folder,
    setting: `set HUSH_DATA_DIR to ${folder}, leave DATABASE_URL unset,`,
    read: async (work) => {
      if (!existsSync(join(folder, 'hush.db'))) throw new StoreUnavailable(`There is no database in ${folder}.`);
      return keepingBotsOut(folder, async () => {
        const database = openLockedToRead(folder);
        if (!database) {
          throw leftOpen(folder);
        }
        const db = new Kysely<Tables>({ dialect: sqliteDialect(database) });
        try {
          await checkVersion(db, { place: folder, known: Object.keys(migrations) });
          return await work(db, await countersOf(db));
        } finally {
          await db.destroy();
        }
      });
    },
    fill: (work) =>
      keepingBotsOut(folder, async () => {
        const db = new Kysely<Tables>({ dialect: sqliteDialect(openSqlite(folder)) });
        try {
          await migrate(db);
          return await db.transaction().execute(async (trx) => {
            await checkEmpty(trx, folder);
            const triggers = await sql<{
              name: string;
              sql: string;
            }>`select name, sql from sqlite_schema where type = 'trigger'`.execute(trx);
            for (const { name } of triggers.rows) await sql`drop trigger ${sql.ref(name)}`.execute(trx);
            const { counters, result } = await work(trx);
            for (const trigger of triggers.rows) await sql.raw(trigger.sql).execute(trx);
            await setCounters(trx, counters);
            return result;
          });
        } finally {
          await db.destroy();
        }
      }),
  };
}

/** Holds the folder's lock, so that no bot can start there. */
async function keepingBotsOut<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  if (isRunning(folder)) {
    throw new StoreUnavailable(`Hush is running on ${folder}. Stop it first: nothing may be written during the move.`);
  }
  const unlock = lockFolder(folder);
  try {
    return await work();
  } catch (error) {
    throw isOfSqlite(error) ? unusable(folder, error) : error;
  } finally {
    unlock();
  }
}

/** The other end's troubles are not this one's. */
function isOfSqlite(error: unknown): boolean {
  const { errcode } = (error instanceof StoreTrouble ? error.cause : error) as { errcode?: unknown };
  return typeof errcode === 'number';
}

async function countersOf(db: Kysely<Tables>): Promise<Counters> {
  const { rows } = await sql<{ name: string; seq: number }>`select name, seq from sqlite_sequence`.execute(db);
  return new Map(rows.map(({ name, seq }) => [name, seq]));
}

/** Of tables that give no number twice: SQLite counts those apart, from the highest that was ever there. */
async function setCounters(db: Kysely<Tables>, counters: Counters): Promise<void> {
  for (const [name, last] of counters) {
    await sql`insert into sqlite_sequence (name, seq)
      select name, 0 from sqlite_schema where name = ${name} and sql like '%autoincrement%'
        and not exists (select 1 from sqlite_sequence where name = ${name})`.execute(db);
    await sql`update sqlite_sequence set seq = max(seq, ${last}) where name = ${name}`.execute(db);
  }
}
