import { expect, test } from 'vitest';
import { type MemoryStore, memoryStore, muteInLobby } from './memory-store.ts';

const yes = () => true;
const ask = { number: 1, moderator: 'UBOB', deliveryKey: 'button:told' };

async function due(store: MemoryStore, lane: 'audit' | 'private'): Promise<readonly string[]> {
  const deliveries = await store.outbox.due({ lane, now: store.clock.now(), limit: 100 });
  return deliveries.map(({ kind, text }) => [kind, text].filter(Boolean).join(' '));
}

test('a case that is cancelled within its first moment has its audit message before the word of it, which names the case', async () => {
  const store = await memoryStore();
  await store.recorded(muteInLobby(['alice']));
  await store.followUps.cancel(ask, yes);
  expect(await due(store, 'audit')).toEqual([
    'case',
    'notice cancelled case 1: what was not attempted yet is skipped.',
  ]);
});

test('a case that is tried again before its summary went out is not told as done', async () => {
  const store = await memoryStore();
  await store.recorded(muteInLobby(['alice']));
  await store.carriedOut(1, ['alice'], 'failed');
  expect(await due(store, 'private')).toEqual(['summary']);
  await store.followUps.retry(ask, yes);
  expect(await due(store, 'private')).toEqual([]);
  await store.carriedOut(1, ['alice'], 'done');
  expect(await due(store, 'private')).toEqual(['summary']);
});
