import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { type CarryOutParts, carryOut } from '../moderation/carry-out.ts';
import { createOrderShares } from '../moderation/order-shares.ts';
import { createSparingLog } from './sparing-log.ts';

/** A case whose carrying out broke (the database did not answer, say) is taken up again after 1, 2, 4, … s, at most this. */
const longestRetryMs = 60_000;

/** Carries recorded cases out. Embedded there is one process and so no queue: what is open in the store is what there is to do. */
export interface Runner {
  /** Begins a case; one that is under way is looked at again when it ends. Returns at once. */
  start(number: number): void;
  /** The case was marked as cancelled: makes no more requests for it, and ends what was not attempted. Returns at once. */
  cancel(number: number): void;
  /** Makes no more requests, waits for those in flight. What is left open is resumed by the next start. */
  stop(): Promise<void>;
}

interface Run {
  done: Promise<void>;
  cancelling: AbortController;
  /** Somebody began it again (a retry) while the last of it was still under way. */
  again: boolean;
}

export function createRunner(given: Omit<CarryOutParts, 'shares'> & { clock: Clock; log: Log }): Runner {
  const parts = { ...given, shares: createOrderShares() };
  const { clock } = parts;
  const log = createSparingLog(parts.log, clock);
  const underWay = new Map<number, Run>();
  const stopping = new AbortController();

  const carry = async (number: number, cancelling: AbortSignal) => {
    for (let failures = 0; !stopping.signal.aborted; failures += 1) {
      const signal = cancelling.aborted ? stopping.signal : AbortSignal.any([stopping.signal, cancelling]);
      try {
        await carryOut(number, parts, signal);
        // What was under way has its answer now; a second look ends what was not attempted.
        if (signal === stopping.signal || !cancelling.aborted) return;
      } catch (error) {
        const fields = { event: 'case.broke', case: number };
        log.error(fields, error, 'A case could not be carried on; it is taken up again.');
        await clock.sleep(Math.min(longestRetryMs, 1000 * 2 ** failures), signal).catch(() => undefined);
      }
    }
  };

  const run = async (number: number, one: Run) => {
    do {
      one.again = false;
      one.cancelling = new AbortController();
      await carry(number, one.cancelling.signal);
    } while (one.again && !stopping.signal.aborted);
    underWay.delete(number);
  };

  const start = (number: number) => {
    if (stopping.signal.aborted) return;
    const running = underWay.get(number);
    if (running) {
      running.again = true;
      return;
    }
    const one: Run = { done: Promise.resolve(), cancelling: new AbortController(), again: false };
    underWay.set(number, one);
    one.done = run(number, one);
  };

  return {
    start,
    cancel: (number) => {
      underWay.get(number)?.cancelling.abort(new Error('The case was cancelled.'));
      // It may have come to a rest between the two.
      start(number);
    },
    stop: async () => {
      stopping.abort(new Error('Hush is stopping.'));
      await Promise.all([...underWay.values()].map(({ done }) => done));
    },
  };
}
