import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';

/** Why an app sends nothing for now. */
export interface Refusal {
  readonly code: string;
  /** For a moderator, with the code in it. */
  readonly words: string;
}

/** Shut for a while after the vendor refused an app's credentials or set-up: asking on would only bring more refusals, and perhaps a ban. */
export interface Gate {
  /** Why nothing may be sent now; undefined when something may. */
  refusal(): Refusal | undefined;
  /** Shuts the gate, if it is open. `words` without the code. */
  shut(why: { readonly operation: string; readonly code: number; readonly words: string }): Refusal;
}

/** Design law 6: long enough to spare the vendor, short enough that nobody waits long after the mistake is mended. */
const shutMs = 60_000;

export function createGate({ app, clock, log }: { app: string; clock: Clock; log: Log }): Gate {
  let shutUntil = Number.NEGATIVE_INFINITY;
  let later: Refusal = { code: '', words: '' };
  return {
    refusal: () => (clock.monotonic() < shutUntil ? later : undefined),
    shut: ({ operation, code, words }) => {
      const refusal = { code: String(code), words: `${words} (${code})` };
      if (clock.monotonic() >= shutUntil) {
        shutUntil = clock.monotonic() + shutMs;
        // The instant, not the seconds left: everyone refused in this minute reads the same words.
        const again = new Date(clock.now() + shutMs).toISOString().slice(11, 19);
        later = { code: refusal.code, words: `${refusal.words}; Hush asks again at ${again} UTC` };
        log.error({ event: 'vendor.refused', app, operation, code, words, pauseMs: shutMs });
      }
      return refusal;
    },
  };
}
