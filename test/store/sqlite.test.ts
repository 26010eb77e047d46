import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemRandom } from '../../src/lib/random.ts';
import { verifyAudit } from '../../src/store/audit-chain.ts';
import { migrate, openStore } from '../../src/store/open.ts';
import { lockFolder, openSqlite, sqliteDialect } from '../../src/store/sqlite.ts';
import type { Tables } from '../../src/store/tables.ts';
import { StoreUnavailable } from '../../src/store/unavailable.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { muteInLobby } from './memory-store.ts';

const world = { clock: new ManualClock(), random: systemRandom };
const node = join(import.meta.dirname, '../../node_modules/.bin/node');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hush-sqlite-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs until `enough` lines were written, is killed without warning, and gives its lines and what it complained of. */
async function killedAfter(script: string, enough: number): Promise<{ lines: readonly string[]; errors: string }> {
  const child = spawn(node, [join(import.meta.dirname, script), folder], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let errors = '';
  child.stderr.on('data', (data: Buffer) => {
    errors += data;
  });
  child.stdout.on('data', (data: Buffer) => {
    out += data;
    if (out.split('\n').length > enough) child.kill('SIGKILL');
  });
  await once(child, 'close');
  return { lines: out.split('\n').slice(0, -1), errors };
}

describe('one folder has one bot', () => {
  test('a second one is told why it cannot start, and can as soon as the first has ended', async () => {
    const first = await openStore(folder, world);
    const second = openStore(folder, world);
    await expect(second).rejects.toThrow(StoreUnavailable);
    await expect(second).rejects.toThrow(`Another Hush is already running on ${folder}. Stop it first`);
    await first.close();
    await (await openStore(folder, world)).close();
  });

  test('also when it is another process', async () => {
    const first = await openStore(folder, world);
    const { errors, lines } = await killedAfter('write-until-killed.ts', 1);
    expect(lines).toEqual([]);
    expect(errors).toContain('Another Hush is already running on');
    await first.close();
  });

  test('a reader works beside a running bot, and cannot write', async () => {
    const store = await openStore(folder, world);
    await store.cases.record(muteInLobby(['alice']), () => true);
    const reader = openSqlite(folder, { readOnly: true });
    expect(reader.prepare('select number from cases').all()).toEqual([{ number: 1 }]);
    expect(() => reader.exec(`insert into drafts values ('a', 1, 'U', '{}', null)`)).toThrow(/readonly/);
    await store.cases.record(muteInLobby(['bob']), () => true);
    expect(reader.prepare('select number from cases').all()).toHaveLength(2);
    reader.close();
    await store.close();
  });
});

describe('a database that cannot be used is refused with a sentence', () => {
  test('one from a newer Hush', async () => {
    await (await openStore(folder, world)).close();
    const raw = openSqlite(folder);
    raw.exec(`insert into kysely_migration values ('0099-future', '2030-01-01')`);
    raw.close();
    await expect(openStore(folder, world)).rejects.toThrow(
      'The database was written by a newer Hush (it has 0099-future). Start that version, or use another HUSH_DATA_DIR.',
    );
    await expect(openStore(folder, world), 'and the folder is let go').rejects.toThrow('newer Hush');
  });

  test('one that is no database', async () => {
    writeFileSync(join(folder, 'hush.db'), 'x'.repeat(5000));
    await expect(openStore(folder, world)).rejects.toThrow(StoreUnavailable);
    await expect(openStore(folder, world)).rejects.toThrow(
      /The database in .* cannot be used: the file is no database\. Hush has done nothing; bring back a sound copy/,
    );
  });

  test('a folder that is a file, whatever it is called', () => {
    const file = join(folder, 'locked-and-busy');
    writeFileSync(file, '');
    expect(() => lockFolder(file)).toThrow(
      /^The folder .* cannot be used: .* Check HUSH_DATA_DIR, its permissions and free space\.$/,
    );
  });

  test.skipIf(process.getuid?.() === 0)('a folder that cannot be written', () => {
    const closed = join(folder, 'closed');
    mkdirSync(closed);
    chmodSync(closed, 0o500);
    expect(() => lockFolder(closed)).toThrow(StoreUnavailable);
  });
});

test('a start that broke in the middle of its first migration is made good by the next', async () => {
  class Breaking extends DatabaseSync {
    override prepare(text: string) {
      if (text.startsWith('create table outbox')) throw new Error('no space left');
      return super.prepare(text);
    }
  }
  const path = join(folder, 'hush.db');
  const broken = new Kysely<Tables>({ dialect: sqliteDialect(new Breaking(path)) });
  await expect(migrate(broken)).rejects.toThrow('The database could not be brought up to date: no space left.');
  await broken.destroy();
  const store = await openStore(folder, world);
  expect(await store.cases.record(muteInLobby(['alice']), () => true)).toEqual({ number: 1, duplicate: false });
  await store.close();
});

test('no acknowledged case is lost when the bot is killed, and the audit stays whole', async () => {
  for (const lines of [3, 60, 151]) {
    const before = await numbers();
    const { lines: said } = await killedAfter('write-until-killed.ts', lines);
    const acknowledged = said.filter((line) => line.startsWith('recorded')).map((line) => Number(line.split(' ')[1]));
    expect(acknowledged.length).toBeGreaterThan(0);
    const store = await openStore(folder, world);
    for (const number of acknowledged) expect((await store.cases.find(number))?.total).toBe(2);
    const settled = said.filter((line) => line.startsWith('settled')).map((line) => Number(line.split(' ')[1]));
    for (const number of settled) expect((await store.cases.groups(number, 1))[0]?.outcome).toBe('done');
    await store.close();
    const after = await numbers();
    expect(after).toEqual(after.map((_, index) => index + 1));
    expect(after.length).toBeGreaterThanOrEqual(before.length + acknowledged.length);
  }
});

/** All cases' numbers; fails if the audit is broken. */
async function numbers(): Promise<readonly unknown[]> {
  await (await openStore(folder, world)).close();
  const reader = openSqlite(folder, { readOnly: true });
  const found = reader
    .prepare('select number from cases order by number')
    .all()
    .map((row) => row.number);
  const db = new Kysely<Tables>({ dialect: sqliteDialect(reader) });
  expect((await verifyAudit(db)).brokenAt).toBeUndefined();
  await db.destroy();
  return found;
}
