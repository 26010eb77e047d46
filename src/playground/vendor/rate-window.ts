/** How a vendor may count calls per second; none of them says which it uses. */
export const windowKinds = ['fixed', 'sliding', 'token-bucket', 'gcra'] as const;
export type WindowKind = (typeof windowKinds)[number];

/** What a window needs to know. */
export interface WindowOptions {
  readonly kind: WindowKind;
  readonly callsPerSecond: number;
  /** How many calls may come at once: `token-bucket` (left out: a second's worth) and `gcra` (left out: half a second's worth). */
  readonly burst?: number;
}

/** Fractions add up inexactly; a call that is due to the microsecond is due. */
const rounding = 1e-3;

/** Says for each call whether it is within the quota. Refused calls do not count against it. */
export interface RateWindow {
  /** `now` in milliseconds of a clock that never jumps. */
  admit(now: number): boolean;
}

/** A window of the given kind, empty. */
export function rateWindow(options: WindowOptions): RateWindow {
  switch (options.kind) {
    case 'fixed':
      return fixed(options.callsPerSecond);
    case 'sliding':
      return sliding(options.callsPerSecond);
    case 'token-bucket':
      return tokenBucket(options.callsPerSecond, options.burst ?? options.callsPerSecond);
    case 'gcra':
      return gcra(options.callsPerSecond, options.burst ?? Math.max(1, Math.floor(options.callsPerSecond / 2)));
  }
}

function fixed(limit: number): RateWindow {
  let second = Number.NaN;
  let used = 0;
  return {
    admit: (now) => {
      const current = Math.floor(now / 1000);
      if (current !== second) {
        second = current;
        used = 0;
      }
      if (used >= limit) return false;
      used += 1;
      return true;
    },
  };
}

function sliding(limit: number): RateWindow {
  const admitted: number[] = [];
  return {
    admit: (now) => {
      while (admitted.length > 0 && now - (admitted[0] ?? now) >= 1000) admitted.shift();
      if (admitted.length >= limit) return false;
      admitted.push(now);
      return true;
    },
  };
}

function tokenBucket(perSecond: number, burst: number): RateWindow {
  let tokens = burst;
  let filledAt = Number.NaN;
  return {
    admit: (now) => {
      if (!Number.isNaN(filledAt)) tokens = Math.min(burst, tokens + ((now - filledAt) / 1000) * perSecond);
      filledAt = now;
      if (tokens < 1 - rounding) return false;
      tokens -= 1;
      return true;
    },
  };
}

function gcra(perSecond: number, burst: number): RateWindow {
  const interval = 1000 / perSecond;
  let expected = Number.NEGATIVE_INFINITY;
  return {
    admit: (now) => {
      if (now < expected - (burst - 1) * interval - rounding) return false;
      expected = Math.max(expected, now) + interval;
      return true;
    },
  };
}

/** Counts arrivals of one operation, refused ones too. */
export class ArrivalCount {
  readonly #recent: number[] = [];
  #most = 0;
  #total = 0;

  add(now: number): void {
    this.#recent.push(now);
    this.#total += 1;
    this.#most = Math.max(this.#most, this.inLastSecond(now));
  }

  inLastSecond(now: number): number {
    while (this.#recent.length > 0 && now - (this.#recent[0] ?? now) >= 1000) this.#recent.shift();
    return this.#recent.length;
  }

  /** The most that ever came within any one second. */
  get most(): number {
    return this.#most;
  }

  get total(): number {
    return this.#total;
  }
}
