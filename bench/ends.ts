/**
 * 100,000 mutes, or silences, that end in the same minute, through the real ends job, quota and vendor clients, against a vendor that counts
 * by a sliding second and is a log-normal round trip of 80 ms away. Time is moved, so that it takes minutes and not hours. Prints the calls,
 * how many were refused, the most in any one second, how many ends came after a later one, the time ÷ the ideal (calls ÷ limit, a minute at least), and the CPU
 * of this process for each end; asserts nothing. `--ends 10000` takes fewer.
 */
import { parseArgs } from 'node:util';
import { createEnds } from '../src/jobs/ends.ts';
import { silentLog } from '../src/lib/log.ts';
import type { CaseRequest } from '../src/moderation/case.ts';
import { modules } from '../src/moderation/place.ts';
import { createPlaceLocks } from '../src/moderation/place-locks.ts';
import type { VendorApp } from '../src/moderation/vendor.ts';
import { createNeteaseApp } from '../src/vendors/netease/index.ts';
import { createZimApp } from '../src/vendors/zim/index.ts';
import { wholeMilliseconds } from '../test/support/whole-milliseconds.ts';
import { credentials } from '../test/vendors/apps.ts';
import { seededRandom } from '../test/vendors/seeded-random.ts';
import { WindowVendor } from '../test/vendors/window-vendor.ts';
import { printTable } from './measure.ts';
import { movedStore } from './moved-store.ts';

const { values } = parseArgs({ options: { ends: { type: 'string', default: '100000' } } });
const count = Number(values.ends);
const minuteMs = 60_000;
const lengthMs = 7_200_000;

const echo = { code: 200, data: { muteP2P: false, muteTeam: false, muteRoom: false, muteQChat: false } };
const idOf = (index: number) => `u${String(index).padStart(6, '0')}`;

/** What all requests have in common. Hush has to end them: neither vendor keeps a clock. */
const wish = (index: number) =>
  ({
    duplicates: 0,
    length: { kind: 'timed', seconds: lengthMs / 1000 },
    vendorClockSeconds: 0,
    moderator: 'UMARIA',
    deliveryKey: `bench:${index}`,
  }) as const;

interface Kind {
  readonly name: string;
  readonly callsPerSecond: number;
  readonly endsPerCall: number;
  /** The request of the case with this number, and how many ends it has. */
  readonly size: number;
  readonly request: (index: number) => CaseRequest;
  readonly accept: object;
  readonly create: (
    shared: Omit<Parameters<typeof createZimApp>[0], 'name' | 'url' | keyof typeof credentials.zim>,
  ) => VendorApp;
}

const kinds: readonly Kind[] = [
  {
    name: 'NetEase, muted everywhere',
    callsPerSecond: 100,
    endsPerCall: 1,
    size: 100,
    request: (index) => ({
      ...wish(index),
      action: 'mute',
      vendor: 'netease',
      place: { kind: 'modules', app: 'netease', modules },
      targets: Array.from({ length: 100 }, (_, each) => ({ id: idOf(index * 100 + each) })),
    }),
    accept: echo,
    create: (shared) =>
      createNeteaseApp({ name: 'netease', url: 'https://netease.test/nimserver', ...credentials.netease, ...shared }),
  },
  {
    name: 'ZIM, silences of ten groups for one user each',
    callsPerSecond: 20,
    endsPerCall: 10,
    size: 10,
    request: (index) => ({
      ...wish(index),
      action: 'silence',
      vendor: 'zim',
      place: { kind: 'notifications', app: 'zim', user: idOf(index), of: 'groups' },
      targets: Array.from({ length: 10 }, (_, each) => ({ id: `g${each}` })),
    }),
    accept: { Code: 0, Message: 'success', RequestId: '1' },
    create: (shared) => createZimApp({ name: 'zim', url: 'https://zim.test/', ...credentials.zim, ...shared }),
  },
];

async function run({ name, callsPerSecond, endsPerCall, size, request, accept, create }: Kind) {
  const store = await movedStore();
  const { clock } = store;
  const cases = count / size;
  for (let index = 0; index < cases; index += 1) {
    await store.carriedOut(request(index));
    clock.jump(Math.round((minuteMs * (index + 1)) / cases) - Math.round((minuteMs * index) / cases));
  }
  clock.jump(lengthMs - minuteMs);
  const vendor = new WindowVendor({
    kind: 'sliding',
    callsPerSecond,
    clock: wholeMilliseconds(clock),
    fraction: seededRandom(5).fraction,
    sigma: 0.25,
    blockMs: 10_000,
    accept: () => accept,
    refuse: { Code: 7, code: 416 },
  });
  const app = create({
    callsPerSecond,
    timeoutMs: 2000,
    clock,
    random: seededRandom(7),
    log: silentLog,
    transport: vendor,
  });
  const ends = createEnds({
    holds: store.holds,
    apps: new Map([[app.name, app]]),
    locks: createPlaceLocks(),
    credentialsAlarm: { raise: async () => undefined },
    clock,
    log: silentLog,
  });
  const [cpu, startedAt] = [process.cpuUsage(), clock.monotonic()];
  ends.start();
  while (store.isAnythingHeld()) await clock.advance(1000);
  const { user, system } = process.cpuUsage(cpu);
  const lastAt = Math.max(...vendor.sent.slice(-1000).map(({ answeredAt }) => answeredAt));
  const stopping = ends.stop();
  await clock.advance(1000);
  await stopping;
  let latest = -1;
  const late = vendor.sent.filter(({ text }) => {
    const id = Number(/u(\d{6})/.exec(text)?.[1]);
    latest = Math.max(latest, id);
    return id < latest;
  });
  // They come due over the minute: fewer than the vendor takes in it need all of it.
  const idealMs = Math.max((count / endsPerCall / callsPerSecond) * 1000, minuteMs);
  return {
    ends: `${count.toLocaleString('en-US')} of ${name}`,
    calls: vendor.sent.length,
    refused: vendor.refused,
    'most in 1 s': vendor.mostInOneSecond,
    'out of order': late.length,
    'time ÷ ideal': ((lastAt - startedAt) / idealMs).toFixed(3),
    'CPU µs an end': Math.round((user + system) / count),
  };
}

const rows = [];
for (const kind of kinds) rows.push(await run(kind));
printTable(rows);
