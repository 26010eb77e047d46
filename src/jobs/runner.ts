import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { type CarryOutParts, carryOut } from '../moderation/carry-out.ts';

/** A case whose carrying out broke (the database did not answer, say) is taken up again after 1, 2, 4, … s, at most this. */
const longestRetryMs = 60_000;

/** Carries recorded cases out. Embedded there is one process and so no queue: what is open in the store is what there is to do. */
export interface Runner {
  /** Begins a case, unless it is under way already. Returns at once. */
  start(number: number): void;
  /** Makes no more requests, waits for those in flight. What is left open is resumed by the next start. */
  stop(): Promise<void>;
}

export function createRunner(parts: CarryOutParts & { clock: Clock; log: Log }): Runner {
  const { clock, log } = parts;
  const underWay = new Map<number, Promise<void>>();
  const stopping = new AbortController();

  const run = async (number: number) => {
    for (let failures = 0; !stopping.signal.aborted; failures += 1) {
      try {
        await carryOut(number, parts, stopping.signal);
        return;
      } catch (error) {
        log.error(
          { event: 'case.broke', case: number, err: error },
          'A case could not be carried on; it is taken up again.',
        );
        await clock.sleep(Math.min(longestRetryMs, 1000 * 2 ** failures), stopping.signal).catch(() => undefined);
      }
    }
  };

  return {
    start: (number) => {
      if (underWay.has(number) || stopping.signal.aborted) return;
      const done = run(number).finally(() => underWay.delete(number));
      underWay.set(number, done);
    },
    stop: async () => {
      stopping.abort(new Error('Hush is stopping.'));
      await Promise.all(underWay.values());
    },
  };
}
