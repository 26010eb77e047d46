import { setTimeout as delay } from 'node:timers/promises';

/**
 * Time, passed in. The only reader of the real clock is {@link systemClock}; tests hand in one that they move.
 * Every number is in milliseconds.
 */
export interface Clock {
  /** Unix epoch milliseconds; may jump when the machine's clock is set. For promises made to people and for signatures. */
  now(): number;
  /** Milliseconds since some fixed instant; never jumps. For pacing, deadlines inside the process, and measuring. */
  monotonic(): number;
  /** Resolves after `ms`; rejects with the signal's reason as soon as it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Runs `task` once after `ms`. Call the returned function to cancel. */
  after(ms: number, task: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: async (ms, signal) => {
    try {
      await delay(ms, undefined, signal ? { signal } : {});
    } catch (error) {
      throw signal?.aborted ? signal.reason : error;
    }
  },
  after: (ms, task) => {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};
