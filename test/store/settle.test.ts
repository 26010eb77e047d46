import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemRandom } from '../../src/lib/random.ts';
import { verifyAudit } from '../../src/store/audit-chain.ts';
import { openStore } from '../../src/store/open.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { dueNow, ended, type MemoryStore, memoryStore, muteInLobby, muteInModules, unmuting } from './memory-store.ts';

const day: { kind: 'timed'; seconds: number } = { kind: 'timed', seconds: 86_400 };

function heldBy(store: MemoryStore): readonly unknown[] {
  return store.sql('select case_number as number, target, places from holds order by case_number, target');
}

describe('endings', () => {
  test('are written with their audit entry, and those of closed targets are ignored', async () => {
    const store = await memoryStore();
    const number = await store.recorded(muteInLobby(['alice', 'bob']));
    await store.cases.settle(number, [
      { target: 'alice', outcome: 'rejected', code: '660600024', words: 'is not in the group' },
    ]);
    const entries = store.sql('select event from audit').length;
    await store.cases.settle(number, ended('done', 'alice', 'mallory'));
    expect(store.sql('select event from audit')).toHaveLength(entries);
    expect(await store.cases.groups(number, 5)).toEqual([
      { outcome: 'rejected', code: '660600024', words: 'is not in the group', count: 1, targets: ['alice'] },
      { count: 1, targets: ['bob'] },
    ]);
    expect(JSON.parse(String(store.sql('select details from audit order by seq desc')[0]?.details))).toEqual({
      endings: [{ target: 'alice', outcome: 'rejected', code: '660600024', words: 'is not in the group' }],
    });
    expect(await verifyAudit(store.db)).toEqual({ sound: entries });
  });

  test('of a case that does not exist are a bug, and change nothing', async () => {
    const store = await memoryStore();
    await expect(store.cases.settle(7, ended('done', 'alice'))).rejects.toThrow('There is no case 7.');
  });

  test('the last one closes the case: one audit message and one summary wait, the started message is gone', async () => {
    const store = await memoryStore();
    const number = await store.recorded(muteInLobby(['alice', 'bob']));
    await store.cases.settle(number, ended('done', 'alice'));
    expect((await store.cases.find(number))?.closedAt).toBeUndefined();
    await store.cases.settle(number, ended('already', 'bob'));
    expect((await store.cases.find(number))?.closedAt).toBe(store.clock.now());
    expect(store.sql('select kind, lane, due_at from outbox order by id')).toEqual([
      { kind: 'case', lane: 'audit', due_at: store.clock.now() },
      { kind: 'summary', lane: 'private', due_at: store.clock.now() },
    ]);
    expect(store.sql(`select details from audit where event = 'case.closed'`)).toEqual([
      { details: '{"already":1,"done":1}' },
    ]);
  });

  test('are grouped in the order of the table, with a sample each and open ones last', async () => {
    const store = await memoryStore();
    const number = await store.recorded(muteInLobby(['a', 'b', 'c', 'd', 'e', 'f']));
    await store.cases.settle(number, [
      ...ended('failed', 'a'),
      ...ended('done', 'd', 'b', 'c'),
      { target: 'e', outcome: 'rejected', code: '1', words: 'no' },
    ]);
    expect(await store.cases.groups(number, 2)).toEqual([
      { outcome: 'done', count: 3, targets: ['b', 'c'] },
      { outcome: 'rejected', code: '1', words: 'no', count: 1, targets: ['e'] },
      { outcome: 'failed', count: 1, targets: ['a'] },
      { count: 1, targets: ['f'] },
    ]);
    expect(await store.cases.targets({ number, after: 3, limit: 1 })).toEqual([
      { ordinal: 4, target: 'e', outcome: 'rejected', code: '1', words: 'no' },
    ]);
  });

  test('of the rest are written in one way, but what may have reached the vendor is never called failed', async () => {
    const store = await memoryStore();
    const number = await store.recorded(muteInModules(['alice', 'bob', 'carol'], ['p2p']));
    await store.cases.settle(number, ended('done', 'carol'));
    await store.cases.clear(number, ['bob']);
    await store.cases.settleRest(number, { outcome: 'failed', words: 'the app is gone' });
    expect(await store.cases.groups(number, 5)).toEqual([
      { outcome: 'done', count: 1, targets: ['carol'] },
      { outcome: 'failed', words: 'the app is gone', count: 1, targets: ['alice'] },
      {
        outcome: 'unconfirmed',
        words: 'an earlier request may have worked; then the app is gone',
        count: 1,
        targets: ['bob'],
      },
    ]);
    expect(heldBy(store)).toMatchObject([{ target: 'bob' }, { target: 'carol' }]);
    expect((await store.cases.find(number))?.closedAt).toBeDefined();
    await store.cases.settleRest(number, { outcome: 'failed' });
    expect(store.sql(`select seq from audit where event = 'case.closed'`)).toHaveLength(1);
  });
});

describe('what Hush holds', () => {
  test.each(['done', 'unconfirmed'] as const)('is what ended %s', async (outcome) => {
    const store = await memoryStore();
    await store.recorded(muteInModules(['alice'], ['p2p', 'team']));
    await store.carriedOut(1, ['alice'], outcome);
    expect(heldBy(store)).toEqual([{ number: 1, target: 'alice', places: 3 }]);
  });

  test.each(['rejected', 'failed'] as const)('is not what ended %s', async (outcome) => {
    const store = await memoryStore();
    await store.recorded(muteInModules(['alice'], ['p2p']));
    await store.carriedOut(1, ['alice'], outcome);
    expect(heldBy(store)).toEqual([]);
  });

  test('is not what was so already, unless an older case of Hush had set it: then the new end counts', async () => {
    const store = await memoryStore();
    await store.recorded(muteInModules(['alice'], ['p2p']));
    await store.carriedOut(1, ['alice'], 'done');
    await store.recorded(muteInModules(['alice', 'bob'], ['p2p', 'team'], { length: day }));
    await store.carriedOut(2, ['alice', 'bob'], 'already');
    expect(heldBy(store)).toEqual([{ number: 2, target: 'alice', places: 1 }]);
    expect(await store.cases.notOurs(2)).toBe(1);
    await store.clock.advance(7_200_000);
    expect(await dueNow(store)).toEqual([]);
    await store.clock.advance(86_400_000);
    expect(await dueNow(store)).toMatchObject([{ case: 2, target: 'alice', place: { modules: ['p2p'] } }]);
  });

  test('goes over to a newer case place by place', async () => {
    const store = await memoryStore();
    await store.recorded(muteInModules(['alice'], ['p2p', 'team', 'room']));
    await store.carriedOut(1, ['alice'], 'done');
    await store.recorded(muteInModules(['alice'], ['team'], { length: day }));
    await store.carriedOut(2, ['alice'], 'done');
    expect(heldBy(store)).toEqual([
      { number: 1, target: 'alice', places: 5 },
      { number: 2, target: 'alice', places: 2 },
    ]);
    await store.recorded(muteInModules(['alice'], ['p2p', 'team', 'room', 'qchat'], { length: { kind: 'permanent' } }));
    await store.carriedOut(3, ['alice'], 'done');
    expect(heldBy(store)).toEqual([{ number: 3, target: 'alice', places: 15 }]);
  });

  test.each(['done', 'already', 'unconfirmed'] as const)('is over when an unmute ends %s', async (outcome) => {
    const store = await memoryStore();
    await store.recorded(muteInModules(['alice', 'bob'], ['p2p', 'team']));
    await store.carriedOut(1, ['alice', 'bob'], 'done');
    await store.recorded(unmuting(muteInModules(['alice'], ['team'])));
    await store.carriedOut(2, ['alice'], outcome);
    expect(heldBy(store)).toEqual([
      { number: 1, target: 'alice', places: 1 },
      { number: 1, target: 'bob', places: 3 },
    ]);
  });

  test.each(['rejected', 'failed'] as const)('stands when an unmute ends %s', async (outcome) => {
    const store = await memoryStore();
    await store.recorded(muteInModules(['alice'], ['p2p']));
    await store.carriedOut(1, ['alice'], 'done');
    await store.recorded(unmuting(muteInModules(['alice'], ['p2p'])));
    await store.carriedOut(2, ['alice'], outcome);
    expect(heldBy(store)).toEqual([{ number: 1, target: 'alice', places: 1 }]);
  });

  test('is not set again by the late ending of an older case', async () => {
    const store = await memoryStore();
    await store.recorded(muteInModules(['alice'], ['p2p', 'team']));
    await store.cases.clear(1, ['alice']);
    await store.recorded(unmuting(muteInModules(['alice'], ['team'])));
    await store.carriedOut(2, ['alice'], 'already');
    await store.cases.settleRest(1, { outcome: 'failed', words: 'the app is gone' });
    expect(heldBy(store)).toEqual([{ number: 1, target: 'alice', places: 1 }]);
  });
});

describe('a no to all that is left', () => {
  const no = { outcome: 'rejected', code: '660600001', words: 'the group does not exist' } as const;

  test('leaves in doubt what was sent and never answered, so that it is ended', async () => {
    const store = await memoryStore();
    await store.recorded(muteInModules(['alice', 'bob', 'carol'], ['p2p']));
    await store.cases.clear(1, ['alice', 'bob']);
    await store.cases.unsent(1, ['bob']);
    await store.cases.settleRest(1, no);
    const words = 'an earlier request may have worked; then the group does not exist';
    expect(await store.cases.groups(1, 5)).toEqual([
      { ...no, count: 2, targets: ['bob', 'carol'] },
      { outcome: 'unconfirmed', code: no.code, words, count: 1, targets: ['alice'] },
    ]);
    expect(heldBy(store)).toEqual([{ number: 1, target: 'alice', places: 1 }]);
  });

  test('is a no for what ends something: the end planned before stands', async () => {
    const store = await memoryStore();
    await store.recorded(muteInModules(['alice'], ['p2p']));
    await store.carriedOut(1, ['alice'], 'done');
    await store.recorded(unmuting(muteInModules(['alice'], ['p2p'])));
    await store.cases.clear(2, ['alice']);
    await store.cases.settleRest(2, no);
    expect((await store.cases.groups(2, 5))[0]?.outcome).toBe('rejected');
    expect(heldBy(store)).toEqual([{ number: 1, target: 'alice', places: 1 }]);
  });
});

test('what was so already counts as not Hush’s to end only where there is something to end', async () => {
  const store = await memoryStore();
  await store.recorded(unmuting(muteInModules(['alice'], ['p2p'])));
  await store.carriedOut(1, ['alice'], 'already');
  expect(await store.cases.notOurs(1)).toBe(0);
  await store.recorded(muteInModules(['alice'], ['p2p']));
  await store.carriedOut(2, ['alice'], 'done');
  await store.recorded(muteInModules(['alice', 'bob'], ['p2p']));
  await store.carriedOut(3, ['alice', 'bob'], 'already');
  expect(await store.cases.notOurs(3)).toBe(1);
  await store.clock.advance(7_200_000);
  const [hold] = await dueNow(store);
  await store.holds.settle([hold?.id ?? 0], ended('done', 'alice'));
  expect(await store.cases.notOurs(3)).toBe(1);
});

test('cases that were not finished are found when the file is opened again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hush-store-'));
  try {
    const world = { clock: new ManualClock(), random: systemRandom };
    const first = await openStore(folder, world);
    for (const ids of [['alice'], ['bob'], ['carol', 'dave']]) await first.cases.record(muteInLobby(ids), () => true);
    await first.cases.settle(2, ended('done', 'bob'));
    await first.cases.settle(3, ended('done', 'carol'));
    await first.close();
    const second = await openStore(folder, world);
    expect(await second.cases.open()).toEqual([1, 3]);
    expect(await second.cases.openTargets({ number: 3, after: -1, limit: 5 })).toEqual([
      { ordinal: 1, target: 'dave' },
    ]);
    await second.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
