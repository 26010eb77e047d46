import { webApi } from '@slack/bolt';
import { expect, test } from 'vitest';
import { createDeliveries } from '../../src/jobs/deliveries.ts';
import { silentLog } from '../../src/lib/log.ts';
import { createAnnouncer } from '../../src/slack/announcer.ts';
import type { SlackClients } from '../../src/slack/clients.ts';
import { createTeller } from '../../src/slack/teller.ts';
import { memoryStore, muteInLobby } from '../store/memory-store.ts';

/** The private lane over a store in memory, to a Slack that takes one message a second in each conversation. */
async function start() {
  const store = await memoryStore();
  const { clock, cases, outbox, proposals } = store;
  const told: { readonly user: string; readonly text: string; readonly at: number }[] = [];
  let calls = 0;
  const postMessage = async ({ channel, text }: { channel: string; text: string }) => {
    calls += 1;
    const last = told.findLast(({ user }) => user === channel);
    if (last && clock.now() < last.at + 1000) throw new webApi.WebAPIRateLimitedError(1);
    told.push({ user: channel, text, at: clock.now() });
    return { ok: true };
  };
  const open = async ({ users }: { users: string }) => ({ channel: { id: users } });
  const direct = { chat: { postMessage }, conversations: { open } } as unknown as SlackClients['direct'];
  const announcer = createAnnouncer({
    cases,
    outbox,
    proposals,
    apps: new Map(),
    audit: {} as never,
    auditChannel: 'C1',
    digestOf: async () => ({ text: 'x', blocks: [] }),
    teller: createTeller({ direct, log: silentLog }),
    clock,
    log: silentLog,
  });
  const lane = createDeliveries('private', { outbox, announcer, clock, log: silentLog });
  store.onChange(lane.ring);
  lane.start();
  return { store, clock, told, calls: () => calls };
}

test('three hundred messages to one moderator are told about one a second, asked of Slack about once each, and keep nobody else waiting', async () => {
  const { store, clock, told, calls } = await start();
  for (let count = 0; count < 300; count += 1) {
    await store.recorded(muteInLobby(['alice'], { place: { kind: 'group', app: 'zim', group: `g${count}` } }));
  }
  await clock.advance(10_000);
  await store.recorded(muteInLobby(['bob'], { moderator: 'U2' }));
  const since = clock.now();
  await clock.advance(3000);
  const [other] = told.filter(({ user }) => user === 'U2');
  expect(other?.at).toBe(since + 3000);

  await clock.advance(370_000);
  expect(new Set(told.map(({ text }) => /[Cc]ase (\d+)/.exec(text)?.[1])).size).toBe(301);
  expect(told).toHaveLength(301);
  expect(calls()).toBeLessThan(301 + 30);
});

test('who comes later comes behind those that wait already, and none of them waits for ever', async () => {
  const { store, clock, told, calls } = await start();
  const record = (count: number) =>
    store.recorded(muteInLobby(['alice'], { place: { kind: 'group', app: 'zim', group: `g${count}` } }));
  for (let count = 0; count < 60; count += 1) await record(count);
  await clock.advance(20_500);
  for (let count = 60; count < 90; count += 1) {
    await record(count);
    await clock.advance(2500);
  }
  await clock.advance(60_000);
  const cases = told.map(({ text }) => /[Cc]ase (\d+)/.exec(text)?.[1] ?? '');
  expect(cases.toSorted((a, b) => Number(a) - Number(b))).toEqual(
    Array.from({ length: 90 }, (_, index) => String(index + 1)),
  );
  // In the order of their coming, but for one that came at the very instant of another's turn.
  const outOfOrder = cases.filter((number, index) => Math.abs(Number(number) - 1 - index) > 5);
  expect(outOfOrder.length).toBeLessThanOrEqual(6);
  expect(calls()).toBeLessThan(90 + 10);
});
