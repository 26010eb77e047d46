import { mock } from 'node:test';
import type { Clock } from '../../src/lib/clock.ts';

/** The clock that the libraries read too: global timers and `Date`, moved a millisecond at a time. Nothing waits in earnest. */
export const movedClock: Clock = {
  now: () => Date.now(),
  monotonic: () => Date.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, Math.round(ms))),
  after: (ms, task) => {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};

/** Runs `work` in moved time of its own and returns what it resolves to; timers that it leaves behind are dropped. */
export async function inMovedTime<Result>(work: () => Promise<Result>): Promise<Result> {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'], now: 1_000_000 });
  try {
    let isOver = false;
    const result = work().finally(() => {
      isOver = true;
    });
    while (!isOver) {
      mock.timers.tick(1);
      // Immediates are not moved: by the time this one comes, every promise that the tick has settled has had its turn.
      await new Promise((resolve) => setImmediate(resolve));
    }
    return await result;
  } finally {
    mock.timers.reset();
  }
}
