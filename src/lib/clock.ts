import { setTimeout as delay, setImmediate as immediate } from 'node:timers/promises';

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

/** The next turn of the event loop. No time passes by it. */
export function nextTurn(): Promise<void> {
  return immediate();
}

let lastTurn: Promise<void> = Promise.resolve();

/**
 * Waits for a turn of the event loop that nobody else who asked here has. Work that never waits for anything outside (the embedded
 * database answers at once) has to ask now and then: until it does, no socket is read and no timer fires. No time passes by it.
 */
export function ownTurn(): Promise<void> {
  lastTurn = lastTurn.then(() => immediate());
  return lastTurn;
}
