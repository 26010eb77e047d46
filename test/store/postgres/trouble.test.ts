import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/lib/clock.ts';
import { systemRandom } from '../../../src/lib/random.ts';
import { StoreTrouble } from '../../../src/moderation/store-trouble.ts';
import { openStore, type Store } from '../../../src/store/open.ts';
import { canMountDisks, canStartPostgres, type PostgresServer, startPostgres } from '../../support/postgres-server.ts';
import { muteInLobby } from '../memory-store.ts';

const world = { clock: systemClock, random: systemRandom };
const yes = () => true;
const open = (databaseUrl: string) => openStore('', { ...world, databaseUrl });

/** Why nothing was recorded. */
async function refusalOf(store: Store): Promise<string> {
  const error = await store.cases.record(muteInLobby(['alice']), yes).then(
    () => undefined,
    (refused: unknown) => refused,
  );
  expect(error).toBeInstanceOf(StoreTrouble);
  return (error as StoreTrouble).message;
}

/** Until it records again, as bots that keep asking do. */
async function recordedAgain(store: Store): Promise<number> {
  for (;;) {
    const recorded = await store.cases.record(muteInLobby(['alice']), yes).catch((error: unknown) => {
      expect(error).toBeInstanceOf(StoreTrouble);
      return undefined;
    });
    if (recorded) return recorded.number;
  }
}

describe.skipIf(!canStartPostgres)('a PostgreSQL', () => {
  let server: PostgresServer;
  let store: Store | undefined;
  beforeAll(async () => {
    server = await startPostgres({ password: 'swordfish-7', settings: { max_connections: '30' } });
  });
  afterEach(async () => {
    await store?.close();
    store = undefined;
  });
  afterAll(() => server.close());

  test('that takes no such password is told of without the password', async () => {
    const wrong = server.url.replace('swordfish-7', 'swordfish-8');
    await expect(open(wrong)).rejects.toThrow(
      /^The database at 127\.0\.0\.1:\d+\/postgres cannot be used: PostgreSQL does not take the user and password\. Hush has done nothing; check the user and the password in DATABASE_URL/,
    );
    await expect(open(server.url.replace(':swordfish-7', ''))).rejects.toThrow('does not take the user and password');
  });

  test('that is not there is told of, by what is wrong', async () => {
    await expect(open('postgres://hush@127.0.0.1:1/hush')).rejects.toThrow(
      'The database at 127.0.0.1:1/hush cannot be used: PostgreSQL refuses the connection. Hush has done nothing; check the host and the port in DATABASE_URL',
    );
    await expect(open('postgres://hush@no-such-host.invalid/hush')).rejects.toThrow(/the name of its host/);
    await expect(open(`${server.url}?sslmode=require`)).rejects.toThrow('PostgreSQL offers no TLS there');
  });

  test('whose user may not make tables is told of', async () => {
    await server.sql(`create user guest password 'swordfish-9'`);
    await server.sql('create database narrow');
    const url = new URL(server.url);
    url.username = 'guest';
    url.password = 'swordfish-9';
    url.pathname = '/narrow';
    await expect(open(url.href)).rejects.toThrow(
      /cannot be used: its user may not do that there\. Hush has done nothing; make the user/,
    );
  });

  test('that is stopped refuses cases in words, crashes nothing, and is used again once it is back', async () => {
    store = await open(server.url);
    expect(await recordedAgain(store)).toBe(1);
    await server.stop();
    expect(await refusalOf(store)).toMatch(
      /^Hush cannot use its database: .+\. Nothing was recorded or done; try again/,
    );
    expect(await refusalOf(store)).toContain('PostgreSQL refuses the connection. Nothing was recorded or done;');
    expect(await store.probe.trouble()).toMatchObject({ why: 'PostgreSQL refuses the connection' });
    await server.start();
    expect(await recordedAgain(store)).toBe(2);
  });

  test('that ends a connection in the middle of a case has nothing of it', async () => {
    store = await open(server.url);
    const before = await recordedAgain(store);
    const { pool } = store.shared ?? {};
    const killed = store.cases.record(muteInLobby(['bob']), yes, { targetsPerHour: 1000 });
    const ending = pool?.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'hush' and pid <> pg_backend_pid()`);
    await Promise.allSettled([killed, ending]);
    // Whether it came through or not, the next number says that there is no half of it.
    const through = await killed.then(
      () => 1,
      () => 0,
    );
    expect(await recordedAgain(store)).toBe(before + through + 1);
  });
});

describe.skipIf(!canMountDisks)('a PostgreSQL on a small disk', () => {
  test('refuses cases while the disk is full, and takes them again when there is space', async () => {
    const server = await startPostgres({
      diskMiB: 150,
      settings: { wal_recycle: 'off', max_wal_size: '32MB', min_wal_size: '32MB' },
    });
    const store = await open(server.url);
    expect(await recordedAgain(store)).toBe(1);
    server.fill();
    const people = Array.from({ length: 50_000 }, (_, index) => `user-${index}`);
    const refused = await store.cases.record(muteInLobby(people), yes).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(StoreTrouble);
    expect((refused as StoreTrouble).message).toMatch(
      /^Hush cannot (?:write|use) its database: .*Nothing was recorded or done;/,
    );
    server.empty();
    await server.stop();
    await server.start();
    expect(await recordedAgain(store)).toBe(2);
    await store.close();
    await server.close();
  });
});
