import { expect, test } from 'vitest';
import { createEnds } from '../../src/jobs/ends.ts';
import { createRunner } from '../../src/jobs/runner.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import type { CaseRequest } from '../../src/moderation/case.ts';
import { createCredentialsAlarm } from '../../src/moderation/credentials-alarm.ts';
import { modules } from '../../src/moderation/place.ts';
import { createPlaceLocks } from '../../src/moderation/place-locks.ts';
import type { VendorApp } from '../../src/moderation/vendor.ts';
import type { AttemptOptions, Lost, Transport, WireReply, WireRequest } from '../../src/vendors/attempt.ts';
import { createNeteaseApp } from '../../src/vendors/netease/index.ts';
import { createZimApp } from '../../src/vendors/zim/index.ts';
import { type MemoryStore, memoryStore, muteInLobby, muteInModules } from '../store/memory-store.ts';
import { wholeMilliseconds } from '../support/whole-milliseconds.ts';
import { credentials } from '../vendors/apps.ts';
import { seededRandom } from '../vendors/seeded-random.ts';
import { json, lost, unreached } from '../vendors/story-transport.ts';
import { WindowVendor } from '../vendors/window-vendor.ts';

/** What comes of a request to the app `bad`; the others are `quick` and `swift`. */
type Trouble = (clock: Clock) => Promise<WireReply | Lost>;

interface Bed {
  readonly store: MemoryStore;
  readonly vendors: Readonly<Record<'quick' | 'swift', WindowVendor>>;
  readonly asked: () => number;
  readonly run: (requests: Iterable<CaseRequest>) => Promise<void>;
  readonly stop: () => Promise<void>;
}

const flags = { muteP2P: false, muteTeam: false, muteRoom: false, muteQChat: false };

function echo({ body = '' }: WireRequest): object {
  const form = new URLSearchParams(body);
  return { code: 200, data: Object.fromEntries(Object.keys(flags).map((flag) => [flag, form.get(flag) === 'true'])) };
}

/** Three apps, two of ZIM and one of NetEase, over one store, one runner and one sweep, as a Hush has them. */
async function startBed(trouble: Trouble): Promise<Bed> {
  const store = await memoryStore();
  const { clock } = store;
  const window = (callsPerSecond: number, accept: (request: WireRequest) => object) =>
    new WindowVendor({
      kind: 'sliding',
      callsPerSecond,
      clock: wholeMilliseconds(clock),
      fraction: seededRandom(5).fraction,
      accept,
      refuse: { Code: 7, code: 416 },
    });
  const vendors = {
    quick: window(20, () => ({ Code: 0, Message: 'success', RequestId: '1' })),
    swift: window(100, echo),
  };
  let asked = 0;
  const troubled: Transport = {
    attempt: async (_: WireRequest, options: AttemptOptions) => {
      asked += 1;
      const answer = await trouble(clock);
      if (answer.kind === 'reply' || answer.sent) options.onSent?.();
      return answer;
    },
    close: async () => undefined,
  };
  const shared = () => ({ timeoutMs: 2000, clock, random: seededRandom(7), log: silentLog });
  const zim = { url: 'https://zim.test/', callsPerSecond: 20, ...credentials.zim };
  const apps = new Map<string, VendorApp>([
    ['bad', createZimApp({ name: 'bad', ...zim, ...shared(), transport: troubled })],
    ['quick', createZimApp({ name: 'quick', ...zim, ...shared(), transport: vendors.quick })],
    [
      'swift',
      createNeteaseApp({
        name: 'swift',
        url: 'https://netease.test/nimserver',
        callsPerSecond: 100,
        ...credentials.netease,
        ...shared(),
        transport: vendors.swift,
      }),
    ],
  ]);
  const parts = {
    cases: store.cases,
    holds: store.holds,
    apps,
    locks: createPlaceLocks(),
    credentialsAlarm: createCredentialsAlarm({ outbox: store.outbox, clock }),
    clock,
    log: silentLog,
  };
  const runner = createRunner(parts);
  const ends = createEnds(parts);
  ends.start();
  return {
    store,
    vendors,
    asked: () => asked,
    run: async (requests) => {
      for (const request of requests) runner.start(await store.recorded(request));
    },
    stop: async () => {
      const stopping = Promise.all([runner.stop(), ends.stop()]);
      await clock.advance(20_000);
      await stopping;
    },
  };
}

const names = (count: number, prefix = 'u') => Array.from({ length: count }, (_, index) => `${prefix}${index}`);
const inGroup = (app: string, targets: readonly string[]) =>
  muteInLobby(targets, { place: { kind: 'group', app, group: 'lobby' } });
const everywhere = (targets: readonly string[]) =>
  muteInModules(targets, modules, { place: { kind: 'modules', app: 'swift', modules } });
const silences = (app: string, users: number, each: number) =>
  names(users, 'user').map((user) =>
    muteInLobby(names(each, 'g'), {
      action: 'silence',
      vendorClockSeconds: 0,
      place: { kind: 'notifications', app, user, of: 'groups' },
    }),
  );

/** Everything that a case can need: a single mute, a bulk, and ends that are overdue; in `bad` much more of each. Returns when the others did what. */
async function othersBesides(trouble: Trouble | undefined) {
  const bed = await startBed(trouble ?? (async () => json({ Code: 0, Message: 'success', RequestId: '1' })));
  const { store, vendors } = bed;
  const setBefore = [
    ...(trouble ? silences('bad', 300, 8) : []),
    ...silences('quick', 30, 8),
    everywhere(names(150, 'old')),
  ];
  for (const request of setBefore) {
    const number = await store.recorded(request);
    await store.carriedOut(
      number,
      request.targets.map(({ id }) => id),
      'done',
    );
  }
  store.clock.jump(7_200_000);
  if (trouble) {
    await bed.run([inGroup('bad', names(4000))]);
    await bed.run(names(40).map((name) => inGroup('bad', [`single-${name}`])));
    await store.clock.advance(3000);
  } else {
    await store.clock.advance(3000);
  }
  await bed.run([inGroup('quick', names(300)), everywhere(names(250))]);
  await store.clock.advance(400);
  await bed.run([inGroup('quick', ['alice']), everywhere(['alice'])]);
  await store.clock.advance(12_000);
  const left = store.sql(
    `select count(*) as n from targets join cases on number = case_number where outcome is null and scope not like 'bad/%'`,
  );
  const held = store.sql(`select count(*) as n from holds where app <> 'bad' and due_at <= ?`, store.clock.now());
  const sent = Object.entries(vendors).map(([name, vendor]) => ({
    name,
    calls: vendor.sent.length,
    refused: vendor.refused,
    lastAt: Math.max(...vendor.sent.map(({ at }) => at)),
    singleAt: vendor.sent.find(({ text }) => /alice/.test(text))?.at ?? Number.NaN,
  }));
  const asked = bed.asked();
  await bed.stop();
  return { open: [...left, ...held].map(({ n }) => n), sent, asked };
}

const alone = await othersBesides(undefined);

test.each<[string, Trouble]>([
  ['hangs: every attempt runs into its timeout', (clock) => clock.sleep(2000).then(() => lost)],
  ['refuses connections', async () => unreached],
  ['is refused its credentials', async () => json({ Code: 100000005, Message: '', RequestId: '1' })],
  ['is over its quota at every call', async () => json({ Code: 7, Message: '', RequestId: '1' })],
  ['answers with errors', async (): Promise<WireReply> => ({ kind: 'reply', http: 500, body: '' })],
  [
    'has thousands of overdue ends and a bulk under way',
    async () => json({ Code: 0, Message: 'success', RequestId: '1' }),
  ],
])('what others do takes no more calls and no longer while an app %s', async (_, trouble) => {
  const beside = await othersBesides(trouble);
  expect(beside.asked).toBeGreaterThan(0);
  expect(alone.open).toEqual([0, 0]);
  expect(beside.open).toEqual([0, 0]);
  for (const [index, one] of alone.sent.entries()) {
    const other = beside.sent[index];
    expect(other).toMatchObject({ name: one.name, calls: one.calls, refused: 0 });
    // Half a second is what a sweep may be off; the network's unevenness falls on other requests then.
    expect(other?.lastAt).toBeLessThanOrEqual(one.lastAt + 500);
    expect(other?.singleAt).toBeLessThanOrEqual(one.singleAt + 100);
  }
});
