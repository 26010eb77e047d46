import type { Clock } from '../../src/lib/clock.ts';
import { type RateWindow, rateWindow, type WindowKind } from '../../src/playground/vendor/rate-window.ts';
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
  /** For so long every call is refused after one that was too many, as NetEase does. Left out: only what is too many. */
  readonly blockMs?: number;
  /** The bodies of an accepted and of a refused call. */
  readonly accept: (request: WireRequest) => object;
  readonly refuse: object;
}

/** One operation's quota at the vendor, and when its requests came. */
interface Counter {
  readonly window: RateWindow;
  readonly arrivals: number[];
  blockedUntil: number;
}

/** A vendor in moved time that keeps a quota per operation by one kind of window and is a while away over an uneven network. */
export class WindowVendor implements Transport {
  readonly #options: WindowVendorOptions;
  readonly #counters = new Map<string, Counter>();
  /** Every request in the order of sending: when, what it says, and when its answer came or will come. */
  readonly sent: { readonly at: number; readonly text: string; readonly answeredAt: number }[] = [];
  refused = 0;

  constructor(options: WindowVendorOptions) {
    this.#options = options;
  }

  async attempt(request: WireRequest, { onSent }: AttemptOptions): Promise<WireReply> {
    const { clock, fraction, accept, refuse } = this.#options;
    const roundTripMs = this.#roundTripMs();
    const outMs = roundTripMs * (0.3 + 0.4 * fraction());
    onSent?.();
    const at = clock.monotonic();
    this.sent.push({ at, text: `${request.path} ${request.body ?? ''}`, answeredAt: at + roundTripMs });
    await clock.sleep(outMs);
    const admitted = this.#admit(request, clock.monotonic());
    if (!admitted) this.refused += 1;
    await clock.sleep(roundTripMs - outMs);
    return { kind: 'reply', http: 200, body: JSON.stringify(admitted ? accept(request) : refuse) };
  }

  async close(): Promise<void> {}

  /** The most arrivals of one operation within any one second. */
  get mostInOneSecond(): number {
    let most = 0;
    for (const { arrivals } of this.#counters.values()) {
      const sorted = arrivals.toSorted((a, b) => a - b);
      let first = 0;
      sorted.forEach((at, index) => {
        while (at - (sorted[first] ?? at) >= 1000) first += 1;
        most = Math.max(most, index - first + 1);
      });
    }
    return most;
  }

  #admit({ path }: WireRequest, now: number): boolean {
    const operation = /[?&]Action=(\w+)/.exec(path)?.[1] ?? path;
    const counter = this.#counters.get(operation) ?? {
      window: rateWindow(this.#options),
      arrivals: [],
      blockedUntil: Number.NEGATIVE_INFINITY,
    };
    this.#counters.set(operation, counter);
    counter.arrivals.push(now);
    if (now < counter.blockedUntil) return false;
    if (counter.window.admit(now)) return true;
    counter.blockedUntil = now + (this.#options.blockMs ?? 0);
    return false;
  }

  /** Box and Muller. */
  #roundTripMs(): number {
    const { fraction, medianMs = 80, sigma = 0.4 } = this.#options;
    const normal = Math.sqrt(-2 * Math.log(1 - fraction())) * Math.cos(2 * Math.PI * fraction());
    return medianMs * Math.exp(sigma * normal);
  }
}
