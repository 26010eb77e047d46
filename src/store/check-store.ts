import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { type Finding, printable } from '../lib/finding.ts';
import {
  type AuditChannel,
  type AuditKeys,
  type Content,
  channelFindings,
  checkpointFindings,
  schemaFinding,
  unknownChannel,
} from './check-content.ts';
import { migrations } from './migrations/index.ts';
import { isRunning, openToRead } from './open-to-read.ts';
import { storeFault } from './result-codes.ts';

export interface StoreCheckOptions {
  readonly folder: string;
  /** Channels for audit messages; at least one. */
  readonly auditChannels: readonly AuditChannel[];
  /** What `hush.yml` says of the audit. */
  readonly audit: AuditKeys | undefined;
}

/** A full disk stops everything that Hush does, so it is told while there is time to act. Bytes. */
const littleSpace = 1024 ** 3;
/** Reading a file of some gigabytes from a slow disk. */
const quickCheckMs = 30_000;

/** Looks at the folder, the disk, the database, and what the outbox knows of the audit channel. Changes nothing, also where a bot is running. */
export async function checkStore({
  folder,
  auditChannels,
  audit: keys,
}: StoreCheckOptions): Promise<readonly Finding[]> {
  const unknown = auditChannels.map(unknownChannel);
  const place = folderFindings(folder);
  if (!mayLook(folder)) {
    const unseen: Finding = {
      level: 'skip',
      what: 'Database: not looked at, for this account may not look into its folder',
    };
    return [...unknown, ...place, unseen];
  }
  if (!existsSync(join(folder, 'hush.db'))) {
    const none: Finding = { level: 'ok', what: 'Database: there is none yet, the first start makes it' };
    return [...unknown, ...place, none];
  }
  let database: DatabaseSync | undefined;
  try {
    database = openToRead(folder);
    if (!database) return [...unknown, ...place, leftOpen];
    const content = contentOf(database);
    const running = isRunning(folder) ? ', a bot is running on it (so it was only read)' : '';
    return [
      ...(await channelFindings(content, auditChannels)),
      ...place,
      await schemaFinding(content, { known: Object.keys(migrations), running }),
      ...(await checkpointFindings(content, keys)),
      await quickCheck(folder),
    ];
  } catch (error) {
    return [...unknown, ...place, unreadable(error)];
  } finally {
    database?.close();
  }
}

function contentOf(database: DatabaseSync): Content {
  const tables = database.prepare("select name from sqlite_schema where type = 'table'").all();
  return {
    tables: new Set(tables.map(({ name }) => String(name))),
    ask: async (text) => database.prepare(text).all(),
  };
}

/** Only the account that owns it could read it without leaving a file behind. */
const leftOpen: Finding = {
  level: 'skip',
  what: 'Database: Hush did not close it in order the last time; the next start puts that right by itself. It was not read',
  fix: 'Run doctor with the account that runs Hush to have it read all the same.',
};

function unreadable(error: unknown): Finding {
  const fault = storeFault(error);
  const why = fault?.why ?? printable((error as Error).message);
  return {
    level: 'fail',
    what: `Database: it cannot be read: ${why}`,
    fix: fault?.damaged
      ? 'Bring back a sound copy of hush.db, without the hush.db-wal beside the damaged one, or use another HUSH_DATA_DIR.'
      : "Look after the owner and the permissions of the folder and the files in it, and run doctor with the bot's account.",
  };
}

/** False where the account may not even see whether there is a database. */
function mayLook(folder: string): boolean {
  try {
    statSync(join(folder, 'hush.db'), { throwIfNoEntry: false });
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'EACCES';
  }
}

/** Whether this account may write, and how much space is left; of a folder that is not there yet, where it would be made. */
function folderFindings(folder: string): readonly Finding[] {
  const whole = resolve(folder);
  if (!mayLook(whole)) {
    return [{ level: 'fail', what: `Data folder ${whole}: this account may not look into it`, fix: writable }];
  }
  let there = whole;
  while (!existsSync(there) && dirname(there) !== there) there = dirname(there);
  const what = there === whole ? `Data folder ${whole}` : `Data folder ${whole} (it is made at the first start)`;
  const files = ['hush.db', 'hush.lock'].map((name) => join(whole, name)).filter((path) => existsSync(path));
  for (const path of [there, ...files]) {
    try {
      accessSync(path, constants.R_OK | constants.W_OK);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const why = code === 'EROFS' ? 'its disk is read-only' : 'this account may not write it';
      return [{ level: 'fail', what: `${what}: ${path}: ${why}`, fix: writable }];
    }
  }
  const { bavail, bsize } = statfsSync(there);
  return [spaceFinding(what, bavail * bsize)];
}

/** What is left on the disk; `bytes` that this account may use. */
export function spaceFinding(what: string, bytes: number): Finding {
  const free = `${(bytes / 1e9).toFixed(1)} GB free`;
  if (bytes >= littleSpace) return { level: 'ok', what: `${what}: can be written, ${free}` };
  return {
    level: 'warn',
    what: `${what}: can be written, but only ${free}`,
    fix: 'Make room: on a full disk nothing can be recorded, and what is not recorded is not done. Cases are kept for good.',
  };
}

const writable =
  'Give the folder and the files in it to the account that runs Hush, or set HUSH_DATA_DIR to a folder that it may write.';

/** SQLite's own check of the file, in a process that can be ended. */
function quickCheck(folder: string): Promise<Finding> {
  const program = fileURLToPath(new URL('./quick-check.ts', import.meta.url));
  const args = ['--disable-warning=ExperimentalWarning', program, folder];
  return new Promise((done) => {
    execFile(process.execPath, args, { timeout: quickCheckMs, killSignal: 'SIGKILL' }, (error, said) => {
      if (error?.killed) {
        return done({
          level: 'skip',
          what: `Database file: not checked to its end within ${quickCheckMs / 1000} s`,
          fix: `At a quiet hour: sqlite3 ${join(folder, 'hush.db')} 'pragma quick_check'`,
        });
      }
      if (said === 'ok') return done({ level: 'ok', what: 'Database file: sound' });
      // The program could not be run, or something came between: that says nothing of the file.
      if (said === '') {
        return done({
          level: 'skip',
          what: 'Database file: it could not be checked just now',
          fix: 'Try again in a minute.',
        });
      }
      done({
        level: 'fail',
        what: `Database file: it is damaged (${printable(said)})`,
        fix: 'Stop Hush and bring back a sound copy of hush.db, without the hush.db-wal beside the damaged one.',
      });
    });
  });
}
