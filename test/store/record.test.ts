import { describe, expect, test } from 'vitest';
import { TooLate } from '../../src/moderation/ports.ts';
import { dueNow, memoryStore, muteInLobby, muteInModules, onPostgres } from './memory-store.ts';

const tables = ['cases', 'targets', 'holds', 'audit', 'outbox'];

describe('a request is recorded', () => {
  test('with its targets, its audit entry and what people will be told, in one commit', async () => {
    const store = await memoryStore();
    const request = muteInLobby(['alice', 'bob'], { reason: 'spam', duplicates: 1, responseUrl: 'https://slack/r' });
    const seen: unknown[] = [];
    const recorded = await store.cases.record(request, () => {
      seen.push(...tables.map((table) => store.sql(`select count(*) as n from ${table}`)[0]?.n));
      return true;
    });
    expect(recorded).toEqual({ number: 1, duplicate: false });
    // Right before the commit: SQLite shows it to the connection that writes, PostgreSQL nothing to another.
    expect(seen).toEqual(onPostgres ? [0, 0, 0, 0, 0] : [1, 2, 0, 1, 2]);
    expect(await store.cases.find(1)).toEqual({
      number: 1,
      createdAt: store.clock.now(),
      action: 'mute',
      vendor: 'zim',
      place: request.place,
      length: { kind: 'timed', seconds: 7200 },
      expiresAt: store.clock.now() + 7_200_000,
      reason: 'spam',
      moderator: 'UMARIA',
      total: 2,
      duplicates: 1,
      asked: { by: 'UMARIA', at: store.clock.now(), total: 2 },
    });
    expect(await store.cases.targets({ number: 1, after: -1, limit: 10 })).toEqual([
      { ordinal: 0, target: 'alice' },
      { ordinal: 1, target: 'bob' },
    ]);
    expect(JSON.parse(String(store.sql('select details from audit')[0]?.details))).toMatchObject({
      action: 'mute',
      reason: 'spam',
      targets: [{ id: 'alice' }, { id: 'bob' }],
    });
  });

  test('and the secret address of its moderator never gets into the audit', async () => {
    const store = await memoryStore();
    await store.recorded(muteInLobby(['alice'], { responseUrl: 'https://hooks.slack.test/secret-part' }));
    expect(JSON.stringify(store.sql('select * from audit'))).not.toContain('secret-part');
  });

  test('not at all when it was too late: nothing of it remains and the next case gets the number', async () => {
    const store = await memoryStore();
    await expect(store.cases.record(muteInLobby(['alice']), () => false)).rejects.toThrow(TooLate);
    for (const table of tables) expect(store.sql(`select * from ${table}`)).toEqual([]);
    const next = muteInLobby(['bob']);
    expect(await store.recorded(next)).toBe(1);
    expect(await store.cases.targets({ number: 1, after: -1, limit: 10 })).toEqual([{ ordinal: 0, target: 'bob' }]);
  });

  test('not at all when the claim itself breaks', async () => {
    const store = await memoryStore();
    const broken = () => {
      throw new Error('claim broke');
    };
    await expect(store.cases.record(muteInLobby(['alice']), broken)).rejects.toThrow('claim broke');
    for (const table of tables) expect(store.sql(`select * from ${table}`)).toEqual([]);
  });

  test('once, however often it is delivered: the second changes nothing and is not asked to be claimed', async () => {
    const store = await memoryStore();
    const request = muteInLobby(['alice']);
    await store.recorded(request);
    const before = tables.map((table) => store.sql(`select * from ${table}`));
    const again = await store.cases.record({ ...request, targets: [{ id: 'mallory' }] }, () => false);
    expect(again).toEqual({ number: 1, duplicate: true });
    expect(tables.map((table) => store.sql(`select * from ${table}`))).toEqual(before);
    // Nor is a number used up: a gap would look like a case that was lost.
    expect(await store.cases.record({ ...request, deliveryKey: 'command:next' }, () => true)).toMatchObject({
      number: 2,
    });
  });

  test('once also when both deliveries come at the same moment', async () => {
    const store = await memoryStore();
    const request = muteInLobby(['alice']);
    const both = await Promise.all([1, 2].map(() => store.cases.record(request, () => true)));
    expect(both.map(({ duplicate }) => duplicate)).toEqual([false, true]);
    expect(await store.cases.open()).toEqual([1]);
  });

  test('and may be delivered again after one that was too late', async () => {
    const store = await memoryStore();
    const request = muteInLobby(['alice']);
    await expect(store.cases.record(request, () => false)).rejects.toThrow(TooLate);
    expect(await store.cases.record(request, () => true)).toEqual({ number: 1, duplicate: false });
  });
});

describe('bad targets', () => {
  const bad = [{ id: 'x'.repeat(40), problem: 'is longer than 32 bytes' }];

  test('end skipped at once with their reason, and the others go on', async () => {
    const store = await memoryStore();
    const number = await store.recorded(muteInLobby([], { targets: [...bad, { id: 'alice' }] }));
    expect(await store.cases.groups(number, 5)).toEqual([
      { outcome: 'skipped', words: 'is longer than 32 bytes', count: 1, targets: ['x'.repeat(40)] },
      { count: 1, targets: ['alice'] },
    ]);
    expect(await store.cases.openTargets({ number, after: -1, limit: 5 })).toEqual([{ ordinal: 1, target: 'alice' }]);
  });

  test('alone close their case at once, and it is announced', async () => {
    const store = await memoryStore();
    const number = await store.recorded(muteInLobby([], { targets: bad }));
    expect((await store.cases.find(number))?.closedAt).toBe(store.clock.now());
    expect(await store.cases.open()).toEqual([]);
    expect(store.sql('select kind, due_at from outbox order by id')).toEqual([
      { kind: 'case', due_at: store.clock.now() },
      { kind: 'summary', due_at: store.clock.now() },
    ]);
  });

  test('with control characters, quotes and broken letters are kept apart from the good ones', async () => {
    const store = await memoryStore();
    const odd = ['a\u0000b', 'quo"te', "o'hara", 'ünï', '😀', '12', 'null', '\ud800'];
    const targets = odd.map((id) => ({ id, ...(/\p{Cc}/u.test(id) && { problem: 'contains control characters' }) }));
    const number = await store.recorded(muteInLobby([], { targets }));
    const open = await store.cases.openTargets({ number, after: -1, limit: 20 });
    expect(open.map(({ target }) => target).slice(0, 6)).toEqual(['quo"te', "o'hara", 'ünï', '😀', '12', 'null']);
    const cleared = await store.cases.clear(number, ['12', 'null', "o'hara"]);
    expect(cleared.targets.map(({ target }) => target)).toEqual(["o'hara", '12', 'null']);
  });
});

describe('a case of any size', () => {
  test.each([
    10_000, 100_000,
  ])('%i targets are one record, and are carried through without slowing down', async (size) => {
    const store = await memoryStore();
    const ids = Array.from({ length: size }, (_, index) => `user-${index}`);
    const started = performance.now();
    const number = await store.recorded(muteInModules(ids, ['p2p']));
    expect((await store.cases.find(number))?.total).toBe(size);
    const lastBatch = ids.slice(-100);
    await store.carriedOut(number, lastBatch, 'done');
    expect(await store.cases.openTargets({ number, after: size - 102, limit: 5 })).toEqual([
      { ordinal: size - 101, target: `user-${size - 101}` },
    ]);
    expect((await store.cases.groups(number, 1)).map(({ count }) => count)).toEqual([100, size - 100]);
    // Seconds stand for "not once for every target": quadratic queries took minutes.
    expect(performance.now() - started).toBeLessThan(onPostgres ? 20_000 : 5000);
  });

  test('ends that wait for a big newer case are found to wait at once', async () => {
    const store = await memoryStore();
    const ids = Array.from({ length: 5000 }, (_, index) => `user-${index}`);
    const older = await store.recorded(muteInModules(ids, ['p2p']));
    for (let start = 0; start < ids.length; start += 1000) {
      await store.carriedOut(older, ids.slice(start, start + 1000), 'done');
    }
    await store.recorded(muteInModules(ids, ['p2p'], { length: { kind: 'permanent' } }));
    await store.clock.advance(7_200_000);
    const started = performance.now();
    expect(await dueNow(store)).toEqual([]);
    expect(performance.now() - started).toBeLessThan(1000);
  });

  test('its settling in one piece holds more than SQLite takes parameters', async () => {
    const store = await memoryStore();
    const ids = Array.from({ length: 8000 }, (_, index) => `user-${index}`);
    const number = await store.recorded(muteInModules(ids, ['p2p']));
    await store.carriedOut(number, ids, 'done');
    expect(store.sql('select count(*) as n from holds')[0]?.n).toBe(8000);
  });
});
