import type { Fault } from './faults.ts';
import { ArrivalCount, type RateWindow, rateWindow, type WindowOptions } from './rate-window.ts';

/** One request a vendor stand-in received. Fields are filled in as it goes on: `code` is absent while it is in flight. */
export interface VendorCall {
  /** 1, 2, 3, … in the order of arrival. */
  readonly number: number;
  /** Arrival, epoch ms. */
  readonly at: number;
  /** When the last byte went out or the connection ended, epoch ms. */
  endedAt?: number;
  /** AppId or AppKey as sent. */
  readonly app: string;
  readonly operation: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** The code of the vendor's own reply, also when it was lost on the way. */
  code?: number;
  /** Whether the operation was carried out: something was changed, or read. */
  effect: boolean;
  /** Whether the whole reply went out unspoiled. */
  replied: boolean;
  readonly fault?: Fault['kind'];
}

/** The newest calls, oldest first. */
export class CallLog {
  readonly #calls: VendorCall[] = [];
  readonly #keep: number;
  #total = 0;

  constructor(keep: number) {
    this.#keep = keep;
  }

  add(call: Pick<VendorCall, 'at' | 'app' | 'operation' | 'params'> & { fault: Fault | undefined }): VendorCall {
    const { fault, ...rest } = call;
    this.#total += 1;
    const added: VendorCall = {
      number: this.#total,
      ...rest,
      effect: false,
      replied: false,
      ...(fault ? { fault: fault.kind } : {}),
    };
    this.#calls.push(added);
    if (this.#calls.length > this.#keep) this.#calls.shift();
    return added;
  }

  get all(): readonly VendorCall[] {
    return this.#calls;
  }

  get total(): number {
    return this.#total;
  }
}

/** How often one operation of one app was called. */
export interface OperationCount {
  readonly app: string;
  readonly operation: string;
  readonly total: number;
  readonly inLastSecond: number;
  /** The most arrivals within any one second. */
  readonly mostInOneSecond: number;
  /** Calls refused because of the quota. */
  readonly overQuota: number;
}

interface Counted {
  readonly app: string;
  readonly operation: string;
  readonly arrivals: ArrivalCount;
  overQuota: number;
  window?: { readonly options: string; readonly window: RateWindow };
}

/** One quota per app and operation, and counts of what came. */
export class Quotas {
  readonly #counted = new Map<string, Counted>();

  /** Counts an arrival. */
  arrive(call: { app: string; operation: string; now: number }): void {
    this.#of(call).arrivals.add(call.now);
  }

  /** Whether a counted call is within its quota. A window starts empty whenever its options change. */
  admit(call: { app: string; operation: string; now: number; options: WindowOptions }): boolean {
    const counted = this.#of(call);
    const options = JSON.stringify(call.options);
    if (counted.window?.options !== options) counted.window = { options, window: rateWindow(call.options) };
    const admitted = counted.window.window.admit(call.now);
    if (!admitted) counted.overQuota += 1;
    return admitted;
  }

  /** Counts a refusal that was decided elsewhere (NetEase's block). */
  refused(call: { app: string; operation: string }): void {
    this.#of(call).overQuota += 1;
  }

  counts(now: number): readonly OperationCount[] {
    return [...this.#counted.values()].map(({ app, operation, arrivals, overQuota }) => ({
      app,
      operation,
      total: arrivals.total,
      inLastSecond: arrivals.inLastSecond(now),
      mostInOneSecond: arrivals.most,
      overQuota,
    }));
  }

  get overQuota(): number {
    return [...this.#counted.values()].reduce((sum, { overQuota }) => sum + overQuota, 0);
  }

  #of({ app, operation }: { app: string; operation: string }): Counted {
    const key = `${app} ${operation}`;
    let counted = this.#counted.get(key);
    if (!counted) {
      counted = { app, operation, arrivals: new ArrivalCount(), overQuota: 0 };
      this.#counted.set(key, counted);
    }
    return counted;
  }
}
