import type { Clock } from '../lib/clock.ts';
import { NotCarrier } from '../moderation/replicas.ts';

/** When something was asked, by both of a process's clocks. */
export interface Instant {
  readonly monotonic: number;
  readonly now: number;
}

export function instantOf(clock: Clock): Instant {
  return { monotonic: clock.monotonic(), now: clock.now() };
}

/**
 * The lease as the process knows it that holds it: good for `forMs` from before the database was asked, however long the answer took. Time
 * is what either clock says went by, for the monotonic one stands still while the whole machine sleeps. Once over it is lost for good.
 */
export class HeldLease {
  readonly epoch: number;
  /** When the database was asked for it first. */
  readonly askedAt: Instant;
  readonly #forMs: number;
  readonly #clock: Clock;
  readonly #lost = new AbortController();
  #since: Instant;
  #cancelTimer: () => void = () => undefined;

  constructor({ epoch, askedAt, forMs, clock }: { epoch: number; askedAt: Instant; forMs: number; clock: Clock }) {
    this.epoch = epoch;
    this.#forMs = forMs;
    this.#clock = clock;
    this.askedAt = askedAt;
    this.#since = askedAt;
    this.#setTimer();
  }

  /** Aborted, with {@link NotCarrier}, the moment it is lost. */
  get signal(): AbortSignal {
    return this.#lost.signal;
  }

  /** Asked right before anything that only the carrier may do. */
  isHeld(): boolean {
    if (!this.#lost.signal.aborted && this.#leftMs() <= 0) this.lose();
    return !this.#lost.signal.aborted;
  }

  /** The database prolonged it, asked at this instant. */
  renewed(askedAt: Instant): void {
    this.#since = askedAt;
    if (this.isHeld()) this.#setTimer();
  }

  lose(): void {
    this.#cancelTimer();
    this.#lost.abort(new NotCarrier());
  }

  /** What the promise brings; rejects with {@link NotCarrier} if the lease is lost first. */
  async during<T>(promise: Promise<T>): Promise<T> {
    const { promise: lost, reject } = Promise.withResolvers<never>();
    const onLost = () => reject(this.signal.reason);
    this.signal.addEventListener('abort', onLost, { once: true });
    if (this.signal.aborted) onLost();
    try {
      return await Promise.race([promise, lost]);
    } finally {
      this.signal.removeEventListener('abort', onLost);
    }
  }

  /** Its end is noticed also when nobody asks. */
  #setTimer(): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#clock.after(Math.max(0, this.#leftMs()), () => {
      if (this.isHeld()) this.#setTimer();
    });
  }

  #leftMs(): number {
    const { monotonic, now } = this.#since;
    return this.#forMs - Math.max(this.#clock.monotonic() - monotonic, this.#clock.now() - now);
  }
}
