/**
 * How many requests a second one process gets through by itself: NetEase accounts, each a request of its own that is cleared before and
 * settled after, in one case and in twenty at once, against a NetEase in this process that answers after 50 ms and has no limit. What it gets
 * through beside the vendor's 100 a second is how many apps at their limits one carrier has room for. With `--database postgres://…` the same
 * on a PostgreSQL, in which it leaves its cases. Prints figures; asserts nothing.
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
import { modules } from '../src/moderation/place.ts';
import { createPlaceLocks } from '../src/moderation/place-locks.ts';
import { openStore } from '../src/store/open.ts';
import type { Transport } from '../src/vendors/attempt.ts';
import { createNeteaseApp } from '../src/vendors/netease/index.ts';
import { printTable } from './measure.ts';

const { values } = parseArgs({ options: { database: { type: 'string' } } });
const vendorLimit = 100;
const answerMs = 50;
const targets = 4000;

const body = JSON.stringify({ code: 200, data: { muteP2P: true, muteTeam: true, muteRoom: true, muteQChat: true } });
const transport: Transport = {
  attempt: async (_, { onSent }) => {
    onSent?.();
    await systemClock.sleep(answerMs);
    return { kind: 'reply', http: 200, body };
  },
  close: async () => undefined,
};
const permit = { holds: () => true, sent: () => undefined, returned: () => undefined };
const world = { clock: systemClock, random: systemRandom, log: silentLog };
const app = createNeteaseApp({
  ...world,
  name: 'netease',
  appKey: 'bench',
  appSecret: 'bench',
  url: 'http://127.0.0.1:9/',
  callsPerSecond: vendorLimit,
  timeoutMs: 2000,
  transport,
  quota: () => ({ acquire: async () => permit, pause: () => undefined, close: () => undefined }),
});
const folder = mkdtempSync(join(tmpdir(), 'hush-bench-'));
const store = await openStore(folder, { ...world, databaseUrl: values.database });
const parts = {
  cases: store.cases,
  apps: new Map([['netease', app]]),
  locks: createPlaceLocks(),
  shares: createOrderShares(),
  credentialsAlarm: { raise: async () => undefined },
  clock: systemClock,
};

async function record(size: number): Promise<number> {
  const key = crypto.randomUUID();
  const { number } = await store.cases.record(
    {
      action: 'mute',
      vendor: 'netease',
      place: { kind: 'modules', app: 'netease', modules },
      targets: Array.from({ length: size }, (_, index) => ({ id: `${key}-${index}` })),
      duplicates: 0,
      length: { kind: 'timed', seconds: 7200 },
      vendorClockSeconds: 0,
      moderator: 'UMARIA',
      deliveryKey: key,
    },
    () => true,
  );
  return number;
}

const rows = [];
for (const cases of [1, 20]) {
  const numbers: number[] = [];
  while (numbers.length < cases) numbers.push(await record(targets / cases));
  const [cpu, start] = [process.cpuUsage(), performance.now()];
  await Promise.all(numbers.map((number) => carryOut(number, parts, new AbortController().signal)));
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  rows.push({
    cases,
    'requests a second': Math.round(targets / seconds),
    '÷ the limit of one app': (targets / seconds / vendorLimit).toFixed(1),
    'CPU µs a request': Math.round((user + system) / targets),
  });
}
printTable(rows);
await app.close();
await store.close();
rmSync(folder, { recursive: true });
