import { expect, test } from 'vitest';
import { silentLog } from '../../src/lib/log.ts';
import { createAnnouncer } from '../../src/slack/announcer.ts';
import { memoryStore, muteInLobby } from '../store/memory-store.ts';

test('where nobody can be told privately the audit channel is told so, without saying of a running case that it ended', async () => {
  const store = await memoryStore();
  const gone = async () => ({ word: 'account_inactive' });
  const announcer = createAnnouncer({
    cases: store.cases,
    outbox: store.outbox,
    apps: new Map(),
    // Nothing is told in the channel here.
    audit: {} as never,
    auditChannel: 'C1',
    teller: { tell: gone, direct: gone, replace: gone },
    clock: store.clock,
    log: silentLog,
  });
  await store.recorded(muteInLobby(['alice']));
  await store.clock.advance(3000);
  const [started] = await store.outbox.due({ lane: 'private', now: store.clock.now(), limit: 1 });
  expect(started?.kind).toBe('started');
  expect(started && (await announcer.deliver(started))).toBeUndefined();
  expect(store.sql("select text from outbox where kind = 'notice'")).toEqual([
    { text: 'Nobody could be told privately about case 1: Slack said account_inactive.' },
  ]);
});
