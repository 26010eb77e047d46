import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Installation } from '../moderation/installations.ts';
import { installationOf } from './installations.ts';
import { openToRead } from './open-to-read.ts';
import type { InstallationsTable } from './tables.ts';

/** Where Hush is installed, as the database in `folder` says; changes nothing. Undefined: that cannot be read, or is not there yet. */
export function readInstallations(folder: string): readonly Installation[] | undefined {
  if (!existsSync(join(folder, 'hush.db'))) return undefined;
  let database: DatabaseSync | undefined;
  try {
    database = openToRead(folder);
    const rows = database?.prepare('select * from installations').all();
    return rows?.map((row) => installationOf(row as unknown as InstallationsTable));
  } catch {
    // What is wrong with the database itself is told where that is looked at.
    return undefined;
  } finally {
    database?.close();
  }
}
