import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { leaseMs } from '../../../src/jobs/carrier.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { systemRandom } from '../../../src/lib/random.ts';
import { NotCarrier, type Word } from '../../../src/moderation/replicas.ts';
import { openStore, type Store } from '../../../src/store/open.ts';
import { writersLock } from '../../../src/store/postgres/driver.ts';
import { createReplicas, type SharedReplicas } from '../../../src/store/replicas.ts';
import { createEmptyDatabase, type EmptyDatabase } from '../../support/empty-database.ts';
import { muteInLobby } from '../memory-store.ts';

describe('several processes on one PostgreSQL', () => {
  let database: EmptyDatabase;
  const stores: Store[] = [];
  const replicas: SharedReplicas[] = [];
  beforeEach(async () => {
    database = await createEmptyDatabase();
    for (let count = 0; count < 2; count += 1) {
      const store = await openStore('', { clock: systemClock, random: systemRandom, databaseUrl: database.url });
      stores.push(store);
      if (store.shared) replicas.push(createReplicas(store.shared, systemRandom));
    }
  });
  afterEach(async () => {
    for (const one of replicas.splice(0)) await one.close();
    for (const store of stores.splice(0)) await store.close();
    await database.drop();
  });
  const both = () => replicas as [SharedReplicas, SharedReplicas];
  const over = () => database.client.query('update carrier set until = 0');

  test('one of them has the lease, until it is over or given back', async () => {
    const [one, other] = both();
    expect(await one.leases.take(leaseMs)).toBe(1);
    expect(await other.leases.take(leaseMs)).toBeUndefined();
    expect(await one.leases.renew(1, leaseMs)).toBe(true);
    await over();
    expect(await other.leases.take(leaseMs)).toBe(2);
    expect(await one.leases.renew(1, leaseMs)).toBe(false);
    await one.leases.giveBack(1);
    expect(await one.leases.take(leaseMs)).toBeUndefined();
    await other.leases.giveBack(2);
    expect(await one.leases.take(leaseMs)).toBe(3);
    expect(await one.leases.take(leaseMs)).toBe(4);
  });

  test('it is taken while others write, who keep it from being used only until their turn is over', async () => {
    const [one, other] = both();
    const fenced = one.fenced((await one.leases.take(leaseMs)) ?? 0);
    await over();
    await database.client.query('begin');
    await database.client.query(`select pg_advisory_xact_lock(${writersLock})`);
    let epoch: number | undefined;
    const taken = other.leases.take(leaseMs).then((got) => {
      epoch = got;
    });
    const isTaken = async () => (await database.client.query('select 1 from carrier where epoch = 2')).rows.length > 0;
    while (!(await isTaken())) await systemClock.sleep(5);
    const late = fenced.cases.record(muteInLobby(['alice']), () => true);
    expect(epoch).toBeUndefined();
    await database.client.query('commit');
    await taken;
    expect(epoch).toBe(2);
    await expect(late).rejects.toThrow(NotCarrier);
  });

  test('it is given for so long by the clock of the database, whatever the process believes', async () => {
    const [one] = both();
    const asked = await database.client.query('select (extract(epoch from clock_timestamp()) * 1000)::float8 as now');
    await one.leases.take(leaseMs);
    const { rows } = await database.client.query('select until::float8 as until from carrier');
    expect(rows[0].until - asked.rows[0].now).toBeGreaterThanOrEqual(leaseMs - 1);
  });

  test('what a carrier that was replaced writes is not written; what others write is', async () => {
    const [one, other] = both();
    const fenced = one.fenced((await one.leases.take(leaseMs)) ?? 0);
    const { number } = await fenced.cases.record(muteInLobby(['alice']), () => true);
    await over();
    await other.leases.take(leaseMs);
    await expect(fenced.cases.settle(number, [{ target: 'alice', outcome: 'done' }])).rejects.toThrow(NotCarrier);
    await expect(fenced.outbox.posted(number, { channel: 'C1', ts: '1' })).rejects.toThrow(NotCarrier);
    expect(await fenced.cases.find(number)).not.toHaveProperty('closedAt');
    await other.fenced(2).cases.settle(number, [{ target: 'alice', outcome: 'done' }]);
    expect(await stores[0]?.cases.find(number)).toHaveProperty('closedAt');
  });

  test('a word to all is heard, and after a connection that broke everybody looks for themselves', async () => {
    const [one, other] = both();
    const heard: (Word | undefined)[] = [];
    other.bells.onRing((word) => heard.push(word));
    const next = async (count: number) => {
      while (heard.length < count) await systemClock.sleep(5);
      return heard;
    };
    await other.leases.take(leaseMs);
    expect(heard).toEqual([undefined]);
    one.bells.ring({ kind: 'begin', number: 12 });
    expect(await next(2)).toEqual([undefined, { kind: 'begin', number: 12 }]);
    await database.client.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'hush carrier'`);
    while (heard.length < 3) await other.leases.renew(1, leaseMs).catch(() => systemClock.sleep(5));
    expect(heard.at(-1)).toBeUndefined();
  });

  test('permits are taken once, come back after a while or by themselves, and are new after a second', async () => {
    const [one, other] = both();
    const bucket = { app: 'zim', operation: 'FetchForbidGroupList' };
    const take = (from: SharedReplicas) => from.permits.take({ ...bucket, limit: 2, forMs: 60_000 });
    const free = (slots = '0,1') =>
      database.client.query(`update permits set free_at = 0, paused_until = 0 where slot in (${slots})`);
    expect(await take(one)).toEqual(expect.any(Number));
    await free();
    const taken = await Promise.all([take(one), take(other), take(one), take(other)]);
    const mine = taken.filter((permit) => typeof permit !== 'number');
    expect(mine.map(({ slot }) => slot).toSorted()).toEqual([0, 1]);
    const wait = await take(one);
    expect(wait).toBeGreaterThan(50_000);
    const [first] = mine;
    if (!first) throw new Error('There is a first.');
    await one.permits.giveBack(first, 0);
    expect(await take(other)).toMatchObject({ slot: first.slot, taking: first.taking + 1 });
    // The taker that stood still meanwhile has it no more to give.
    await one.permits.giveBack(first, 0);
    expect(await take(other)).toEqual(expect.any(Number));
    await free();
    await one.permits.pause(bucket, 10_000);
    expect(await take(other)).toBeGreaterThan(5000);
  });
});
