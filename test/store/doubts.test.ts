import { describe, expect, test } from 'vitest';
import type { Module } from '../../src/moderation/place.ts';
import { type MemoryStore, memoryStore, muteInLobby, muteInModules, unmuting } from './memory-store.ts';

/** A request that was sent and never answered may have worked. What a newer case says of the same place must not lose sight of it. */

const heldBy = (store: MemoryStore) =>
  store
    .sql('select case_number as number, target, places from holds order by case_number, target')
    .map((row) => ({ ...row }));
const minutes = (count: number) => ({ kind: 'timed', seconds: count * 60 }) as const;
const mute = (modules: readonly Module[], count: number) =>
  muteInModules(['alice'], modules, { length: minutes(count) });

describe('a module that a newer case names, while an older request for it is in doubt', () => {
  test('is still ended if the newer case comes to nothing', async () => {
    const store = await memoryStore();
    await store.recorded(mute(['p2p', 'team'], 30));
    await store.cases.clear(1, ['alice']);
    await store.recorded(mute(['team'], 60));
    const { targets } = await store.cases.clear(1, ['alice']);
    expect(targets).toEqual([{ target: 'alice', modules: ['p2p'], repeated: true }]);
    await store.cases.settle(1, [{ target: 'alice', outcome: 'done' }]);
    await store.carriedOut(2, ['alice'], 'rejected');
    expect(heldBy(store)).toEqual([{ number: 1, target: 'alice', places: 3 }]);
  });

  test("is the newer case's to end if that finds it so already", async () => {
    const store = await memoryStore();
    await store.recorded(mute(['p2p', 'team'], 30));
    await store.cases.clear(1, ['alice']);
    await store.recorded(mute(['team'], 60));
    await store.cases.clear(1, ['alice']);
    await store.cases.settle(1, [{ target: 'alice', outcome: 'done' }]);
    await store.carriedOut(2, ['alice'], 'already');
    expect(heldBy(store)).toEqual([
      { number: 1, target: 'alice', places: 1 },
      { number: 2, target: 'alice', places: 2 },
    ]);
    expect(await store.cases.notOurs(2)).toBe(0);
  });

  test('is not forgotten when the older case gets a no for its other modules', async () => {
    const store = await memoryStore();
    await store.recorded(mute(['p2p', 'team'], 30));
    await store.cases.clear(1, ['alice']);
    await store.recorded(mute(['team'], 60));
    await store.cases.clear(1, ['alice']);
    await store.cases.settle(1, [{ target: 'alice', outcome: 'rejected' }]);
    expect(heldBy(store)).toEqual([{ number: 1, target: 'alice', places: 2 }]);
  });

  test('needs no end if nothing was sent', async () => {
    const store = await memoryStore();
    await store.recorded(mute(['p2p', 'team'], 30));
    await store.recorded(mute(['team'], 60));
    await store.cases.clear(1, ['alice']);
    expect(heldBy(store)).toEqual([]);
  });
});

describe('an unmute in doubt that a newer mute overtook', () => {
  test('leaves the older end standing, which the newer mute takes over when it finds it so already', async () => {
    const store = await memoryStore();
    await store.recorded(mute(['p2p', 'team'], 30));
    await store.carriedOut(1, ['alice'], 'done');
    await store.recorded(unmuting(mute(['p2p'], 30)));
    await store.cases.clear(2, ['alice']);
    await store.recorded(mute(['p2p'], 60));
    expect((await store.cases.clear(2, ['alice'])).targets).toEqual([]);
    await store.carriedOut(3, ['alice'], 'already');
    expect(heldBy(store)).toEqual([
      { number: 1, target: 'alice', places: 2 },
      { number: 3, target: 'alice', places: 1 },
    ]);
  });

  test('in some of its modules only, as well', async () => {
    const store = await memoryStore();
    await store.recorded(mute(['p2p', 'team'], 30));
    await store.carriedOut(1, ['alice'], 'done');
    await store.recorded(unmuting(mute(['p2p', 'team'], 30)));
    await store.cases.clear(2, ['alice']);
    await store.recorded(mute(['p2p'], 60));
    expect((await store.cases.clear(2, ['alice'])).targets).toMatchObject([{ modules: ['team'] }]);
    await store.cases.settle(2, [{ target: 'alice', outcome: 'done' }]);
    await store.carriedOut(3, ['alice'], 'already');
    expect(heldBy(store)).toEqual([{ number: 3, target: 'alice', places: 1 }]);
  });
});

describe('after a crash', () => {
  test('what newer cases took over is dropped before they begin, in doubt or not', async () => {
    const store = await memoryStore();
    await store.recorded(muteInModules(['alice', 'bob', 'carol'], ['p2p'], { length: minutes(30) }));
    await store.cases.clear(1, ['alice', 'carol']);
    await store.recorded(muteInModules(['alice', 'bob'], ['p2p'], { length: minutes(60) }));
    await store.cases.dropOvertaken();
    expect(await store.cases.groups(1, 5)).toMatchObject([
      { outcome: 'skipped', words: 'case 2 is newer', targets: ['alice'] },
      { count: 2, targets: ['bob', 'carol'] },
    ]);
    expect(heldBy(store)).toEqual([{ number: 1, target: 'alice', places: 1 }]);
    await store.carriedOut(2, ['alice', 'bob'], 'already');
    expect(heldBy(store)).toEqual([{ number: 2, target: 'alice', places: 1 }]);
    // A look is not a request.
    expect((await store.cases.clear(1, ['carol'])).targets).toEqual([
      { target: 'carol', modules: ['p2p'], repeated: true },
    ]);
  });

  test('nothing changes where nothing is in doubt', async () => {
    const store = await memoryStore();
    await store.recorded(muteInLobby(['alice', 'bob']));
    await store.recorded(muteInLobby(['alice']));
    await store.cases.dropOvertaken();
    expect(await store.cases.groups(1, 5)).toMatchObject([{ count: 2 }]);
  });
});
