import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { type Finding, printable } from '../lib/finding.ts';
import type { CheckingKey } from '../lib/signing-key.ts';
import type { Whose } from '../moderation/ports.ts';
import { isSignedBy } from './checkpoints.ts';
import { migrations } from './migrations/index.ts';
import { isRunning, openToRead } from './open-to-read.ts';
import { storeFault } from './result-codes.ts';
import type { CheckpointsTable } from './tables.ts';

export interface AuditChannel {
  /** Slack's id of it. */
  readonly channel: string;
  /** Whose messages go there. */
  readonly whose: Whose;
}

export interface StoreCheckOptions {
  readonly folder: string;
  /** Channels for audit messages; at least one. */
  readonly auditChannels: readonly AuditChannel[];
  /** What `hush.yml` says of the audit. */
  readonly audit: { readonly key?: CheckingKey; readonly formerKeys: readonly CheckingKey[] } | undefined;
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
  const unknownChannels = auditChannels.map(unknownChannel);
  const place = folderFindings(folder);
  if (!mayLook(folder)) {
    const unseen: Finding = {
      level: 'skip',
      what: 'Database: not looked at, for this account may not look into its folder',
    };
    return [...unknownChannels, ...place, unseen];
  }
  if (!existsSync(join(folder, 'hush.db'))) {
    const none: Finding = { level: 'ok', what: 'Database: there is none yet, the first start makes it' };
    return [...unknownChannels, ...place, none];
  }
  let database: DatabaseSync | undefined;
  try {
    database = openToRead(folder);
    const read = database;
    if (!read) return [...unknownChannels, ...place, leftOpen];
    const audit = auditChannels.map((each) => channelFinding(read, each) ?? unknownChannel(each));
    const running = isRunning(folder) ? ', a bot is running on it (so it was only read)' : '';
    return [
      ...audit,
      ...place,
      schemaFinding(read, running),
      ...checkpointFindings(read, keys),
      await quickCheck(folder),
    ];
  } catch (error) {
    return [...unknownChannels, ...place, unreadable(error)];
  } finally {
    database?.close();
  }
}

function titleOf(channel: string): string {
  return `Audit channel ${channel}`;
}

function unknownChannel({ channel }: AuditChannel): Finding {
  return {
    level: 'skip',
    what: `${titleOf(channel)}: not checked, for Slack tells only whoever writes there, and doctor writes nothing`,
    fix: 'See that the bot is in it: type /invite @Hush there. Until Hush can write there, its messages wait.',
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

function schemaFinding(database: DatabaseSync, running: string): Finding {
  const known = Object.keys(migrations);
  const done = hasTable(database, 'kysely_migration')
    ? database.prepare('select name from kysely_migration order by name').all()
    : [];
  const names = done.map(({ name }) => String(name));
  const newer = names.find((name) => !known.includes(name));
  if (newer !== undefined) {
    return {
      level: 'fail',
      what: `Database: it was written by a newer Hush (it has ${printable(newer)})`,
      fix: 'Start that version, or use another HUSH_DATA_DIR.',
    };
  }
  const missing = known.length - names.length;
  const state =
    missing === 0 ? 'up to date' : `the next start brings it up to date (${missing} of ${known.length} steps)`;
  return { level: 'ok', what: `Database: ${state}${running}` };
}

/** Whether Hush would go on removing old entries: it does not where a key signed for the last ones that nobody named. */
function checkpointFindings(database: DatabaseSync, audit: StoreCheckOptions['audit']): readonly Finding[] {
  if (!audit?.key || !hasTable(database, 'checkpoints')) return [];
  const row = database.prepare('select * from checkpoints order by seq desc limit 1').get();
  if (!row) return [];
  const { key_id: keyId, ...rest } = row as unknown as CheckpointsTable;
  if (isSignedBy({ ...rest, keyId }, [audit.key, ...audit.formerKeys])) return [];
  return [
    {
      level: 'fail',
      what: `Audit: old entries were removed under a checkpoint that is not signed with the key in hush.yml, but says with ${printable(keyId)}; no more are removed`,
      fix: 'Put the former key, or its public half, into audit.formerKeys. If there was none, see: npm run hush -- audit verify.',
    },
  ];
}

function hasTable(database: DatabaseSync, name: string): boolean {
  return database.prepare('select 1 from sqlite_schema where name = ?').get(name) !== undefined;
}

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

/** Slack's words for a channel that takes nothing until somebody acts (https://docs.slack.dev/reference/methods/chat.postMessage#errors). */
const channelTroubles: ReadonlySet<string> = new Set([
  'channel_not_found',
  'is_archived',
  'not_in_channel',
  'restricted_action',
  'restricted_action_read_only_channel',
]);
const mendChannel =
  'Type /invite @Hush in the channel, unarchive it, or set HUSH_AUDIT_CHANNEL to another; what waits is then written.';

/** What is known of the channel without writing there: what Slack said of Hush's own messages. Undefined: nothing. */
function channelFinding(database: DatabaseSync, { channel, whose }: AuditChannel): Finding | undefined {
  if (!hasTable(database, 'outbox') || !hasTable(database, 'cases')) return undefined;
  if (whose && !hasTable(database, 'installations')) return undefined;
  const title = titleOf(channel);
  const ofThese = whose ? 'and workspace in (select value from json_each(?))' : '';
  const waiting = database
    .prepare(
      `select error from outbox where lane = 'audit' and sent_at is null and error is not null ${ofThese} order by id`,
    )
    .all(...(whose ? [JSON.stringify(whose)] : []));
  const [first] = waiting;
  if (first) {
    const count = waiting.length === 1 ? 'a message waits' : `${waiting.length} messages wait`;
    const what = `${title}: ${count}, for Slack answered ${printable(String(first.error))}`;
    return channelTroubles.has(String(first.error))
      ? { level: 'fail', what, fix: mendChannel }
      : {
          level: 'warn',
          what,
          fix: 'Hush offers them again by itself. If that does not change, see the line about Slack.',
        };
  }
  const last = database
    .prepare(
      `select post_channel, post_ts from cases where post_ts is not null ${whose ? 'and post_channel = ?' : ''} order by number desc limit 1`,
    )
    .get(...(whose ? [channel] : []));
  if (last?.post_channel !== channel) return undefined;
  const at = new Date(Number(last.post_ts) * 1000).toISOString().slice(0, 10);
  return { level: 'ok', what: `${title}: Slack took Hush's last message there on ${at}` };
}
