import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { createAlarm } from '../../src/jobs/alarm.ts';
import { ManualClock } from '../support/manual-clock.ts';

function waiting(clock: ManualClock, alarm: ReturnType<typeof createAlarm>, ms: number, signal: AbortSignal) {
  const state = { over: false };
  void alarm.wait(ms, signal).then(() => {
    state.over = true;
  });
  return { state, clock };
}

test('a wait ends after its time, at a ring, or when it is aborted; nothing is left behind', async () => {
  const clock = new ManualClock();
  const alarm = createAlarm(clock);
  const stop = new AbortController();
  const timed = waiting(clock, alarm, 100, stop.signal);
  await clock.advance(99);
  expect(timed.state.over).toBe(false);
  await clock.advance(1);
  expect(timed.state.over).toBe(true);

  const rung = waiting(clock, alarm, 100, stop.signal);
  await clock.advance(1);
  alarm.ring();
  await clock.advance(0);
  expect(rung.state.over).toBe(true);

  const aborted = waiting(clock, alarm, Number.POSITIVE_INFINITY, stop.signal);
  await clock.advance(0);
  stop.abort(new Error('stopping'));
  await clock.advance(0);
  expect(aborted.state.over).toBe(true);
  await alarm.wait(100, stop.signal);

  expect(clock.waiting).toBe(0);
  expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
});

test('a ring while nobody waits is kept for the next wait, once', async () => {
  const clock = new ManualClock();
  const alarm = createAlarm(clock);
  const { signal } = new AbortController();
  alarm.ring();
  alarm.ring();
  await alarm.wait(1_000_000, signal);
  const next = waiting(clock, alarm, 10, signal);
  await clock.advance(9);
  expect(next.state.over).toBe(false);
  await clock.advance(1);
  expect(next.state.over).toBe(true);
});

test('a thousand waits leave no listener and no timer', async () => {
  const clock = new ManualClock();
  const alarm = createAlarm(clock);
  const { signal } = new AbortController();
  for (let turn = 0; turn < 1000; turn += 1) {
    const wait = alarm.wait(1000, signal);
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    alarm.ring();
    await wait;
  }
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  expect(clock.waiting).toBe(0);
});

test('a wait without end still looks once an hour', async () => {
  const clock = new ManualClock();
  const endless = waiting(clock, createAlarm(clock), Number.POSITIVE_INFINITY, new AbortController().signal);
  await clock.advance(3_600_000);
  expect(endless.state.over).toBe(true);
});
