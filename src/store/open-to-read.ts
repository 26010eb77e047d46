import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { sqliteBusy } from './sqlite.ts';

/**
 * True while a bot holds the folder's lock. Asks with a read, which holds the lock file for some microseconds; nothing is created.
 */
export function isRunning(folder: string): boolean {
  const path = join(folder, 'hush.lock');
  if (!existsSync(path)) return false;
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(path, { readOnly: true, timeout: 0 });
    lock.prepare('select count(*) from sqlite_schema').get();
    return false;
  } catch (error) {
    return (error as { errcode?: number }).errcode === sqliteBusy;
  } finally {
    lock?.close();
  }
}

/**
 * Opens `hush.db` so that nothing in the folder is changed or left behind; undefined where that cannot be. Beside a running bot its files
 * are there already. Without one SQLite would make a `hush.db-shm`, which belongs to whoever asks (as root: to root) and keeps the bot out:
 * a database that was closed in order is read as a file that nobody changes; one that was not only by the account that owns it.
 */
export function openToRead(folder: string): DatabaseSync | undefined {
  if (!isRunning(folder)) return openLockedToRead(folder);
  return new DatabaseSync(join(folder, 'hush.db'), { readOnly: true, timeout: 1000 });
}

/** The same for whoever knows that no bot is running, because they hold the folder's lock. */
export function openLockedToRead(folder: string): DatabaseSync | undefined {
  const path = join(folder, 'hush.db');
  const wal = statSync(`${path}-wal`, { throwIfNoEntry: false });
  if (wal && wal.size > 0) {
    return wal.uid === process.getuid?.() ? new DatabaseSync(path, { readOnly: true, timeout: 1000 }) : undefined;
  }
  const url = pathToFileURL(path);
  url.searchParams.set('immutable', '1');
  return new DatabaseSync(url, { readOnly: true });
}
