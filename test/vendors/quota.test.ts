import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../../src/lib/log.ts';
import { windowKinds } from '../../src/playground/vendor/rate-window.ts';
import { createNeteaseApp } from '../../src/vendors/netease/index.ts';
import { createMemoryQuota, type Permit, type PermitRequest, type Quota } from '../../src/vendors/quota.ts';
import { createZimApp } from '../../src/vendors/zim/index.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { credentials } from './apps.ts';
import { carryOutAll, everywhere, testOrder, until } from './orders.ts';
import { seededRandom } from './seeded-random.ts';
import { wireFlags } from './story-transport.ts';
import { WindowVendor } from './window-vendor.ts';

const bulk: PermitRequest = { lane: 'bulk', turn: '1' };

async function warmQuota(callsPerSecond: number) {
  const clock = new ManualClock();
  const quota = createMemoryQuota({ callsPerSecond, clock, startedAt: 0 });
  await clock.advance(1000);
  return { clock, quota };
}

/** Sends at once and has its reply `roundTripMs` later, again and again; notes when. */
async function sendSteadily({ quota, clock, count, roundTripMs, sends }: Steady): Promise<void> {
  for (let sent = 0; sent < count; sent++) {
    const permit = await quota.acquire(bulk);
    sends.push(clock.monotonic());
    permit.sent();
    void clock.sleep(roundTripMs).then(() => permit.returned());
  }
}

interface Steady {
  readonly quota: Quota;
  readonly clock: ManualClock;
  readonly count: number;
  readonly roundTripMs: number;
  readonly sends: number[];
}

describe('the quota in memory', () => {
  it('gives nothing in the first second after the start', async () => {
    const clock = new ManualClock();
    const quota = createMemoryQuota({ callsPerSecond: 20, clock, startedAt: clock.monotonic() });
    let given: Permit | undefined;
    void quota.acquire(bulk).then((permit) => {
      given = permit;
    });
    await clock.advance(999);
    expect(given).toBeUndefined();
    await clock.advance(1);
    expect(given).toBeDefined();
  });

  it('gives at once when nothing is under way', async () => {
    const { quota } = await warmQuota(20);
    await expect(quota.acquire(bulk)).resolves.toBeDefined();
  });

  it('spaces sends a twentieth wider than the limit', async () => {
    const { quota, clock } = await warmQuota(20);
    const sends: number[] = [];
    await until(clock, sendSteadily({ quota, clock, count: 10, roundTripMs: 10, sends }), 1);
    for (const [index, at] of sends.slice(1).entries()) expect(at - (sends[index] ?? 0)).toBeGreaterThanOrEqual(52);
  });

  it('keeps a permit until one second after the reply', async () => {
    const { quota, clock } = await warmQuota(1);
    const sends: number[] = [];
    await until(clock, sendSteadily({ quota, clock, count: 3, roundTripMs: 300, sends }), 1);
    expect(sends).toEqual([1000, 2300, 3600]);
  });

  it('takes a permit that was not sent back at once, with its turn', async () => {
    const { quota } = await warmQuota(1);
    for (let count = 0; count < 100; count++) (await quota.acquire(bulk)).returned();
  });

  it('holds no window of one second with more sends than permits, whatever replies take', async () => {
    const property = fc.asyncProperty(
      fc.integer({ min: 1, max: 30 }),
      fc.array(fc.integer({ min: 0, max: 2000 }), { minLength: 5, maxLength: 60 }),
      async (callsPerSecond, roundTrips) => {
        const { quota, clock } = await warmQuota(callsPerSecond);
        const sends: number[] = [];
        const all = roundTrips.map((roundTripMs) => sendSteadily({ quota, clock, count: 1, roundTripMs, sends }));
        await until(clock, Promise.all(all), 50);
        for (const [index, at] of sends.entries()) {
          const next = sends[index + callsPerSecond];
          if (next !== undefined) expect(next - at).toBeGreaterThanOrEqual(1000);
        }
      },
    );
    await fc.assert(property, { numRuns: 30 });
  });

  it('lets a single mute pass every bulk', async () => {
    const { quota, clock } = await warmQuota(20);
    const order: string[] = [];
    const ask = async (request: PermitRequest, name: string) => {
      const permit = await quota.acquire(request);
      order.push(name);
      permit.sent();
      permit.returned();
    };
    const all = [1, 2, 3, 4].map((number) => ask(bulk, `bulk ${number}`));
    all.push(ask({ lane: 'single', turn: '9' }, 'single'));
    await until(clock, Promise.all(all));
    expect(order).toEqual(['bulk 1', 'single', 'bulk 2', 'bulk 3', 'bulk 4']);
  });

  it('lets cases take turns', async () => {
    const { quota, clock } = await warmQuota(20);
    const order: string[] = [];
    const ask = async (turn: string) => {
      (await quota.acquire({ lane: 'bulk', turn })).returned();
      order.push(turn);
    };
    await quota.acquire(bulk);
    const all = ['a', 'a', 'a', 'a', 'b', 'b', 'c'].map(ask);
    await until(clock, Promise.all(all));
    expect(order.join('')).toBe('abcabaa');
  });

  it('gives nothing during a pause, however often it is told', async () => {
    const { quota, clock } = await warmQuota(20);
    quota.pause(10_000);
    quota.pause(1000);
    let given = false;
    void quota.acquire(bulk).then(() => {
      given = true;
    });
    await clock.advance(9999);
    expect(given).toBe(false);
    await clock.advance(1);
    expect(given).toBe(true);
  });

  it('lets an asker leave the queue', async () => {
    const { quota, clock } = await warmQuota(1);
    const held = await quota.acquire(bulk);
    held.sent();
    const leaving = new AbortController();
    const left = quota.acquire({ ...bulk, signal: leaving.signal });
    const stays = quota.acquire(bulk);
    leaving.abort(new Error('cancelled'));
    await expect(left).rejects.toThrow('cancelled');
    await expect(quota.acquire({ ...bulk, signal: leaving.signal })).rejects.toThrow('cancelled');
    held.returned();
    await until(clock, stays);
  });

  it('leaves no timer behind when closed', async () => {
    const { quota, clock } = await warmQuota(1);
    (await quota.acquire(bulk)).sent();
    quota.pause(5000);
    void quota.acquire(bulk);
    quota.close();
    expect(clock.waiting).toBe(0);
  });
});

/** One bulk against one kind of window, in moved time. Round trips are log-normal with a median of 80 ms. */
async function runBulk({ vendor, kind, seed, singles = 0 }: BulkRun) {
  const clock = new ManualClock();
  const random = seededRandom(seed);
  const callsPerSecond = vendor === 'zim' ? 20 : 100;
  const transport = new WindowVendor({
    kind,
    callsPerSecond,
    clock,
    fraction: random.fraction,
    sigma: 0.25,
    accept: () => (vendor === 'zim' ? { Code: 0 } : { code: 200, data: wireFlags('ptrq') }),
    refuse: vendor === 'zim' ? { Code: 660300005 } : { code: 416 },
  });
  const shared = { name: vendor, url: 'https://vendor.test/', callsPerSecond, timeoutMs: 2000, clock, random };
  const options = { ...shared, log: silentLog, transport };
  const app =
    vendor === 'zim'
      ? createZimApp({ ...options, ...credentials.zim })
      : createNeteaseApp({ ...options, ...credentials.netease });
  const place = vendor === 'zim' ? {} : { place: everywhere };
  await clock.advance(1000);

  const startedAt = clock.monotonic();
  let tookMs = 0;
  const targets = Array.from({ length: vendor === 'zim' ? 10_000 : 1000 }, (_, index) => `u${index}`);
  const bulkRun = carryOutAll(app, targets, place).finally(() => {
    tookMs = clock.monotonic() - startedAt;
  });
  const singleMs: number[] = [];
  for (let count = 0; count < singles; count++) {
    await clock.advance(800 + 400 * random.fraction());
    const askedAt = clock.monotonic();
    const single = app.carryOut(testOrder([`single${count}`], { turn: 'single', ...place }));
    await until(clock, single, 1);
    singleMs.push(clock.monotonic() - askedAt);
  }
  const orders = await until(clock, bulkRun);
  const idealMs = vendor === 'zim' ? 25_000 : 10_000;
  const done = orders.flatMap(({ endings }) => endings).filter(({ outcome }) => outcome === 'done').length;
  return { ratio: tookMs / idealMs, done, transport, singleMs: singleMs.toSorted((a, b) => a - b) };
}

interface BulkRun {
  readonly vendor: 'zim' | 'netease';
  readonly kind: (typeof windowKinds)[number];
  readonly seed: number;
  readonly singles?: number;
}

describe.each(windowKinds)('against a %s window', (kind) => {
  it('10,000 ZIM mutes end within 1.09 of the ideal, without one refusal', async () => {
    const { ratio, done, transport } = await runBulk({ vendor: 'zim', kind, seed: 1 });
    expect(done).toBe(10_000);
    expect(transport.refused).toBe(0);
    expect(transport.mostInOneSecond).toBeLessThanOrEqual(20);
    expect(ratio).toBeLessThanOrEqual(1.09);
  });

  it('1000 NetEase mutes end within 1.11 of the ideal, without one refusal', async () => {
    const { ratio, done, transport } = await runBulk({ vendor: 'netease', kind, seed: 1 });
    expect(done).toBe(1000);
    expect(transport.refused).toBe(0);
    expect(transport.mostInOneSecond).toBeLessThanOrEqual(100);
    expect(ratio).toBeLessThanOrEqual(1.11);
  });
});

it('a single mute amid a bulk waits for about one permit', async () => {
  const { singleMs } = await runBulk({ vendor: 'zim', kind: 'sliding', seed: 3, singles: 20 });
  expect(singleMs[10]).toBeLessThanOrEqual(160);
  expect(singleMs[18]).toBeLessThanOrEqual(320);
});

it('after a refusal it sends strictly one by one', async () => {
  const { quota, clock } = await warmQuota(20);
  quota.pause(1000);
  const sends: number[] = [];
  const all = Array.from({ length: 30 }, () => sendSteadily({ quota, clock, count: 1, roundTripMs: 300, sends }));
  await until(clock, Promise.all(all), 1);
  for (const [index, at] of sends.slice(1).entries()) expect(at - (sends[index] ?? 0)).toBeGreaterThanOrEqual(26);
});
