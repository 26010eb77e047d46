import { setTimeout as pause } from 'node:timers/promises';
import type { ManualClock } from './manual-clock.ts';

/** Time moves in steps this small, so that requests over real sockets finish between them. */
const stepMs = 20;

/**
 * Moves a clock on, giving real sockets their turns, until `is` holds. Fails once `mostMs` of the clock's time went by. The millisecond of
 * real time in each step is for the sockets; nothing is measured by it.
 */
export async function passUntil(clock: ManualClock, is: () => unknown, mostMs = 60_000): Promise<void> {
  for (let passed = 0; !is(); passed += stepMs) {
    if (passed > mostMs) throw new Error(`It did not happen within ${mostMs} ms of the clock: ${is}`);
    await clock.advance(stepMs);
    await pause(1);
  }
}
