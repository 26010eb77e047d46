import { afterEach, expect, test } from 'vitest';
import { createDigest } from '../../src/jobs/digest.ts';
import type { Rounds } from '../../src/jobs/rounds.ts';
import { silentLog } from '../../src/lib/log.ts';
import { type MemoryStore, memoryStore } from '../store/memory-store.ts';

const schedule = { weekday: 1, hour: 9, minute: 0, timezone: 'Europe/Berlin' };
const hour = 3_600_000;
const day = 24 * hour;

let job: Rounds | undefined;
afterEach(async () => {
  await job?.stop();
});

/** Starts the job on a store; the clock shows Sunday 22 November 2026, 13:00 in Berlin. */
function start(store: MemoryStore): Rounds {
  job = createDigest({ schedule, digests: store.digests, clock: store.clock, log: silentLog });
  job.start();
  return job;
}

const planned = ({ sql }: MemoryStore) =>
  sql("select text from outbox where kind = 'digest' order by id").map(
    ({ text }) => JSON.parse(String(text)).day as string,
  );

test('is planned at its time, once a week, also across a change of the clocks and restarts', async () => {
  const store = await memoryStore();
  start(store);
  await store.clock.advance(20 * hour - 60_000);
  expect(planned(store)).toEqual([]);
  await store.clock.advance(60_000);
  expect(planned(store)).toEqual(['2026-11-23']);
  await job?.stop();
  start(store);
  await store.clock.advance(7 * day);
  expect(planned(store)).toEqual(['2026-11-23', '2026-11-30']);
  // The machine's clock was an hour ahead.
  store.clock.jump(-hour);
  await store.clock.advance(2 * hour);
  expect(planned(store)).toHaveLength(2);
  await job?.stop();
  store.clock.jump(Date.UTC(2027, 2, 29, 6, 59) - store.clock.now());
  start(store);
  await store.clock.advance(0);
  expect(planned(store)).toHaveLength(2);
  // In summer nine o'clock is an hour earlier.
  await store.clock.advance(60_000);
  expect(planned(store)).toEqual(['2026-11-23', '2026-11-30', '2027-03-29']);
});

test('is late by at most a day', async () => {
  const store = await memoryStore();
  store.clock.jump(Date.UTC(2026, 10, 24, 7, 59) - store.clock.now());
  start(store);
  await store.clock.advance(0);
  expect(planned(store)).toEqual(['2026-11-23']);
  await job?.stop();
  store.clock.jump(7 * day + 2 * 60_000);
  start(store);
  await store.clock.advance(hour);
  expect(planned(store)).toEqual(['2026-11-23']);
});

test('is tried again where the database does not take it', async () => {
  const store = await memoryStore();
  store.clock.jump(Date.UTC(2026, 10, 23, 8) - store.clock.now());
  let failures = 2;
  const digests: MemoryStore['digests'] = {
    plan: (week) => (failures-- > 0 ? Promise.reject(new Error('disk full')) : store.digests.plan(week)),
  };
  job = createDigest({ schedule, digests, clock: store.clock, log: silentLog });
  job.start();
  await store.clock.advance(2 * 60_000);
  expect(planned(store)).toEqual(['2026-11-23']);
  expect(store.sql("select event from audit where event = 'digest.planned'")).toHaveLength(1);
});
