import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { PermitBucket, Permits, TakenPermit } from '../../src/moderation/replicas.ts';
import { createStoreQuota } from '../../src/vendors/store-quota.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { seededRandom } from './seeded-random.ts';

const timeoutMs = 2000;
const limit = 3;
const bucket = { app: 'zim', operation: 'FetchForbidGroupList' };

/** What `store/postgres/permits.ts` does, in memory. */
function permitsIn(clock: ManualClock): Permits {
  const rows = Array.from({ length: limit }, () => ({ freeAt: 0, taking: 0 }));
  let pausedUntil = 0;
  return {
    take: async ({ app, operation, forMs }: PermitBucket & { forMs: number }) => {
      const now = clock.monotonic();
      const slot = rows.findIndex(({ freeAt }) => Math.max(freeAt, pausedUntil) <= now);
      const row = rows[slot];
      if (!row) return Math.max(20, Math.min(...rows.map(({ freeAt }) => Math.max(freeAt, pausedUntil) - now)));
      row.freeAt = now + forMs;
      row.taking += 1;
      return { app, operation, slot, taking: row.taking };
    },
    giveBack: async ({ slot, taking }: TakenPermit, afterMs) => {
      const row = rows[slot];
      if (row?.taking === taking) row.freeAt = clock.monotonic() + afterMs;
    },
    pause: async (_, forMs) => {
      pausedUntil = Math.max(pausedUntil, clock.monotonic() + forMs);
    },
  };
}

/** Most of these within any one second. */
function mostInOneSecond(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  return Math.max(0, ...sorted.map((from) => sorted.filter((at) => at >= from && at < from + 1000).length));
}

it('never has more requests than permits in one second at the vendor, whoever of four processes dies or stands still', async () => {
  let most = 0;
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const clock = new ManualClock();
      const random = seededRandom(seed);
      const rows = permitsIn(clock);
      const arrivals: number[] = [];
      /** Mostly little, at times as long as a process may stand still. */
      const standStill = () => clock.sleep(random.fraction() < 0.8 ? 0 : random.fraction() * 9000);
      const upTo = (ms: number) => clock.sleep(Math.round(random.fraction() * ms));

      const live = async () => {
        const permits: Permits = {
          ...rows,
          take: async (asked) => {
            await standStill();
            const taken = await rows.take(asked);
            await standStill();
            return taken;
          },
        };
        const quota = createStoreQuota({ ...bucket, callsPerSecond: limit, timeoutMs, permits, clock });
        while (random.fraction() > 0.05) {
          const permit = await quota.acquire({ lane: 'single', turn: 'a' });
          await standStill();
          if (permit.holds()) {
            permit.sent();
            const travels = upTo(timeoutMs / 2);
            void travels.then(() => arrivals.push(clock.monotonic()));
            await travels;
            await upTo(timeoutMs / 2);
            await standStill();
          }
          if (random.fraction() > 0.1) permit.returned();
        }
      };
      const all = Promise.all(Array.from({ length: 4 }, live));
      let isOver = false;
      void all.then(() => {
        isOver = true;
      });
      while (!isOver) await clock.advance(500);
      most = Math.max(most, mostInOneSecond(arrivals));
      expect(mostInOneSecond(arrivals)).toBeLessThanOrEqual(limit);
    }),
    { numRuns: 150 },
  );
  expect(most).toBe(limit);
});

it('does not send what came too late, and does not keep the permit for it', async () => {
  const clock = new ManualClock();
  const permits = permitsIn(clock);
  const quota = createStoreQuota({ ...bucket, callsPerSecond: limit, timeoutMs, permits, clock });
  const late = await quota.acquire({ lane: 'single', turn: 'a' });
  await clock.advance(1000);
  expect(late.holds()).toBe(false);
  late.returned();
  for (let more = 0; more < limit; more += 1) {
    expect((await quota.acquire({ lane: 'single', turn: 'a' })).holds()).toBe(true);
  }
});

it('gives none while the vendor wants to be left alone, whoever was told so', async () => {
  const clock = new ManualClock();
  const permits = permitsIn(clock);
  const [one, other] = [1, 2].map(() =>
    createStoreQuota({ ...bucket, callsPerSecond: limit, timeoutMs, permits, clock }),
  );
  one?.pause(10_000);
  let given = false;
  void other?.acquire({ lane: 'single', turn: 'a' }).then(() => {
    given = true;
  });
  await clock.advance(9999);
  expect(given).toBe(false);
  await clock.advance(1);
  expect(given).toBe(true);
});
