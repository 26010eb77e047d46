import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Installation } from '../moderation/installations.ts';
import { installationOf } from './installations.ts';
import { openToRead } from './open-to-read.ts';
import { createPool } from './postgres/pool.ts';
import type { InstallationsTable } from './tables.ts';

const everyRow = 'select * from installations';

/** Where Hush is installed, as its database says; changes nothing. Undefined: that cannot be read, or is not there yet. */
export async function readInstallations(where: {
  readonly dataDir: string;
  readonly databaseUrl?: string | undefined;
}): Promise<readonly Installation[] | undefined> {
  try {
    const rows = await (where.databaseUrl === undefined ? inFolder(where.dataDir) : onPostgres(where.databaseUrl));
    return rows?.map((row) => installationOf(row as unknown as InstallationsTable));
  } catch {
    // What is wrong with the database itself is told where that is looked at.
    return undefined;
  }
}

function inFolder(folder: string): readonly object[] | undefined {
  if (!existsSync(join(folder, 'hush.db'))) return undefined;
  let database: DatabaseSync | undefined;
  try {
    database = openToRead(folder);
    return database?.prepare(everyRow).all();
  } finally {
    database?.close();
  }
}

async function onPostgres(url: string): Promise<readonly object[]> {
  const pool = createPool(url, { name: 'hush doctor' });
  try {
    return (await pool.query(everyRow)).rows;
  } finally {
    await pool.end();
  }
}
