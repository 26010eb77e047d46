import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryQuota, type Permit, type PermitRequest, type Quota } from '../../src/vendors/quota.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { until } from './orders.ts';

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
    const { quota, clock } = await warmQuota(1);
    for (let count = 0; count < 100; count++) (await quota.acquire(bulk)).returned();
    expect(clock.monotonic()).toBe(1000);
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

  it('makes up for idle moments with four requests at once, however long it was idle', async () => {
    const { quota, clock } = await warmQuota(20);
    await clock.advance(60_000);
    const sends: number[] = [];
    await until(clock, sendSteadily({ quota, clock, count: 10, roundTripMs: 10, sends }), 1);
    expect(sends.slice(0, 5)).toEqual(Array(5).fill(61_000));
    for (const [index, at] of sends.slice(5).entries()) expect(at - (sends[index + 4] ?? 0)).toBeGreaterThanOrEqual(52);
  });

  it('is never more than four requests ahead of its pace, whatever is asked, answered and given back', async () => {
    const step = fc.record({
      waitMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3000 })),
      roundTripMs: fc.integer({ min: 0, max: 500 }),
      isSent: fc.boolean(),
      lane: fc.constantFrom('single' as const, 'bulk' as const),
    });
    const property = fc.asyncProperty(
      fc.integer({ min: 1, max: 100 }),
      fc.array(step, { minLength: 20, maxLength: 80 }),
      async (callsPerSecond, steps) => {
        const { quota, clock } = await warmQuota(callsPerSecond);
        const sends: number[] = [];
        const asked: Promise<void>[] = [];
        for (const { waitMs, roundTripMs, isSent, lane } of steps) {
          await clock.advance(waitMs);
          const use = async (permit: Permit) => {
            if (isSent) sends.push(clock.monotonic());
            if (isSent) permit.sent();
            await clock.sleep(roundTripMs);
            permit.returned();
          };
          asked.push(quota.acquire({ lane, turn: '1' }).then(use));
        }
        await until(clock, Promise.all(asked), 50);
        const paceMs = 1050 / callsPerSecond;
        for (const [index, at] of sends.entries()) {
          for (const [more, later] of sends.slice(index).entries()) {
            expect(later - at).toBeGreaterThanOrEqual((more - 4) * paceMs - 1e-6);
          }
        }
      },
    );
    await fc.assert(property, { numRuns: 30 });
  });

  describe('when one of four permits is free and the others come back in a second', () => {
    async function lastPermit(idleMs: number) {
      const { quota, clock } = await warmQuota(4);
      (await quota.acquire({ lane: 'single', turn: '9' })).returned();
      await clock.advance(idleMs);
      const others = await until(clock, Promise.all([bulk, bulk, bulk].map((request) => quota.acquire(request))), 1);
      for (const permit of others) permit.sent();
      await clock.advance(500);
      for (const permit of others) permit.returned();
      return { quota, clock, askedAt: clock.monotonic() };
    }

    it.each([
      ['one and a half turns before they do, while people mute one by one', 5000, 607],
      ['three turns before they do, otherwise', 20_000, 213],
    ])('a bulk gets it %s', async (_, idleMs, waitMs) => {
      const { quota, clock, askedAt } = await lastPermit(idleMs);
      let givenAt = 0;
      void quota.acquire(bulk).then(() => {
        givenAt = clock.monotonic();
      });
      await clock.advance(1000);
      expect(givenAt - askedAt).toBe(waitMs);
    });

    it('a single mute gets it at once, past a bulk that waits', async () => {
      const { quota, clock, askedAt } = await lastPermit(20_000);
      void quota.acquire(bulk);
      await quota.acquire({ lane: 'single', turn: '9' });
      expect(clock.monotonic()).toBe(askedAt);
    });
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

  it('after a refusal it sends strictly one by one', async () => {
    const { quota, clock } = await warmQuota(20);
    quota.pause(1000);
    const sends: number[] = [];
    const all = Array.from({ length: 30 }, () => sendSteadily({ quota, clock, count: 1, roundTripMs: 300, sends }));
    await until(clock, Promise.all(all), 1);
    for (const [index, at] of sends.slice(1).entries()) expect(at - (sends[index] ?? 0)).toBeGreaterThanOrEqual(26);
  });
});
