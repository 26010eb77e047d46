import type { Clock } from '../../src/lib/clock.ts';

/** A clock on which nobody sleeps for fractions: those would end up in times of day, which are whole milliseconds. */
export function wholeMilliseconds(clock: Clock): Clock {
  return {
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    after: (ms, task) => clock.after(ms, task),
    sleep: (ms, signal) => clock.sleep(Math.round(ms), signal),
  };
}
