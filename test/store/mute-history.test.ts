import { expect, test } from 'vitest';
import type { FollowUp } from '../../src/moderation/follow-up.ts';
import { type MemoryStore, memoryStore, muteInLobby, muteInModules, unmuting } from './memory-store.ts';

const yes = () => true;
let asked = 0;
function ask(number: number): FollowUp {
  asked += 1;
  return { number, moderator: 'UBOB', deliveryKey: `button:${asked}` };
}

/** How often each of them counts as muted in the app zim, and in which case last. */
async function counted(store: MemoryStore, ids: readonly string[], { app = 'zim', since = 0 } = {}) {
  const found = await store.muteHistory.mutesBefore({ app, ids, since });
  return [...found.values()].map(({ target, count, last }) => `${target} ${count}, case ${last.case}`).toSorted();
}

async function muted(store: MemoryStore, request: Parameters<MemoryStore['recorded']>[0]): Promise<number> {
  const number = await store.recorded(request);
  const ids = request.targets.map(({ id }) => id);
  await store.carriedOut(number, ids, 'done');
  return number;
}

test('mutes of the same app count, anywhere in it, whoever made them, if they happened or may have', async () => {
  const store = await memoryStore();
  await store.recorded(muteInLobby(['alice', 'bob', 'carol', 'dave', 'erin']));
  await store.carriedOut(1, ['alice'], 'done');
  await store.carriedOut(1, ['bob'], 'unconfirmed');
  await store.carriedOut(1, ['carol'], 'rejected');
  await store.carriedOut(1, ['dave'], 'failed');
  const place = { kind: 'group', app: 'zim', group: 'vip' } as const;
  await muted(store, muteInLobby(['alice'], { place, moderator: 'UBOB' }));
  await muted(store, unmuting(muteInLobby(['alice'])));
  await muted(store, muteInModules(['bob'], ['p2p']));
  expect(await counted(store, ['alice', 'bob', 'carol', 'dave', 'erin', 'nobody'])).toEqual([
    'alice 2, case 2',
    'bob 1, case 1',
  ]);
  expect(await counted(store, ['bob'], { app: 'netease' })).toEqual(['bob 1, case 4']);
  expect(await counted(store, ['alice'], { app: 'zi' })).toEqual([]);
});

test('a mute of a whole group is no mute of a person with the group’s id', async () => {
  const store = await memoryStore();
  const place = { kind: 'whole-group', app: 'zim', group: 'lobby', whom: 'everyone' } as const;
  await muted(store, muteInLobby(['lobby'], { place }));
  expect(await counted(store, ['lobby'])).toEqual([]);
});

test('a mute of long ago is forgotten, and one at the edge is not', async () => {
  const store = await memoryStore();
  await muted(store, muteInLobby(['alice']));
  const first = store.clock.now();
  await store.clock.advance(1000);
  await muted(store, muteInLobby(['alice']));
  expect(await counted(store, ['alice'], { since: first })).toEqual(['alice 2, case 2']);
  expect(await counted(store, ['alice'], { since: first + 1 })).toEqual(['alice 1, case 2']);
  const found = await store.muteHistory.mutesBefore({ app: 'zim', ids: ['alice'], since: first });
  expect(found.get('alice')?.last.at).toBe(first + 1000);
});

test('an undone mute was a mistake and does not count, for those for whom it was undone', async () => {
  const store = await memoryStore();
  await muted(store, muteInLobby(['alice', 'bob']));
  await muted(store, muteInLobby(['bob']));
  await store.followUps.undo(ask(1), yes);
  // Case 3 is under way: alice is being given back, and bob is case 2’s.
  expect(await counted(store, ['alice', 'bob'])).toEqual(['bob 2, case 2']);
  await store.carriedOut(3, ['alice'], 'failed');
  expect(await counted(store, ['alice', 'bob'])).toEqual(['alice 1, case 1', 'bob 2, case 2']);
  await store.followUps.undo(ask(1), yes);
  await store.carriedOut(4, ['alice'], 'done');
  expect(await counted(store, ['alice', 'bob'])).toEqual(['bob 2, case 2']);
});

test('another end for a mute is no second mute, and its undo undoes the mute', async () => {
  const store = await memoryStore();
  await muted(store, muteInLobby(['alice']));
  for (const number of [1, 2]) {
    await store.followUps.extend({ ...ask(number), length: { kind: 'timed', seconds: 9000 } }, yes);
    await store.carriedOut(number + 1, ['alice'], 'done');
  }
  expect(await counted(store, ['alice'])).toEqual(['alice 1, case 1']);
  await store.followUps.undo(ask(3), yes);
  await store.carriedOut(4, ['alice'], 'done');
  expect(await counted(store, ['alice'])).toEqual([]);
});
