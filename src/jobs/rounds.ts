import type { Clock } from '../lib/clock.ts';

/** Work that is done again and again. */
export interface Rounds {
  /** The first round at once; a round never overlaps the next. */
  start(): void;
  /** Waits for the round under way, whose signal aborts. Nothing is done after that. */
  stop(): Promise<void>;
}

/** Does `round`, then waits `pauseMs`, until it is stopped. What a round rejects with is given to `broke`, and the next one comes all the same. */
export function createRounds({
  round,
  pauseMs,
  broke,
  clock,
}: {
  readonly round: (stopping: AbortSignal) => Promise<void>;
  readonly pauseMs: number;
  readonly broke: (error: unknown) => void;
  readonly clock: Clock;
}): Rounds {
  const stopping = new AbortController();
  let loop: Promise<void> = Promise.resolve();
  return {
    start: () => {
      loop = (async () => {
        while (!stopping.signal.aborted) {
          try {
            await round(stopping.signal);
          } catch (error) {
            broke(error);
          }
          await clock.sleep(pauseMs, stopping.signal).catch(() => undefined);
        }
      })();
    },
    stop: async () => {
      stopping.abort(new Error('Hush is stopping.'));
      await loop;
    },
  };
}
