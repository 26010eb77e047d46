import { describe, expect, test } from 'vitest';
import type { DueHold } from '../../src/moderation/ports.ts';
import { ended, type MemoryStore, memoryStore, muteInLobby, muteInModules } from './memory-store.ts';

const dayMs = 86_400_000;

function due(store: MemoryStore): Promise<readonly DueHold[]> {
  return store.holds.due({ now: store.clock.now(), limit: 100, not: new Set() });
}

/** ZIM mutes for 70 days, whose first renewal is due now; the holds' ids. */
async function dueRenewals(names: readonly string[]): Promise<MemoryStore & { ids: readonly number[] }> {
  const store = await memoryStore();
  await store.recorded(muteInLobby(names, { length: { kind: 'timed', seconds: 70 * 86_400 } }));
  await store.carriedOut(1, names, 'done');
  store.clock.jump(29 * dayMs);
  return { ...store, ids: (await due(store)).map(({ id }) => id) };
}

function announcements(store: MemoryStore): readonly unknown[] {
  return store.sql(`select version from outbox where kind = 'lifts' and sent_at is null`);
}

describe('a renewal', () => {
  test('that is refused is told as a renewal', async () => {
    const store = await dueRenewals(['alice']);
    await store.holds.clear(store.ids);
    await store.holds.settle(store.ids, ended('rejected', 'alice'));
    expect(await store.outbox.lifts(1)).toEqual([{ task: 'renew', outcome: 'rejected', count: 1, targets: ['alice'] }]);
  });

  test('without an answer for a minute is told as one, and told again once it worked', async () => {
    const store = await dueRenewals(['alice']);
    await store.holds.clear(store.ids);
    await store.holds.settle(store.ids, ended('unconfirmed', 'alice'));
    store.clock.jump(60_000);
    await store.holds.tend();
    expect(await store.outbox.unanswered(1)).toEqual({ lift: 0, renew: 1 });
    expect(announcements(store)).toEqual([{ version: 0 }]);
    await store.holds.clear(store.ids);
    await store.holds.settle(store.ids, ended('done', 'alice'));
    expect(await store.outbox.unanswered(1)).toEqual({ lift: 0, renew: 0 });
    expect(announcements(store)).toEqual([{ version: 1 }]);
    expect(await store.outbox.lifts(1)).toEqual([]);
  });

  test('in time says nothing', async () => {
    const store = await dueRenewals(['alice']);
    await store.holds.clear(store.ids);
    await store.holds.settle(store.ids, ended('done', 'alice'));
    expect(announcements(store)).toEqual([]);
  });

  test('whose time passed is told, by whether anything was sent', async () => {
    const store = await dueRenewals(['alice', 'bob', 'carol']);
    await store.holds.clear(store.ids.slice(0, 1));
    store.clock.jump(41 * dayMs);
    await store.holds.tend();
    expect(store.sql('select * from holds')).toEqual([]);
    expect(await store.outbox.lifts(1)).toEqual([
      {
        task: 'renew',
        outcome: 'failed',
        words: 'nothing could be sent before its end',
        count: 2,
        targets: ['bob'],
      },
      {
        task: 'renew',
        outcome: 'unconfirmed',
        words: 'no answer came before its end',
        count: 1,
        targets: ['alice'],
      },
    ]);
    expect(announcements(store)).toHaveLength(1);
    expect(store.sql(`select case_number from audit where event = 'renew.missed'`)).toHaveLength(2);
  });
});

test('an end that nothing may be sent for is told after a minute, too', async () => {
  const store = await memoryStore();
  await store.recorded(muteInModules(['alice'], ['p2p']));
  await store.carriedOut(1, ['alice'], 'done');
  store.clock.jump(7_200_000);
  const ids = (await due(store)).map(({ id }) => id);
  await store.holds.settle(ids, ended('failed', 'alice'));
  store.clock.jump(59_999);
  await store.holds.settle(ids, ended('failed', 'alice'));
  await store.holds.tend();
  expect(await store.outbox.unanswered(1)).toEqual({ lift: 0, renew: 0 });
  store.clock.jump(1);
  await store.holds.tend();
  expect(await store.outbox.unanswered(1)).toEqual({ lift: 1, renew: 0 });
});

test('holds that are over are forgotten a few thousand at a time', async () => {
  const store = await memoryStore();
  const names = Array.from({ length: 5000 }, (_, index) => `user-${index}`);
  await store.recorded(muteInLobby(names));
  await store.carriedOut(1, names, 'done');
  store.clock.jump(7_200_000);
  const left: unknown[] = [];
  for (let turn = 0; turn < 3; turn += 1) {
    await store.holds.tend();
    left.push(store.sql('select count(*) as left from holds')[0]?.left);
  }
  expect(left).toEqual([3000, 1000, 0]);
});

test('ends without an answer are told a few thousand at a time', async () => {
  const store = await memoryStore();
  const names = Array.from({ length: 3000 }, (_, index) => `user-${index}`);
  await store.recorded(muteInModules(names, ['p2p']));
  await store.carriedOut(1, names, 'done');
  store.clock.jump(7_200_000);
  const all = await store.holds.due({ now: store.clock.now(), limit: 3000, not: new Set() });
  await store.holds.clear(all.map(({ id }) => id));
  store.clock.jump(60_000);
  await store.holds.tend();
  expect((await store.outbox.unanswered(1)).lift).toBe(2000);
  await store.holds.tend();
  expect((await store.outbox.unanswered(1)).lift).toBe(3000);
});
