import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Proposals } from '../moderation/ports.ts';
import { createSparingLog } from './sparing-log.ts';

/** Until it is marked, a late yes is refused all the same: this is for those who wait to be told. */
const sweepMs = 1000;

export interface Expiry {
  /** Sweeps until {@link Expiry.stop}. What expired while Hush was not running is told at once. */
  start(): void;
  stop(): Promise<void>;
}

/** Marks what nobody said yes to in time, and has that told. */
export function createExpiry(parts: { proposals: Pick<Proposals, 'expire'>; clock: Clock; log: Log }): Expiry {
  const { proposals, clock } = parts;
  const log = createSparingLog(parts.log, clock);
  const stopping = new AbortController();
  let loop: Promise<void> = Promise.resolve();
  return {
    start: () => {
      loop = (async () => {
        while (!stopping.signal.aborted) {
          try {
            await proposals.expire();
          } catch (error) {
            log.error({ event: 'expiry.broke' }, error, 'What expired could not be marked; it is tried again.');
          }
          await clock.sleep(sweepMs, stopping.signal).catch(() => undefined);
        }
      })();
    },
    stop: async () => {
      stopping.abort(new Error('Hush is stopping.'));
      await loop;
    },
  };
}
