import type { Clock } from '../lib/clock.ts';

/** A clock whose time of day can be moved forward; pauses and measuring stay real. */
export interface ShiftedClock extends Clock {
  /** How far it is ahead of the machine's clock, ms. */
  readonly ahead: number;
  forward(ms: number): void;
}

/** A clock that starts `ahead` of another one; `moved` is told whenever it was moved. */
export function shiftedClock(
  clock: Clock,
  { ahead = 0, moved }: { ahead?: number; moved?: (ahead: number) => void } = {},
): ShiftedClock {
  let shift = ahead;
  return {
    get ahead() {
      return shift;
    },
    forward: (ms) => {
      shift += ms;
      moved?.(shift);
    },
    now: () => clock.now() + shift,
    monotonic: () => clock.monotonic(),
    sleep: (ms, signal) => clock.sleep(ms, signal),
    after: (ms, task) => clock.after(ms, task),
  };
}
