import { describe, expect, test } from 'vitest';
import type { DueHold } from '../../src/moderation/ports.ts';
import { dueNow, ended, type MemoryStore, memoryStore, muteInLobby, muteInModules, unmuting } from './memory-store.ts';

const dayMs = 86_400_000;

function due(store: MemoryStore): Promise<readonly DueHold[]> {
  return dueNow(store);
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
  const all = await dueNow(store);
  await store.holds.clear(all.map(({ id }) => id));
  store.clock.jump(60_000);
  await store.holds.tend();
  expect((await store.outbox.unanswered(1)).lift).toBe(2000);
  await store.holds.tend();
  expect((await store.outbox.unanswered(1)).lift).toBe(3000);
});

describe('a warning about an end without an answer is taken back', () => {
  /** NetEase mutes of alice and bob whose ends have had no answer for a minute, as their moderator was told. */
  async function warned(): Promise<MemoryStore> {
    const store = await memoryStore();
    await store.recorded(muteInModules(['alice', 'bob'], ['p2p']));
    await store.carriedOut(1, ['alice', 'bob'], 'done');
    store.clock.jump(7_200_000);
    await store.holds.clear((await due(store)).map(({ id }) => id));
    store.clock.jump(60_000);
    await store.holds.tend();
    expect(await store.holds.hanging()).toBe(2);
    await tellAll(store);
    return store;
  }

  async function tellAll(store: MemoryStore): Promise<void> {
    store.clock.jump(10_000);
    for (const delivery of await store.outbox.due({ lane: 'audit', now: store.clock.now(), limit: 10 })) {
      await store.outbox.done(delivery);
    }
    expect(announcements(store)).toEqual([]);
  }

  test.each([
    ['a newer mute takes it over', (changes: object) => muteInModules(['alice'], ['p2p', 'team'], changes)],
    ['an unmute ends it', (changes: object) => unmuting(muteInModules(['alice'], ['p2p'], changes))],
  ])('once %s', async (_, request) => {
    const store = await warned();
    const number = await store.recorded(request({}));
    await store.carriedOut(number, ['alice'], 'done');
    expect(await store.holds.hanging()).toBe(1);
    expect(await store.outbox.unanswered(1)).toEqual({ lift: 1, renew: 0 });
    expect(store.sql(`select case_number from outbox where kind = 'lifts' and sent_at is null`)).toEqual([
      { case_number: 1 },
    ]);
  });

  test('but not told anew while it stands', async () => {
    const store = await warned();
    const number = await store.recorded(muteInModules(['alice'], ['team']));
    await store.carriedOut(number, ['alice'], 'done');
    expect(await store.holds.hanging()).toBe(2);
    expect(announcements(store)).toEqual([]);
  });

  test('once a retry put the end off, or showed that there is nothing to end', async () => {
    for (const outcome of ['done', 'rejected'] as const) {
      const store = await memoryStore();
      await store.recorded(muteInModules(['alice'], ['p2p'], { length: { kind: 'permanent' } }));
      await store.carriedOut(1, ['alice'], 'unconfirmed');
      store.sql(`update holds set told_at = 1, first_tried_at = 1, task = 'lift'`);
      await tellAll(store);
      await store.followUps.retry({ number: 1, moderator: 'UMARIA', deliveryKey: 'retry' }, () => true);
      await store.carriedOut(1, ['alice'], outcome);
      expect(await store.holds.hanging()).toBe(0);
      expect(announcements(store)).toHaveLength(1);
    }
  });
});
