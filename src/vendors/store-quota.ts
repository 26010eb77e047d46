import type { Clock } from '../lib/clock.ts';
import type { Permits, TakenPermit } from '../moderation/replicas.ts';
import type { Bucket, Permit, Quota } from './quota.ts';

/** The vendors count by seconds. */
const windowMs = 1000;
/**
 * A permit that was not sent within this, from before the store was asked, is not sent any more: its process stood still, or the database
 * took its time.
 */
const sendWithinMs = 1000;

/**
 * Keeps a limit for all processes that use one store. A permit is a row, away from when it is taken until one second after the reply was
 * read. If it is never returned it comes back by itself, when the latest request that may have been sent with it has surely been
 * counted: so no one-second window at the vendor holds more requests than permits, whoever dies or stands still.
 *
 * It spaces nothing and asks the database for every permit: for the few reads that moderators ask for.
 */
export function createStoreQuota(options: StoreQuotaOptions): Quota {
  return new StoreQuota(options);
}

export interface StoreQuotaOptions extends Bucket {
  /** For one request, from connecting to the last byte of the answer. Milliseconds. */
  readonly timeoutMs: number;
  readonly permits: Permits;
  readonly clock: Clock;
}

class StoreQuota implements Quota {
  readonly #options: StoreQuotaOptions;

  constructor(options: StoreQuotaOptions) {
    this.#options = options;
  }

  async acquire({ signal }: { readonly signal?: AbortSignal }): Promise<Permit> {
    const { app, operation, callsPerSecond: limit, timeoutMs, permits, clock } = this.#options;
    const forMs = sendWithinMs + timeoutMs + windowMs;
    for (;;) {
      signal?.throwIfAborted();
      const askedAt = clock.monotonic();
      const taken = await permits.take({ app, operation, limit, forMs });
      if (typeof taken === 'number') {
        await clock.sleep(taken, signal);
        continue;
      }
      const permit = new StorePermit(taken, { permits, isLate: () => clock.monotonic() - askedAt >= sendWithinMs });
      if (!signal?.aborted && permit.holds()) return permit;
      permit.returned();
    }
  }

  pause(ms: number): void {
    // If the database does not take it down the vendor says so again.
    this.#options.permits.pause(this.#options, ms).catch(() => undefined);
  }

  close(): void {}
}

class StorePermit implements Permit {
  readonly #taken: TakenPermit;
  readonly #permits: Permits;
  readonly #isLate: () => boolean;
  #state: 'held' | 'sent' | 'returned' = 'held';

  constructor(taken: TakenPermit, { permits, isLate }: { permits: Permits; isLate: () => boolean }) {
    this.#taken = taken;
    this.#permits = permits;
    this.#isLate = isLate;
  }

  holds(): boolean {
    return !this.#isLate();
  }

  sent(): void {
    if (this.#state === 'held') this.#state = 'sent';
  }

  returned(): void {
    if (this.#state === 'returned') return;
    const afterMs = this.#state === 'sent' ? windowMs : 0;
    this.#state = 'returned';
    // What the database does not take down comes back by itself.
    this.#permits.giveBack(this.#taken, afterMs).catch(() => undefined);
  }
}
