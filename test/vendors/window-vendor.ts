import type { Clock } from '../../src/lib/clock.ts';
import { rateWindow, type WindowKind } from '../../src/playground/vendor/rate-window.ts';
import type { AttemptOptions, Transport, WireReply, WireRequest } from '../../src/vendors/attempt.ts';

export interface WindowVendorOptions {
  readonly kind: WindowKind;
  readonly callsPerSecond: number;
  readonly clock: Clock;
  /** A new number from 0 to 1. */
  readonly fraction: () => number;
  /** Log-normal round trip. Milliseconds, and the standard deviation of its logarithm. */
  readonly medianMs?: number;
  readonly sigma?: number;
  /** The bodies of an accepted and of a refused call. */
  readonly accept: (request: WireRequest) => object;
  readonly refuse: object;
}

/** A vendor in moved time that keeps its quota by one kind of window and is a while away over an uneven network. */
export class WindowVendor implements Transport {
  readonly #options: WindowVendorOptions;
  readonly #window: { admit(now: number): boolean };
  /** When each request came, accepted or not. */
  readonly arrivals: number[] = [];
  refused = 0;

  constructor(options: WindowVendorOptions) {
    this.#options = options;
    this.#window = rateWindow(options);
  }

  async attempt(request: WireRequest, { onSent }: AttemptOptions): Promise<WireReply> {
    const { clock, fraction, accept, refuse } = this.#options;
    const roundTripMs = this.#roundTripMs();
    const outMs = roundTripMs * (0.3 + 0.4 * fraction());
    onSent?.();
    await clock.sleep(outMs);
    const now = clock.monotonic();
    this.arrivals.push(now);
    const admitted = this.#window.admit(now);
    if (!admitted) this.refused += 1;
    await clock.sleep(roundTripMs - outMs);
    return { kind: 'reply', http: 200, body: JSON.stringify(admitted ? accept(request) : refuse) };
  }

  async close(): Promise<void> {}

  /** The most arrivals within any one second. */
  get mostInOneSecond(): number {
    const sorted = this.arrivals.toSorted((a, b) => a - b);
    let most = 0;
    let first = 0;
    sorted.forEach((at, index) => {
      while (at - (sorted[first] ?? at) >= 1000) first += 1;
      most = Math.max(most, index - first + 1);
    });
    return most;
  }

  /** Box and Muller. */
  #roundTripMs(): number {
    const { fraction, medianMs = 80, sigma = 0.4 } = this.#options;
    const normal = Math.sqrt(-2 * Math.log(1 - fraction())) * Math.cos(2 * Math.PI * fraction());
    return medianMs * Math.exp(sigma * normal);
  }
}
