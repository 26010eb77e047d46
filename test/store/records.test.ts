import { expect, test } from 'vitest';
import { memoryStore, muteInLobby, muteInModules } from './memory-store.ts';

test('what others did to a target is told only if it happened, may have, or may still', async () => {
  const store = await memoryStore();
  const ids = ['alice', 'bob', 'carol', 'dave', 'erin'];
  const number = await store.recorded({
    ...muteInLobby([], { moderator: 'UBOB' }),
    targets: [...ids.map((id) => ({ id })), { id: 'admin', problem: 'is protected' }],
  });
  await store.carriedOut(number, ['alice'], 'done');
  await store.carriedOut(number, ['bob'], 'unconfirmed');
  await store.carriedOut(number, ['carol'], 'rejected');
  await store.carriedOut(number, ['dave'], 'failed');
  const request = muteInLobby([...ids, 'admin']);
  const acts = await store.records.actsOfOthers({ request, since: 0 });
  expect(acts.map(({ target }) => target)).toEqual(['alice', 'bob', 'erin']);
});

test('at NetEase only who acted in a module that is meant now', async () => {
  const store = await memoryStore();
  await store.recorded(muteInModules(['alice'], ['p2p'], { moderator: 'UBOB' }));
  await store.recorded(muteInModules(['alice'], ['team', 'room'], { moderator: 'UBOB' }));
  const acts = (modules: Parameters<typeof muteInModules>[1]) =>
    store.records.actsOfOthers({ request: muteInModules(['alice'], modules), since: 0 });
  expect(await acts(['p2p'])).toMatchObject([{ target: 'alice', case: 1, moderator: 'UBOB' }]);
  expect(await acts(['p2p', 'room'])).toMatchObject([{ target: 'alice', case: 2 }]);
  expect(await acts(['qchat'])).toEqual([]);
});
