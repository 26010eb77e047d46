import { Client } from 'pg';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/lib/clock.ts';
import { systemRandom } from '../../../src/lib/random.ts';
import { openStore } from '../../../src/store/open.ts';
import { checkPostgres } from '../../../src/store/postgres/check.ts';
import { startPooler } from '../../support/pooler.ts';
import { createDatabase, dropDatabases } from '../../support/postgres-databases.ts';

afterAll(dropDatabases);

describe('doctor on PostgreSQL', () => {
  let database: Awaited<ReturnType<typeof createDatabase>>;
  let client: Client;
  /** The database's name, and a user that is nobody there. */
  let name: string;
  const stranger = `hush_stranger_${process.pid}`;
  const asAdmin = async (sql: string) => {
    const admin = new Client({ connectionString: process.env.HUSH_TEST_DATABASE_URL });
    await admin.connect();
    await admin.query(sql);
    await admin.end();
  };
  beforeEach(async () => {
    database = await createDatabase({ empty: true });
    client = new Client({ connectionString: database.url });
    client.on('error', () => undefined);
    await client.connect();
    name = new URL(database.url).pathname.slice(1);
    await asAdmin(`create role ${stranger} login password 'correct-horse'`);
  });
  afterEach(async () => {
    await client.end();
    await database.drop();
    await asAdmin(`drop role ${stranger}`);
  });

  const as = (user: string, url = database.url) => {
    const address = new URL(url);
    address.username = user;
    address.password = 'correct-horse';
    return address.href;
  };
  const examined = async (url = database.url, aheadMs = 0) => {
    const clock = { now: () => systemClock.now() + aheadMs };
    const { findings, times } = await checkPostgres({
      url,
      auditChannels: [{ channel: 'C0AUDIT001', whose: undefined }],
      audit: undefined,
      clock,
    });
    for (const { level, fix } of findings) if (level === 'warn' || level === 'fail') expect(fix).toMatch(/[\w)…]\.$/);
    const lines = findings.map(({ level, what }) => `${level} ${what}`);
    expect(lines.join('\n')).not.toContain('correct-horse');
    return { lines, times };
  };
  /** What is wrong, but for fsync, which a server for tests may have off. */
  const troubles = async (url?: string) =>
    (await examined(url)).lines.filter((line) => /^(?:warn|fail)/.test(line) && !line.includes('fsync'));
  const change = (sql: string) => client.query(sql);
  const startOnce = async () => {
    await (await openStore('', { clock: systemClock, random: systemRandom, databaseUrl: database.url })).close();
  };

  test('tells what is there, what the next start does, and what time it is there', async () => {
    const { lines, times } = await examined(database.url, 90_000);
    expect(lines[0]).toMatch(/^skip Audit channel C0AUDIT001: not checked/);
    expect(lines[1]).toMatch(/^ok Database: PostgreSQL \d+\.\d+ at [^@]+\/hush_\w+, [\d.]+ MB$/);
    expect(lines[2]).toMatch(/^ok Database: the next start brings it up to date \(\d of \d steps\)$/);
    expect(lines[3]).toMatch(/^ok Database connections: \d+ of \d+ are free; one Hush takes up to \d+$/);
    expect(times).toEqual([{ by: 'PostgreSQL', aheadMs: expect.any(Number) }]);
    expect(Math.abs((times[0]?.aheadMs ?? 0) - 90_000)).toBeLessThan(5000);
    expect(await troubles()).toEqual([]);
    await startOnce();
    expect((await examined()).lines[2]).toBe('ok Database: up to date');
  });

  test('looks beside a running Hush, and writes nothing', async () => {
    await startOnce();
    const running = await openStore('', { clock: systemClock, random: systemRandom, databaseUrl: database.url });
    const written = async () =>
      (
        await change(
          'select tup_inserted + tup_updated + tup_deleted as rows from pg_stat_database where datname = current_database()',
        )
      ).rows;
    await change('select pg_stat_force_next_flush()');
    const before = await written();
    expect((await examined()).lines[2]).toBe('ok Database: up to date, Hush is running on it (so it was only read)');
    await change('select pg_stat_force_next_flush()');
    expect(await written()).toEqual(before);
    await running.close();
  });

  test('knows the tables of a newer Hush', async () => {
    await startOnce();
    await change(`insert into kysely_migration values ('9999-later', '2026-11-28T00:00:00.000Z')`);
    expect(await troubles()).toEqual(['fail Database: it was written by a newer Hush (it has 9999-later)']);
  });

  test('notices a user that may not do what Hush has to', async () => {
    expect(await troubles(as(stranger))).toEqual([
      `fail Database: ${stranger} may make no tables in the schema public`,
    ]);
    await startOnce();
    await change(`grant all on all tables in schema public to ${stranger}`);
    expect(await troubles(as(stranger))).toEqual([
      expect.stringMatching(`^fail Database: ${stranger} does not own these tables: audit, .*cases, `),
    ]);
    await change(`alter role ${stranger} set search_path = nowhere`);
    expect((await troubles(as(stranger)))[0]).toBe('fail Database: there is no schema that its user may use');
  });

  test('notices what keeps it from being written, and what may be lost', async () => {
    await change(`alter database ${name} owner to ${stranger}; alter database ${name} set synchronous_commit = off`);
    await change(`alter schema public owner to ${stranger}`);
    expect((await examined(as(stranger))).lines.filter((line) => line.startsWith('warn'))).toEqual([
      expect.stringMatching(/^warn Database: .*synchronous_commit (?:is|are) off: a crash of its server /),
    ]);
    await change(`alter database ${name} reset synchronous_commit`);
    await change(`alter database ${name} set default_transaction_read_only = on`);
    expect(await troubles(as(stranger))).toEqual([
      'fail Database: default_transaction_read_only is on: nothing can be written',
    ]);
  });

  test('notices that connections run short', async () => {
    await change(`alter database ${name} connection limit 5`);
    expect(await troubles()).toEqual([
      expect.stringMatching(/^warn Database connections: [0-4] of \d+ are free; one Hush/),
    ]);
  });

  test('notices another encoding', async () => {
    const other = `${name}_latin`;
    await change(`create database ${other} template template0 encoding 'LATIN1' locale 'C'`);
    const url = new URL(database.url);
    url.pathname = `/${other}`;
    expect(await troubles(url.href)).toEqual([
      expect.stringMatching(/^fail Database: .* has the encoding LATIN1; Hush needs/),
    ]);
    await change(`drop database ${other}`);
  });

  test('says why it cannot be reached', async () => {
    const url = new URL(database.url);
    url.pathname = '/no_such_database';
    expect(await troubles(as('hush', url.href))).toEqual([
      expect.stringMatching(/^fail Database: [^@]+\/no_such_database cannot be used: there is no such database$/),
    ]);
    expect(await troubles('postgres://hush:correct-horse@127.0.0.1:1/hush')).toEqual([
      'fail Database: 127.0.0.1:1/hush cannot be used: PostgreSQL refuses the connection',
    ]);
  });

  test.each([
    ['transaction', /^fail Database: a connection pooler in transaction mode stands before it/],
    ['session', /^warn Database: a connection pooler stands before it, in session mode as it seems$/],
  ] as const)('tells a pooler in %s mode', async (mode, words) => {
    const pooler = await startPooler(database.url, mode);
    try {
      const through = new Client({ connectionString: pooler.url });
      await through.connect();
      expect((await through.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
      await through.end();
      expect(await troubles(pooler.url)).toEqual([expect.stringMatching(words)]);
    } finally {
      await pooler.close();
    }
  });
});
