import { expect, test } from 'vitest';
import { silentLog } from '../../src/lib/log.ts';
import { createAnnouncer } from '../../src/slack/announcer.ts';
import { type MemoryStore, memoryStore, muteInLobby, muteInModules } from '../store/memory-store.ts';

/** An announcer to a channel that takes everything; `posts` are what it posted, `updates` what it changed. */
function toChannel(store: MemoryStore) {
  const posts: string[] = [];
  const updates: string[] = [];
  const chat = {
    postMessage: async ({ text }: { text: string }) => ({ ts: String(posts.push(text)) }),
    update: async ({ text }: { text: string }) => updates.push(text),
  };
  const digestOf = async () => ({ text: 'x', blocks: [] });
  const parts = { ...store, apps: new Map(), audit: { chat } as never, auditChannel: 'C1', digestOf, log: silentLog };
  return { posts, updates, parts };
}

test('a message about ends is posted once, also where the store does not take down that it was', async () => {
  const store = await memoryStore();
  const { posts, updates, parts } = toChannel(store);
  await store.recorded(muteInModules(['alice'], ['p2p']));
  await store.carriedOut(1, ['alice'], 'done');
  let failures = 2;
  const postedLifts: typeof store.outbox.postedLifts = (...args) =>
    failures-- > 0 ? Promise.reject(new Error('disk full')) : store.outbox.postedLifts(...args);
  const announcer = createAnnouncer({ ...parts, outbox: { ...store.outbox, postedLifts }, teller: {} as never });
  const lifts = { id: 1, kind: 'lifts', case: 1, attempts: 0, version: 0 } as const;
  await expect(announcer.deliver(lifts)).rejects.toThrow('disk full');
  await expect(announcer.deliver(lifts)).rejects.toThrow('disk full');
  expect(await announcer.deliver(lifts)).toBeUndefined();
  expect(await announcer.deliver(lifts)).toBeUndefined();
  expect(posts).toHaveLength(1);
  expect(updates).toHaveLength(3);
});

test('where nobody can be told privately the audit channel is told so, without saying of a running case that it ended', async () => {
  const store = await memoryStore();
  const gone = async () => ({ word: 'account_inactive' });
  const teller = { tell: gone, direct: gone, replace: gone };
  const announcer = createAnnouncer({ ...toChannel(store).parts, teller });
  await store.recorded(muteInLobby(['alice']));
  await store.clock.advance(3000);
  const [started] = await store.outbox.due({ lane: 'private', now: store.clock.now(), limit: 1 });
  expect(started?.kind).toBe('started');
  expect(started && (await announcer.deliver(started))).toBeUndefined();
  expect(store.sql("select text from outbox where kind = 'notice'")).toEqual([
    { text: 'Nobody could be told privately about case 1: Slack said account_inactive.' },
  ]);
});
