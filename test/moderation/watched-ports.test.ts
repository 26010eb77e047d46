import { expect, test } from 'vitest';
import { noPolicy } from '../../src/config/policy.ts';
import { undoCase } from '../../src/moderation/follow-up.ts';
import { nobodyWatches } from '../../src/moderation/observer.ts';
import { StoreTrouble } from '../../src/moderation/store-trouble.ts';
import { watchedPorts } from '../../src/moderation/watched-ports.ts';
import { memoryStore, muteInLobby } from '../store/memory-store.ts';

test('what was recorded is carried out, also if it cannot be read what those who watch are told of it', async () => {
  const store = await memoryStore();
  const number = await store.recorded(muteInLobby(['alice']));
  await store.carriedOut(number, ['alice'], 'done');
  const endings = async () => {
    throw new StoreTrouble({ cannot: 'use its database', why: 'it does not answer', remedy: 'try again' });
  };
  const watched = watchedPorts({ ...store, cases: { ...store.cases, endings } }, nobodyWatches);
  const begun: number[] = [];
  const parts = {
    ...watched,
    roster: { rolesOf: async () => new Set(['moderator']) },
    policy: noPolicy,
    clock: store.clock,
    begin: (made: number) => void begun.push(made),
    cancel: () => undefined,
  };
  const undone = await undoCase({ number, moderator: 'UMARIA', deliveryKey: 'x' }, { ...store, ...parts }, () => true);
  expect(undone).toEqual({ kind: 'recorded', number: 2, duplicate: false });
  expect(begun).toEqual([2]);
});
