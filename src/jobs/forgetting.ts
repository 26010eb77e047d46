import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Lists, Proposals } from '../moderation/ports.ts';

const sweepMs = 3_600_000;

export interface Forgetting {
  /** Forgets at once, then every hour until {@link Forgetting.stop}. */
  start(): void;
  stop(): Promise<void>;
}

/** Forgets what is kept for a while only: lists of ids that nobody said yes to, and the targets of what was decided. */
export function createForgetting(parts: {
  lists: Pick<Lists, 'forgetOld'>;
  proposals: Pick<Proposals, 'forgetOld'>;
  clock: Clock;
  log: Log;
}): Forgetting {
  const { lists, proposals, clock, log } = parts;
  const stopping = new AbortController();
  let loop: Promise<void> = Promise.resolve();
  return {
    start: () => {
      loop = (async () => {
        while (!stopping.signal.aborted) {
          try {
            await lists.forgetOld();
            await proposals.forgetOld();
          } catch (error) {
            log.error(
              { event: 'forgetting.broke', err: error },
              'What is old could not be forgotten; it is tried again.',
            );
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
