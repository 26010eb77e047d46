import type { Clock } from '../lib/clock.ts';

/** A wait that ends early when somebody rings. A ring while nobody waits is kept for the next wait. */
export interface Alarm {
  ring(): void;
  /** Resolves after `ms`, at the next ring, or when `signal` is aborted; never rejects. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** Longer waits are cut: a timer cannot hold more than 2^31 ms, and a look once an hour costs nothing. */
const longestWaitMs = 3_600_000;

export function createAlarm(clock: Clock): Alarm {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring: () => {
      rung = true;
      wake?.();
    },
    wait: async (ms, signal) => {
      if (!rung && !signal.aborted) {
        const { promise, resolve } = Promise.withResolvers<void>();
        const cancel = clock.after(Math.min(Math.max(ms, 0), longestWaitMs), resolve);
        wake = resolve;
        signal.addEventListener('abort', wake, { once: true });
        await promise;
        signal.removeEventListener('abort', wake);
        cancel();
        wake = undefined;
      }
      rung = false;
    },
  };
}
