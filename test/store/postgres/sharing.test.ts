import { Client } from 'pg';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../../src/lib/clock.ts';
import { systemRandom } from '../../../src/lib/random.ts';
import { TooLate } from '../../../src/moderation/ports.ts';
import { verifyAudit } from '../../../src/store/audit-chain.ts';
import { openStore, type Store } from '../../../src/store/open.ts';
import { writersLock } from '../../../src/store/postgres/driver.ts';
import { checkServer, openPostgres } from '../../../src/store/postgres/open.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { createDatabase, databaseAt, dropDatabases } from '../../support/postgres-databases.ts';
import { muteInLobby } from '../memory-store.ts';

const world = { clock: systemClock, random: systemRandom };
const yes = () => true;
let database: Awaited<ReturnType<typeof createDatabase>>;
const stores: Store[] = [];

async function open(): Promise<Store & { shared: NonNullable<Store['shared']> }> {
  const store = await openStore('', { ...world, databaseUrl: database.url });
  stores.push(store);
  if (!store.shared) throw new Error('It is not PostgreSQL.');
  return { ...store, shared: store.shared };
}

beforeEach(async () => {
  database = await createDatabase({ empty: true });
});
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
  await database.drop();
});
afterAll(dropDatabases);

describe('several processes on one database', () => {
  test('make its tables once, also when all start at the same time', async () => {
    const all = await Promise.all(Array.from({ length: 4 }, open));
    const [first] = all;
    expect(first && (await first.cases.record(muteInLobby(['alice']), yes))).toEqual({ number: 1, duplicate: false });
    const rows = await first?.shared.pool.query('select name from kysely_migration order by name');
    expect(new Set(rows?.rows.map(({ name }) => name)).size).toBe(rows?.rows.length);
  });

  test('number cases without gaps and chain the audit, whoever writes', async () => {
    const [one, two] = await Promise.all([open(), open()]);
    const numbers: number[] = [];
    const write = async (store: Store, writer: number) => {
      for (let round = 0; round < 6; round += 1) {
        // Every third comes too late, and uses no number up.
        const request = muteInLobby([`user-${writer}-${round}`, 'everybody']);
        const recorded = await store.cases
          .record(request, () => round % 3 !== 2)
          .catch((error: unknown) => {
            expect(error).toBeInstanceOf(TooLate);
            return undefined;
          });
        if (!recorded) continue;
        numbers.push(recorded.number);
        await store.cases.settle(recorded.number, [{ target: 'everybody', outcome: 'done' }]);
        await store.outbox.notice('hello', recorded.number);
      }
    };
    await Promise.all([one, two, one, two, one, two].map(write));
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 24 }, (_, index) => index + 1));
    const { pool, tables } = await openPostgres(database.url, systemClock);
    expect(await verifyAudit(tables())).toEqual({ sound: 48 });
    await pool.end();
    const { rows } = await one.shared.pool.query(`select count(*) as held from holds where target = 'everybody'`);
    expect(rows[0]?.held, 'the newest word wins').toBe(1);
  });

  test('read while another writes; a single write waits for its turn like everything that is written', async () => {
    const store = await open();
    const { number } = await store.cases.record(muteInLobby(['alice']), yes);
    const writer = await store.shared.pool.connect();
    await writer.query(`begin; select pg_advisory_xact_lock(${writersLock})`);
    const order: string[] = [];
    const written = store.outbox.posted(number, { channel: 'C1', ts: '1' }).then(() => order.push('written'));
    expect(await store.cases.find(number)).toMatchObject({ number });
    order.push('read');
    await writer.query('commit');
    writer.release();
    await written;
    expect(order).toEqual(['read', 'written']);
    expect(await store.outbox.address(number)).toMatchObject({ post: { channel: 'C1', ts: '1' } });
  });

  test('whose work only one may do are fenced: nothing is written once another has it', async () => {
    const store = await open();
    class NotMine extends Error {}
    let mine = true;
    let asked = 0;
    const fenced = store.shared.fenced(async (ask) => {
      const [row] = await ask('select pg_current_xact_id_if_assigned() is not null as inside');
      expect(row?.inside, 'in the very transaction').toBe(true);
      asked += 1;
      if (!mine) throw new NotMine();
    });
    const { number } = await fenced.cases.record(muteInLobby(['alice']), yes);
    const [waiting] = await fenced.outbox.due({ lane: 'audit', now: Date.now() + 60_000, limit: 1 });
    expect(asked, 'who only reads is not asked').toBe(1);
    mine = false;
    await expect(fenced.cases.settle(number, [{ target: 'alice', outcome: 'done' }])).rejects.toThrow(NotMine);
    if (waiting) await expect(fenced.outbox.done(waiting)).rejects.toThrow(NotMine);
    expect(await store.cases.open()).toEqual([number]);
    await store.cases.settle(number, [{ target: 'alice', outcome: 'done' }]);
    expect(await store.cases.open(), 'others are not kept from it').toEqual([]);
  });
});

describe('a commit whose answer is lost', () => {
  /** Loses the connection of the next commit, which the server is told of first or not. */
  function loseNextCommit({ told }: { told: boolean }): void {
    const { query } = Client.prototype;
    const spy = vi.spyOn(Client.prototype, 'query').mockImplementation(function (this: Client, ...args: unknown[]) {
      const done = Reflect.apply(query, this, args) as unknown as Promise<unknown>;
      if (args[0] !== 'commit') return done as never;
      spy.mockRestore();
      const lost = new Error('Connection terminated unexpectedly');
      return done.then(() => Promise.reject(lost)) as never;
    });
    if (told) return;
    spy.mockImplementation(function (this: Client, ...args: unknown[]) {
      if (args[0] !== 'commit') return Reflect.apply(query, this, args) as never;
      spy.mockRestore();
      const rolledBack = Reflect.apply(query, this, ['rollback']) as unknown as Promise<unknown>;
      return rolledBack.then(() => Promise.reject(new Error('Connection terminated unexpectedly'))) as never;
    });
  }

  test('was done if PostgreSQL says so: the case is there, once', async () => {
    const store = await open();
    loseNextCommit({ told: true });
    const request = muteInLobby(['alice']);
    expect(await store.cases.record(request, yes)).toEqual({ number: 1, duplicate: false });
    expect(await store.cases.record(request, yes)).toEqual({ number: 1, duplicate: true });
    expect(await store.cases.open()).toEqual([1]);
  });

  test('was not done if PostgreSQL says so: nothing was recorded', async () => {
    const store = await open();
    loseNextCommit({ told: false });
    await expect(store.cases.record(muteInLobby(['alice']), yes)).rejects.toThrow(/Nothing was recorded or done;/);
    expect(await store.cases.open()).toEqual([]);
  });

  test('is not passed off as either where nobody can say', async () => {
    const clock = new ManualClock();
    const store = await openStore('', { ...world, clock, databaseUrl: database.url });
    stores.push(store);
    loseNextCommit({ told: true });
    // Nor can anybody be asked any more.
    if (store.shared) store.shared.pool.query = () => Promise.reject(new Error('gone'));
    const recorded = store.cases.record(muteInLobby(['alice']), yes).catch((error: unknown) => error);
    let over = false;
    void recorded.then(() => {
      over = true;
    });
    while (!over) await clock.advance(500);
    expect(String(await recorded)).toContain(
      'It may be recorded or not; look whether it is there before you ask again.',
    );
  });
});

describe('what the texts of people hold', () => {
  test('is compared and put in order by its bytes, whatever the language of the server', async () => {
    const store = await open();
    const targets = ['b', 'Ä', 'a', 'B', 'ä', '😀', "o'hara", '\\', '"'];
    const { number } = await store.cases.record(muteInLobby(targets), yes);
    const { rows } = await store.shared.pool.query('select target from targets order by target');
    const bytewise = targets.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(rows.map(({ target }) => target)).toEqual(bytewise);
    const cleared = await store.cases.clear(number, ['B', '\\', '"']);
    expect(cleared.targets.map(({ target }) => target)).toEqual(['B', '\\', '"']);
  });

  test('may be a NUL, which PostgreSQL cannot hold: another character stands in its place', async () => {
    const store = await open();
    const request = muteInLobby([], {
      reason: 'a\0b',
      targets: [{ id: 'x\0y', problem: 'contains control characters' }],
    });
    const { number } = await store.cases.record(request, yes);
    expect((await store.cases.find(number))?.reason).toBe('a\ufffdb');
    expect(await store.cases.targets({ number, after: -1, limit: 1 })).toMatchObject([{ target: 'x\ufffdy' }]);
  });
});

describe('a start is refused in words', () => {
  test('where a newer Hush was', async () => {
    const store = await open();
    await store.shared.pool.query(`insert into kysely_migration values ('0099-future', '2030-01-01')`);
    await expect(open()).rejects.toThrow(
      'The database was written by a newer Hush (it has 0099-future). Start that version, or use another DATABASE_URL.',
    );
  });

  test.each([
    [
      { number: 140_009, version: '14.9', encoding: 'UTF8' },
      'The PostgreSQL at db/hush is version 14.9; Hush needs 15 or newer.',
    ],
    [
      { number: 160_001, version: '16.1', encoding: 'LATIN1' },
      'The database at db/hush has the encoding LATIN1; Hush needs',
    ],
  ])('on a server with %o', async (row, sentence) => {
    const client = { query: async () => ({ rows: [row] }) } as unknown as Parameters<typeof checkServer>[0];
    await expect(checkServer(client, 'db/hush')).rejects.toThrow(sentence);
  });

  test('where there is no such database', async () => {
    const missing = databaseAt(database.url, 'hush_that_is_not_there');
    await expect(openStore('', { ...world, databaseUrl: missing })).rejects.toThrow(
      /^The database at [\w.:]+\/hush_that_is_not_there cannot be used: there is no such database\. Hush has done nothing; create the database/,
    );
  });

  test('but another program with tables of the same names in another schema is none of its business', async () => {
    const { pool } = await openPostgres(database.url, systemClock);
    await pool.query(
      'create schema other; create table other.kysely_migration (name text); create table other.cases (x int)',
    );
    await pool.end();
    expect(await (await open()).cases.record(muteInLobby(['alice']), yes)).toMatchObject({ number: 1 });
  });
});
