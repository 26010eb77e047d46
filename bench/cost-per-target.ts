/**
 * What a target costs in a case of 100, 1000, … 1,000,000: recording it, and carrying it out to its ending, in CPU of this process, with the
 * database in a file and a ZIM that answers at once in this process, for no limit. Memory is sampled after every page of targets. Prints
 * figures; asserts nothing. Takes some minutes; `--most 100000` stops earlier.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../src/lib/clock.ts';
import { silentLog } from '../src/lib/log.ts';
import { systemRandom } from '../src/lib/random.ts';
import { carryOut } from '../src/moderation/carry-out.ts';
import { createOrderShares } from '../src/moderation/order-shares.ts';
import { createPlaceLocks } from '../src/moderation/place-locks.ts';
import { openStore } from '../src/store/open.ts';
import type { Transport } from '../src/vendors/attempt.ts';
import { createZimApp } from '../src/vendors/zim/index.ts';
import { printTable } from './measure.ts';

const { values } = parseArgs({ options: { most: { type: 'string', default: '1000000' } } });
const sizes = [100, 1000, 10_000, 100_000, 1_000_000].filter((size) => size <= Number(values.most));
/** Small cases are done again until so many targets are measured. */
const leastTargets = 10_000;

const body = JSON.stringify({ Code: 0, Message: 'success', RequestId: '1234567890123456789', ErrorUsers: [] });
const transport: Transport = {
  attempt: async (_, { onSent }) => {
    onSent?.();
    return { kind: 'reply', http: 200, body };
  },
  close: async () => undefined,
};
const permit = { holds: () => true, sent: () => undefined, returned: () => undefined };
const world = { clock: systemClock, random: systemRandom, log: silentLog };
const app = createZimApp({
  ...world,
  name: 'zim',
  appId: 1,
  secret: '9193cc662a4c0ec135ec71fb57194b38',
  operator: 'admin',
  url: 'http://127.0.0.1:9/',
  callsPerSecond: 20,
  timeoutMs: 2000,
  transport,
  quota: () => ({ acquire: async () => permit, pause: () => undefined, close: () => undefined }),
});

async function cpuOf(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

async function measure(size: number) {
  const folder = mkdtempSync(join(tmpdir(), 'hush-bench-'));
  const store = await openStore(folder, world);
  const rounds = Math.max(1, leastTargets / size);
  let [recording, carrying, restMb, peakMb] = [0, 0, 0, 0];
  const sample = () => {
    peakMb = Math.max(peakMb, process.memoryUsage.rss() / 2 ** 20);
  };
  for (let round = -1; round < rounds; round += 1) {
    const targets = Array.from({ length: size }, (_, index) => ({ id: `user${String(index).padStart(7, '0')}` }));
    let number = 0;
    const recorded = await cpuOf(async () => {
      const request = {
        action: 'mute',
        vendor: 'zim',
        place: { kind: 'group', app: 'zim', group: `group${round}` },
        targets: targets.splice(0),
        duplicates: 0,
        length: { kind: 'timed', seconds: 7200 },
        vendorClockSeconds: 2_592_000,
        moderator: 'UMARIA',
        deliveryKey: `bench:${round}`,
      } as const;
      number = (await store.cases.record(request, () => true)).number;
    });
    global.gc?.();
    if (round <= 0) restMb = peakMb = process.memoryUsage.rss() / 2 ** 20;
    const openTargets: typeof store.cases.openTargets = (query) => {
      sample();
      return store.cases.openTargets(query);
    };
    const parts = {
      cases: { ...store.cases, openTargets },
      apps: new Map([['zim', app]]),
      locks: createPlaceLocks(),
      shares: createOrderShares(),
      credentialsAlarm: { raise: async () => undefined },
      clock: systemClock,
    };
    const carried = await cpuOf(() => carryOut(number, parts, new AbortController().signal));
    sample();
    // The first of several warms up.
    if (round < 0) {
      if (rounds === 1) return { recording: recorded, carrying: carried, rounds, restMb, peakMb, store, folder };
      continue;
    }
    recording += recorded;
    carrying += carried;
  }
  return { recording, carrying, rounds, restMb, peakMb, store, folder };
}

const rows = [];
let first: number | undefined;
for (const size of sizes) {
  const { recording, carrying, rounds, restMb, peakMb, store, folder } = await measure(size);
  await store.close();
  rmSync(folder, { recursive: true });
  const [record, carry] = [recording / rounds / size, carrying / rounds / size];
  first ??= record + carry;
  rows.push({
    targets: size,
    'record, CPU µs a target': record.toFixed(1),
    'carry out and settle, CPU µs a target': carry.toFixed(1),
    '÷ that of the smallest': ((record + carry) / first).toFixed(2),
    'MB more while carried out': Math.round(peakMb - restMb),
  });
}
printTable(rows);
await app.close();
