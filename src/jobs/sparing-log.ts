import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { NotCarrier } from '../moderation/replicas.ts';
import { StoreTrouble } from '../moderation/store-trouble.ts';

/** The same failure is logged once in this time, however often it happens. */
const quietMs = 60_000;

/**
 * Logs failures of work that is tried again and again: a full disk must not be filled further by saying so twice a second. What fails
 * because it is another replica's by now is no failure.
 */
export interface SparingLog {
  /** `fields` name one of possibly many failures alike; of those only the first in a minute is logged, with how many came since the last. */
  error(
    fields: { readonly event: string; readonly case?: number | undefined; readonly cases?: readonly number[] },
    error: unknown,
    sentence: string,
  ): void;
}

export function createSparingLog(log: Log, clock: Clock): SparingLog {
  const said = new Map<string, { at: number; since: number }>();
  return {
    error: (fields, error, sentence) => {
      // The loss of the lease is logged once, by the carrier.
      if (error instanceof NotCarrier) return;
      const now = clock.monotonic();
      const key = `${fields.event} ${error instanceof Error ? error.message : String(error)}`;
      const known = said.get(key);
      if (known && now - known.at < quietMs) {
        known.since += 1;
        return;
      }
      for (const [old, { at }] of said) if (now - at >= quietMs) said.delete(old);
      said.set(key, { at: now, since: 0 });
      // Nobody mends a disk with a stack trace.
      const why = error instanceof StoreTrouble ? { why: error.fault.why } : { err: error };
      log.error({ ...fields, ...why, ...(known?.since && { unsaid: known.since }) }, sentence);
    },
  };
}
