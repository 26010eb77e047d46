import { expect, test } from 'vitest';
import { createEnds } from '../../src/jobs/ends.ts';
import { silentLog } from '../../src/lib/log.ts';
import type { CaseRequest } from '../../src/moderation/case.ts';
import { createCredentialsAlarm } from '../../src/moderation/credentials-alarm.ts';
import { modules, type Place } from '../../src/moderation/place.ts';
import { createPlaceLocks } from '../../src/moderation/place-locks.ts';
import type { Holds } from '../../src/moderation/ports.ts';
import type { VendorApp } from '../../src/moderation/vendor.ts';
import { createNeteaseApp } from '../../src/vendors/netease/index.ts';
import { createZimApp } from '../../src/vendors/zim/index.ts';
import { recordingVendor } from '../moderation/recording-vendor.ts';
import { type MemoryStore, memoryStore, muteInLobby, muteInModules, unmuting } from '../store/memory-store.ts';
import { wholeMilliseconds } from '../support/whole-milliseconds.ts';
import { credentials } from '../vendors/apps.ts';
import { seededRandom } from '../vendors/seeded-random.ts';
import { WindowVendor } from '../vendors/window-vendor.ts';

const hours2 = 7_200_000;

function endsOf(store: MemoryStore, apps: readonly VendorApp[], holds: Holds = store.holds) {
  return createEnds({
    holds,
    apps: new Map(apps.map((app) => [app.name, app])),
    locks: createPlaceLocks(),
    credentialsAlarm: createCredentialsAlarm({ outbox: store.outbox, clock: store.clock }),
    clock: store.clock,
    log: silentLog,
  });
}

/** A vendor that takes `callsPerSecond` in any one second, and all that are within it. */
function windowVendor(store: MemoryStore, callsPerSecond: number, code: object) {
  const { clock } = store;
  const { fraction } = seededRandom(5);
  const options = { kind: 'sliding', callsPerSecond, fraction, blockMs: 10_000 } as const;
  const vendor = new WindowVendor({
    ...options,
    clock: wholeMilliseconds(clock),
    accept: () => code,
    refuse: { code: 416 },
  });
  const shared = { callsPerSecond, timeoutMs: 2000, clock, random: seededRandom(7), log: silentLog, transport: vendor };
  return { vendor, shared };
}

const everyFlag = { muteP2P: false, muteTeam: false, muteRoom: false, muteQChat: false };

function netease(store: MemoryStore, callsPerSecond: number) {
  const { vendor, shared } = windowVendor(store, callsPerSecond, { code: 200, data: everyFlag });
  const url = 'https://netease.test/nimserver';
  return { vendor, app: createNeteaseApp({ name: 'netease', url, ...credentials.netease, ...shared }) };
}

const nameOf = (index: number) => `u${String(index).padStart(5, '0')}`;

/** Cases that were carried out, a few milliseconds after each other; the targets of each by what their request says. */
async function carriedOut(store: MemoryStore, requests: Iterable<CaseRequest>): Promise<void> {
  for (const request of requests) {
    const names = request.targets.map(({ id }) => id);
    await store.carriedOut(await store.recorded(request), names, 'done');
    await store.clock.advance(7);
  }
}

/** Lets time pass until nothing is held any more; how long it took. */
async function untilEnded(store: MemoryStore): Promise<number> {
  const from = store.clock.monotonic();
  while (store.sql('select 1 from holds limit 1').length > 0) await store.clock.advance(50);
  return store.clock.monotonic() - from;
}

/** How many were sent after one that should have come later. */
function inversions(order: readonly number[]): number {
  let latest = -1;
  return order.filter((one) => {
    latest = Math.max(latest, one);
    return one < latest;
  }).length;
}

test.each([
  100, 600,
])('many NetEase mutes that end in the same minute end at %i a second, in the order of their ends', async (callsPerSecond) => {
  const store = await memoryStore();
  const { vendor, app } = netease(store, callsPerSecond);
  const count = callsPerSecond * 6;
  const cases = Array.from({ length: count / 20 }, (_, index) => {
    const names = Array.from({ length: 20 }, (_, each) => nameOf(index * 20 + each));
    return muteInModules(names, modules);
  });
  await carriedOut(store, cases);
  store.clock.jump(hours2);
  const ends = endsOf(store, [app]);
  ends.start();
  const tookMs = await untilEnded(store);
  const sent = vendor.sent.map(({ text }) => Number(/accid=u(\d+)/.exec(text)?.[1]));
  expect(sent).toHaveLength(count);
  expect(vendor.refused).toBe(0);
  expect(inversions(sent)).toBe(0);
  // A permit is away for its round trip before its second begins: 80 ms, so 1.08 is what can be had.
  expect(tookMs / (count / callsPerSecond) / 1000).toBeLessThan(1.3);
  await ends.stop();
});

test('many ZIM silences end at the limit, in the order of their ends', async () => {
  const store = await memoryStore();
  const { vendor, shared } = windowVendor(store, 20, { Code: 0, Message: 'success', RequestId: '1' });
  const app = createZimApp({ name: 'zim', url: 'https://zim.test/', ...credentials.zim, ...shared });
  const places = Array.from({ length: 120 }, (_, index): Place => {
    return { kind: 'notifications', app: 'zim', user: nameOf(index), of: 'groups' };
  });
  const groups = Array.from({ length: 10 }, (_, index) => `g${index}`);
  await carriedOut(
    store,
    places.map((place) => muteInLobby(groups, { action: 'silence', place, vendorClockSeconds: 0 })),
  );
  store.clock.jump(hours2);
  const ends = endsOf(store, [app]);
  ends.start();
  const tookMs = await untilEnded(store);
  const sent = vendor.sent.map(({ text }) => Number(/u(\d{5})/.exec(text)?.[1]));
  expect(sent).toHaveLength(120);
  expect(inversions(sent)).toBe(0);
  expect(tookMs / (120 / 20) / 1000).toBeLessThan(1.3);
  await ends.stop();
});

test('ends in single modules have their turn among ends everywhere', async () => {
  const store = await memoryStore();
  const { app } = netease(store, 100);
  const orders: string[] = [];
  const watched: VendorApp = {
    ...app,
    carryOut: (order) => {
      orders.push(order.targets.length === 1 ? (order.targets[0] ?? '') : 'p2p');
      return order.settle(order.targets.map((target) => ({ target, outcome: 'done' }))).then(() => ({}));
    },
  };
  await carriedOut(store, [muteInModules(['neo', 'trinity'], ['p2p'])]);
  await carriedOut(store, [
    muteInModules(
      Array.from({ length: 300 }, (_, index) => nameOf(index)),
      modules,
    ),
  ]);
  store.clock.jump(hours2);
  const ends = endsOf(store, [watched]);
  ends.start();
  await store.clock.advance(100);
  expect(orders[0]).toBe('p2p');
  await untilEnded(store);
  await ends.stop();

  // The same behind ends everywhere that never come to an end.
  await carriedOut(store, [
    muteInModules(
      Array.from({ length: 300 }, (_, index) => nameOf(index)),
      modules,
    ),
  ]);
  await carriedOut(store, [muteInModules(['neo', 'trinity'], ['p2p'])]);
  store.clock.jump(hours2);
  orders.length = 0;
  const stuck: VendorApp = {
    ...watched,
    carryOut: (order) => (order.targets.length === 1 ? new Promise(() => undefined) : watched.carryOut(order)),
  };
  endsOf(store, [stuck]).start();
  await store.clock.advance(1000);
  expect(orders).toEqual(['p2p']);
});

test('ends that wait for a newer case never keep a sweep long, nor hide those behind them', async () => {
  const store = await memoryStore();
  const vendor = recordingVendor();
  const many = Array.from({ length: 9000 }, (_, index) => nameOf(index));
  await carriedOut(store, [muteInModules(many, ['p2p']), muteInModules(['neo'], ['p2p'])]);
  store.clock.jump(hours2);
  // Open, and about all of them: their ends wait for how it goes.
  const undo = await store.recorded(unmuting(muteInModules(many, ['p2p'])));
  const looks: number[] = [];
  const due: Holds['due'] = (query) => {
    looks.push(query.limit);
    return store.holds.due(query);
  };
  const ends = endsOf(store, [vendor], { ...store.holds, due });
  ends.start();
  await store.clock.advance(0);
  expect(looks.reduce((sum, limit) => sum + limit, 0)).toBeLessThanOrEqual(2000);
  await store.clock.advance(2500);
  expect(vendor.sent.map(({ order }) => order.targets)).toEqual([['neo']]);
  // It comes to nothing, so the older ends stand.
  await store.cases.settleRest(undo, { outcome: 'failed', words: 'x' });
  await untilEnded(store);
  expect(vendor.sent.flatMap(({ order }) => order.targets).toSorted()).toEqual([...many, 'neo'].toSorted());
  await ends.stop();
});

test('the last of many ends do not pass those before them', async () => {
  const store = await memoryStore();
  const held: (() => void)[] = [];
  const vendor = recordingVendor({
    size: 1,
    concurrency: 30,
    answer: () => new Promise((resolve) => held.push(() => resolve(undefined))),
  });
  await carriedOut(store, [
    muteInModules(
      Array.from({ length: 40 }, (_, index) => nameOf(index)),
      ['p2p'],
    ),
  ]);
  store.clock.jump(hours2);
  const ends = endsOf(store, [vendor]);
  ends.start();
  await store.clock.advance(0);
  for (const release of held.splice(0, 5)) release();
  await store.clock.advance(1000);
  expect(vendor.sent.map(({ order }) => order.lane)).toEqual(Array<string>(35).fill('bulk'));
  for (let round = 0; round < 2; round += 1) {
    for (const release of held.splice(0)) release();
    await store.clock.advance(1000);
  }
  await ends.stop();
});
