import { describe, expect, test } from 'vitest';
import type { DueHold } from '../../src/moderation/ports.ts';
import { dueNow, ended, type MemoryStore, memoryStore, muteInLobby, muteInModules, unmuting } from './memory-store.ts';

const day = 86_400;

function due(store: MemoryStore, not: readonly number[] = []): Promise<readonly DueHold[]> {
  return dueNow(store, { not });
}

/** A NetEase mute of alice for two hours, done, whose end is due now. */
async function dueLift(): Promise<MemoryStore & { id: number }> {
  const store = await memoryStore();
  await store.recorded(muteInModules(['alice'], ['p2p']));
  await store.carriedOut(1, ['alice'], 'done');
  await store.clock.advance(7_200_000);
  return { ...store, id: (await due(store))[0]?.id ?? 0 };
}

describe('ends come due', () => {
  test('the oldest first, not before their time, not beyond the limit, not those under way', async () => {
    const store = await memoryStore();
    for (const [name, hours] of [
      ['late', 3],
      ['soon', 1],
      ['middle', 2],
    ] as const) {
      const number = await store.recorded(
        muteInModules([name], ['p2p'], { length: { kind: 'timed', seconds: hours * 3600 } }),
      );
      await store.carriedOut(number, [name], 'done');
    }
    await store.clock.advance(3_599_999);
    expect(await due(store)).toEqual([]);
    await store.clock.advance(1);
    expect((await due(store)).map(({ target }) => target)).toEqual(['soon']);
    await store.clock.advance(7_200_000);
    const all = await due(store);
    expect(all.map(({ target }) => target)).toEqual(['soon', 'middle', 'late']);
    expect((await due(store, [all[0]?.id ?? 0])).map(({ target }) => target)).toEqual(['middle', 'late']);
    expect(await dueNow(store, { limit: 1 })).toHaveLength(1);
  });

  test('never for permanent mutes, nor where the vendor’s own clock reaches the end', async () => {
    const store = await memoryStore();
    await store.recorded(muteInModules(['alice'], ['p2p'], { length: { kind: 'permanent' } }));
    await store.carriedOut(1, ['alice'], 'done');
    await store.recorded(muteInLobby(['bob'], { length: { kind: 'timed', seconds: 30 * day } }));
    await store.carriedOut(2, ['bob'], 'done');
    await store.clock.advance(4000 * day * 1000);
    expect(await due(store)).toEqual([]);
  });

  test('also for what is unconfirmed', async () => {
    const store = await memoryStore();
    await store.recorded(muteInModules(['alice'], ['p2p']));
    await store.carriedOut(1, ['alice'], 'unconfirmed');
    await store.clock.advance(7_200_000);
    expect(await due(store)).toHaveLength(1);
  });

  test('not while a newer case is open, and again if that ends rejected', async () => {
    const store = await dueLift();
    await store.recorded(muteInModules(['alice'], ['p2p', 'team'], { length: { kind: 'permanent' } }));
    expect(await due(store)).toEqual([]);
    expect((await store.holds.clear([store.id])).targets).toEqual([]);
    await store.carriedOut(2, ['alice'], 'rejected');
    expect(await due(store)).toMatchObject([{ id: store.id, case: 1 }]);
  });

  test('but do not wait for a newer case about other modules or other accounts', async () => {
    const store = await dueLift();
    await store.recorded(muteInModules(['alice', 'bob'], ['team']));
    await store.recorded(muteInModules(['bob'], ['p2p']));
    expect(await due(store)).toHaveLength(1);
  });

  test('no more once an unmute worked', async () => {
    const store = await dueLift();
    await store.recorded(unmuting(muteInModules(['alice'], ['p2p'])));
    await store.carriedOut(2, ['alice'], 'done');
    expect(await due(store)).toEqual([]);
    expect((await store.holds.clear([store.id])).targets).toEqual([]);
  });

  test('each module at its own time', async () => {
    const store = await memoryStore();
    await store.recorded(muteInModules(['alice'], ['p2p']));
    await store.carriedOut(1, ['alice'], 'done');
    await store.recorded(muteInModules(['alice'], ['team'], { length: { kind: 'timed', seconds: day } }));
    await store.carriedOut(2, ['alice'], 'done');
    await store.clock.advance(7_200_000);
    expect(await due(store)).toMatchObject([{ case: 1, place: { modules: ['p2p'] } }]);
    await store.holds.settle([(await due(store))[0]?.id ?? 0], ended('done', 'alice'));
    await store.clock.advance(day * 1000);
    expect(await due(store)).toMatchObject([{ case: 2, place: { modules: ['team'] } }]);
  });
});

describe('a lift', () => {
  test('sends 0, keeps the order it was asked in, and knows its repeats', async () => {
    const store = await memoryStore();
    await store.recorded(muteInModules(['alice', 'bob'], ['p2p', 'team']));
    await store.carriedOut(1, ['alice', 'bob'], 'done');
    await store.clock.advance(7_200_000);
    const ids = (await due(store)).map(({ id }) => id).toReversed();
    expect(await store.holds.clear(ids)).toEqual({
      targets: [
        { target: 'bob', modules: ['p2p', 'team'], repeated: false },
        { target: 'alice', modules: ['p2p', 'team'], repeated: false },
      ],
      durationSeconds: 0,
    });
    expect((await store.holds.clear(ids.slice(0, 1))).targets).toMatchObject([{ target: 'bob', repeated: true }]);
  });

  test.each([
    'done',
    'already',
  ] as const)('that ends %s is over, in the audit, and told in the thread', async (outcome) => {
    const store = await dueLift();
    await store.holds.settle([store.id], ended(outcome, 'alice'));
    expect(store.sql('select * from holds')).toEqual([]);
    expect(await store.outbox.lifts(1)).toEqual([{ task: 'lift', outcome: 'done', count: 1, targets: ['alice'] }]);
    expect(store.sql(`select event, actor, case_number from audit where event like 'lift%'`)).toEqual([
      { event: 'lift.done', actor: 'hush', case_number: 1 },
    ]);
    expect(store.sql(`select kind, lane from outbox where kind = 'lifts'`)).toEqual([{ kind: 'lifts', lane: 'audit' }]);
    await store.holds.settle([store.id], ended('rejected', 'alice'));
    expect(await store.outbox.lifts(1)).toHaveLength(1);
  });

  test('that the vendor rejects ends and is told with its reason', async () => {
    const store = await dueLift();
    await store.holds.settle(
      [store.id],
      [{ target: 'alice', outcome: 'rejected', code: '414', words: 'no such account' }],
    );
    expect(await due(store)).toEqual([]);
    expect(await store.outbox.lifts(1)).toEqual([
      { task: 'lift', outcome: 'rejected', code: '414', words: 'no such account', count: 1, targets: ['alice'] },
    ]);
    expect(store.sql(`select kind from outbox where kind = 'lifts'`)).toHaveLength(1);
  });

  test.each([
    'unconfirmed',
    'failed',
  ] as const)('that ends %s comes due again, with growing pauses', async (outcome) => {
    const store = await dueLift();
    const pauses: number[] = [];
    for (let turn = 0; turn < 8; turn += 1) {
      await store.holds.clear([store.id]);
      await store.holds.settle([store.id], ended(outcome, 'alice'));
      const before = store.clock.now();
      while ((await due(store)).length === 0) await store.clock.advance(1000);
      pauses.push((store.clock.now() - before) / 1000);
    }
    expect(pauses).toEqual([2, 4, 8, 16, 32, 60, 60, 60]);
    expect(await store.outbox.lifts(1)).toEqual([]);
  });

  test('without an answer for a minute is told, once', async () => {
    const store = await dueLift();
    await store.holds.clear([store.id]);
    await store.holds.settle([store.id], ended('unconfirmed', 'alice'));
    await store.clock.advance(59_999);
    await store.holds.tend();
    expect(await store.outbox.unanswered(1)).toEqual({ lift: 0, renew: 0 });
    await store.clock.advance(1);
    for (let turn = 0; turn < 3; turn += 1) await store.holds.tend();
    expect(await store.outbox.unanswered(1)).toEqual({ lift: 1, renew: 0 });
    expect(store.sql(`select version from outbox where kind = 'lifts'`)).toEqual([{ version: 0 }]);
    expect(store.sql(`select case_number from audit where event = 'ends.unanswered'`)).toEqual([{ case_number: 1 }]);
    await store.holds.settle([store.id], ended('done', 'alice'));
    expect(await store.outbox.unanswered(1)).toEqual({ lift: 0, renew: 0 });
  });
});

describe('a mute longer than the vendor’s clock', () => {
  async function fortyDays(): Promise<MemoryStore> {
    const store = await memoryStore();
    await store.recorded(muteInLobby(['alice'], { length: { kind: 'timed', seconds: 70 * day } }));
    await store.carriedOut(1, ['alice'], 'done');
    return store;
  }

  test('is renewed a day before it runs out, until the rest fits', async () => {
    const store = await fortyDays();
    await store.clock.advance(29 * day * 1000 - 1);
    expect(await due(store)).toEqual([]);
    const durations: number[] = [];
    for (const wait of [1, 29 * day * 1000]) {
      await store.clock.advance(wait);
      const [hold] = await due(store);
      expect(hold).toMatchObject({ task: 'renew', action: 'mute', target: 'alice' });
      durations.push((await store.holds.clear([hold?.id ?? 0])).durationSeconds);
      await store.holds.settle([hold?.id ?? 0], ended('done', 'alice'));
    }
    expect(durations).toEqual([30 * day, 12 * day]);
    await store.clock.advance(12 * day * 1000 - 1);
    await store.holds.tend();
    expect(await due(store)).toEqual([]);
    expect(store.sql('select * from holds')).toHaveLength(1);
    await store.clock.advance(1);
    await store.holds.tend();
    expect(store.sql('select * from holds')).toEqual([]);
  });

  test('is never unmuted by a renewal that comes after its end', async () => {
    const store = await fortyDays();
    store.clock.jump(29 * day * 1000);
    const [hold] = await due(store);
    store.clock.jump(41 * day * 1000);
    expect(await due(store)).toEqual([]);
    expect((await store.holds.clear([hold?.id ?? 0])).targets).toEqual([]);
    await store.holds.tend();
    expect(store.sql('select * from holds')).toEqual([]);
  });

  test('whose renewal is rejected is told and not tried again', async () => {
    const store = await fortyDays();
    store.clock.jump(29 * day * 1000);
    await store.holds.settle([(await due(store))[0]?.id ?? 0], ended('rejected', 'alice'));
    expect(await due(store)).toEqual([]);
    expect(store.sql(`select event from audit where event like 'renew%'`)).toEqual([{ event: 'renew.rejected' }]);
    expect(store.sql(`select kind from outbox where kind = 'lifts'`)).toHaveLength(1);
  });
});

test('a moderator’s secret address is forgotten after half an hour', async () => {
  const store = await memoryStore();
  await store.recorded(muteInLobby(['alice'], { responseUrl: 'https://slack.test/r' }));
  await store.clock.advance(30 * 60_000 - 1);
  await store.holds.tend();
  expect((await store.outbox.address(1))?.responseUrl).toBe('https://slack.test/r');
  await store.clock.advance(1);
  await store.holds.tend();
  expect((await store.outbox.address(1))?.responseUrl).toBeUndefined();
});
