import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Client, types } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/lib/clock.ts';
import { systemRandom } from '../../../src/lib/random.ts';
import { startStandIns } from '../../../src/playground/stand-ins.ts';
import { copiedTables } from '../../../src/store/move/moved-tables.ts';
import { openStore } from '../../../src/store/open.ts';
import { muteInLobby } from '../../store/memory-store.ts';
import { bareEnvironment, program, run, startBotProcess } from '../../support/bot-process.ts';
import { doEverything, type Everything } from '../../support/everything.ts';
import { passUntil } from '../../support/pass-time.ts';
import { createDatabase, dropDatabases } from '../../support/postgres-databases.ts';

const world = { clock: systemClock, random: systemRandom };
const hour = 3_600_000;
let root: string;
let target: Awaited<ReturnType<typeof createDatabase>>;
const data = () => join(root, 'data');

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'hush-move-'));
  target = await createDatabase({ empty: true });
});
afterEach(async () => {
  await target.drop();
  rmSync(root, { recursive: true, force: true });
});

afterAll(dropDatabases);

const hush = (line: string, environment: Readonly<Record<string, string>> = {}) =>
  run(line.split(' '), { environment });
const move = (from: string, to: string, environment: Readonly<Record<string, string>> = {}) =>
  run(['move', '--from', from, '--to', to], { environment: { DATABASE_URL: target.url, ...environment } });

/** The rows of every table, in an order that does not depend on the database. */
type Contents = Readonly<Record<string, readonly string[]>>;
const sorted = (rows: readonly object[]) =>
  rows.map((row) => JSON.stringify(Object.entries(row).toSorted(([a], [b]) => (a < b ? -1 : 1)))).toSorted();

function inFolder(folder: string): Contents {
  const database = new DatabaseSync(join(folder, 'hush.db'));
  try {
    return Object.fromEntries(
      copiedTables.map((name) => [name, sorted(database.prepare(`select * from ${name}`).all())]),
    );
  } finally {
    database.close();
  }
}

async function asked<Result>(work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client({ connectionString: target.url, types: { getTypeParser } });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
/** Whole numbers as SQLite has them. */
const getTypeParser = ((type: number) =>
  type === types.builtins.INT8 ? Number : String) as typeof types.getTypeParser;

const inPostgres = () =>
  asked(async (client): Promise<Contents> => {
    const all: Record<string, readonly string[]> = {};
    for (const name of copiedTables) all[name] = sorted((await client.query(`select * from ${name}`)).rows);
    return all;
  });

describe('a database in which nearly everything was done', () => {
  let everything: Everything;
  beforeAll(async () => {
    everything = await doEverything();
    const { bed, says, clock, recorded } = everything;
    await says('mute mallory in p2p for 31m');
    await bed.zim.refuseConnections(true);
    await says('mute frank in lobby for 2h', /started/);
    await bed.type('/hush mute');
    await clock.advance(1000);
    await recorded('case.recorded');
    await bed.stop();
    // Several workspaces are another configuration: what they would leave is put there.
    const database = new DatabaseSync(join(bed.folder, 'hush.db'));
    database.exec(`insert into installations (workspace, name, bot_user, token, installed_by, installed_at, gone)
        values ('T1', 'Acme', 'U1', null, 'U2', 1, 'app_uninstalled');
      insert into install_nonces (nonce, until) values ('once', ${Number.MAX_SAFE_INTEGER})`);
    database.close();
  }, 180_000);
  afterAll(async () => {
    expect(everything.bed.slack.violations()).toEqual([]);
    await everything.close();
  });

  test('is in PostgreSQL afterwards row by row, goes on there, and comes back as it is', async () => {
    const { bed, settings, clock, says, sql } = everything;
    const before = inFolder(bed.folder);
    const empty = Object.entries(before).flatMap(([name, rows]) => (rows.length === 0 ? [name] : []));
    expect(empty, 'a table is moved only if there is something in it').toEqual(['checkpoints']);
    const exported = await hush('audit export --format jsonl', { ...settings, HUSH_DATA_DIR: bed.folder });
    const files = readdirSync(bed.folder).map((name) => [name, statSync(join(bed.folder, name)).size]);

    const moved = await move(bed.folder, 'env', settings);
    expect(moved).toMatchObject({ code: 0, errors: '' });
    expect(moved.output).toContain(`ok      audit: ${before.audit?.length.toLocaleString('en-US')}\n`);
    expect(moved.output).toContain(`ok      ${before.cases?.length} cases agree with it.`);
    expect(moved.output).toMatch(/Now set DATABASE_URL to this database, and start Hush\.\nKeep .+ as it is/);
    expect(await inPostgres()).toEqual(before);
    expect(inFolder(bed.folder)).toEqual(before);
    expect(readdirSync(bed.folder).map((name) => [name, statSync(join(bed.folder, name)).size])).toEqual(files);
    const there = { ...settings, DATABASE_URL: target.url };
    expect(await hush('audit export --format jsonl', there)).toEqual(exported);
    expect(await hush('audit verify', there)).toMatchObject({ code: 0 });

    // And back, by the same way.
    const back = join(root, 'back');
    const returned = await move('env', back, settings);
    expect(returned).toMatchObject({ code: 0, errors: '' });
    expect(returned.output).toContain(`Now set HUSH_DATA_DIR to ${back}, leave DATABASE_URL unset, and start Hush.`);
    expect(inFolder(back)).toEqual(before);
    expect(await hush('audit verify', { ...settings, HUSH_DATA_DIR: back })).toMatchObject({ code: 0 });

    // The bot goes on where it was: with the open case, the end that came due meanwhile, and the next number.
    const [{ last = 0 } = {}] = sql<{ last: number }>('select max(number) as last from cases');
    clock.jump(hour);
    await bed.zim.refuseConnections(false);
    await bed.start({ DATABASE_URL: target.url });
    const ended = (number: number) => bed.audit().find(({ text }) => text.startsWith(`*Case ${number}*`));
    await passUntil(clock, () => ended(last)?.text.includes('Ended: 1 done'));
    const lifted = () =>
      asked(async (client) => {
        const { rows } = await client.query(
          `select 1 from audit where event = 'lift.done' and case_number = ${last - 1}`,
        );
        return rows.length;
      });
    let lifts = 0;
    await passUntil(clock, () => {
      void lifted().then((count) => {
        lifts = count;
      });
      return lifts === 1;
    });
    expect((await says('mute erin in stream for 1h')).text).toContain(`*Case ${last + 1}*`);
    expect(await hush('audit verify', there)).toMatchObject({ code: 0 });
    await bed.stop();
  }, 180_000);
});

/** A database in the folder that was closed in order, with one case. */
async function aCase(folder = data(), targets: readonly string[] = ['alice']): Promise<void> {
  const store = await openStore(folder, world);
  const { number } = await store.cases.record(muteInLobby(targets), () => true);
  await store.cases.clear(number, targets.slice(0, 1));
  await store.close();
}
const change = (sql: string) => {
  const database = new DatabaseSync(join(data(), 'hush.db'));
  database.exec(sql);
  database.close();
};

describe('a move is refused with words, and nothing is changed anywhere,', () => {
  const refused = async (words: string | RegExp, moving = () => move(data(), 'env')) => {
    const before = existsSync(join(data(), 'hush.db')) ? inFolder(data()) : undefined;
    const { code, errors, output } = await moving();
    expect(code).toBe(1);
    expect(errors).toMatch(words);
    expect(errors).not.toMatch(/ {4}at |postgres:\/\//);
    expect(output).not.toContain('Everything was moved');
    if (before) expect(inFolder(data())).toEqual(before);
  };

  test('while a bot runs on the folder', async () => {
    const standIns = await startStandIns(systemClock);
    const bot = await startBotProcess(standIns, data());
    await refused(/^Hush is running on .+data\. Stop it first: nothing may be written during the move\.\n$/);
    await bot.stop();
    await standIns.close();
  });

  test('while a bot runs on the PostgreSQL, whichever way it goes', async () => {
    await aCase();
    const standIns = await startStandIns(systemClock);
    const bot = await startBotProcess(standIns, '', { DATABASE_URL: target.url });
    const words = /^Hush is running on [^@]+\. Stop it first: nothing may be written during the move\.\n$/;
    await refused(words);
    await refused(words, () => move('env', join(root, 'back')));
    await bot.stop();
    await standIns.close();
  });

  test('where there is nothing to move', async () => {
    await refused(/^There is no database in .+data\.\n$/);
    await refused(/^There is nothing of Hush in [^@]+\.\n$/, () => move('env', data()));
  });

  test('from a folder of an older or a newer Hush', async () => {
    await aCase();
    change("update kysely_migration set name = '9999-later' where name = '0002-follow-ups'");
    await refused(/^The database in .+data was written by a newer Hush\. Use that version to move it\.\n$/);
    change("delete from kysely_migration where name = '9999-later'");
    await refused(
      /^The database in .+data was written by an older Hush\. Start this version on it once and stop it again;/,
    );
  });

  test('into a PostgreSQL in which there is something, or that is a newer Hush’s', async () => {
    await aCase();
    const store = await openStore('', { ...world, databaseUrl: target.url });
    await store.audit.append({ event: 'wish.refused', actor: 'U1', details: {} });
    await store.close();
    await refused(/^The database in [^@]+ is not empty \(there is something in audit\)\. It is left as it is:/);
    await asked((client) =>
      client.query("insert into kysely_migration (name, timestamp) values ('9999-later', '2026-11-28T00:00:00.000Z')"),
    );
    await refused(
      /^The database was written by a newer Hush \(it has 9999-later\)\. Start that version, or use another DATABASE_URL\.\n$/,
    );
  });

  test('into a folder in which there is something', async () => {
    await aCase();
    expect(await move(data(), 'env')).toMatchObject({ code: 0 });
    await refused(/^The database in .+data is not empty \(there is something in cases\)\./, () => move('env', data()));
  });

  test('where PostgreSQL cannot be reached, without its password', async () => {
    await aCase();
    const secret = 'correct-horse';
    const nowhere = new URL(target.url);
    nowhere.pathname = '/no_such_database';
    nowhere.password = secret;
    for (const [url, words] of [
      [nowhere.href, 'there is no such database'],
      [`postgres://hush:${secret}@127.0.0.1:1/hush`, 'PostgreSQL refuses the connection'],
    ] as const) {
      const ran = await move(data(), url);
      expect(ran).toMatchObject({ code: 1, errors: expect.stringContaining(words) });
      expect(ran.output + ran.errors).not.toContain(secret);
    }
    for (const [from, to, words] of [
      [data(), `postgres://hush:${secret}@[`, '--to cannot be read'],
      [data(), `mysql://hush:${secret}@db/hush`, '--to must start with postgres://'],
      [data(), join(root, 'other'), 'One of --from and --to has to be a folder'],
    ] as const) {
      const ran = await move(from, to);
      expect(ran).toMatchObject({ code: 2, errors: expect.stringContaining(words) });
      expect(ran.errors).not.toContain(secret);
    }
    expect(await run(['move', '--from', data(), '--to', 'env'])).toMatchObject({
      code: 2,
      errors: '--to env: DATABASE_URL is not set.\n',
    });
  }, 120_000);
});

test('killed outright amid 100,000 targets it leaves nothing there, keeps bots out while it lasts, and can be begun again', async () => {
  const many = Array.from({ length: 100_000 }, (_, index) => `fan${index}`);
  await aCase(data(), many);
  const environment = { ...bareEnvironment, DATABASE_URL: target.url };
  const child = spawn(process.execPath, [program, 'move', '--from', data(), '--to', 'env'], { env: environment });
  await new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes('cases: 1')) resolve();
    });
  });
  await expect(openStore(data(), world)).rejects.toThrow('Another Hush is already running on');
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));
  expect(Object.values(await inPostgres()).flat()).toEqual([]);
  expect(await move(data(), 'env')).toMatchObject({ code: 0 });
  expect((await inPostgres()).targets).toHaveLength(many.length);
  const left = await asked((client) => client.query("select 1 from pg_trigger where tgenabled = 'D'"));
  expect(left.rows).toEqual([]);
}, 180_000);

test('what is not sound is moved as it is, and told with exit code 1', async () => {
  await aCase();
  change("update cases set reason = 'another'");
  const copy = join(root, 'copy');
  cpSync(data(), copy, { recursive: true });
  const { code, output } = await move(data(), 'env');
  expect(code).toBe(1);
  expect(output).toMatch(/^BROKEN {2}Case 1 was changed: its reason/m);
  expect(output).toContain('Everything was moved as it was, but its audit is not sound: see above.');
  expect(await inPostgres()).toEqual(inFolder(copy));
});
