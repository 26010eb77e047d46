import type { Ending } from '../../src/moderation/outcome.ts';
import type { Clearance, Order, OrderEnd, VendorApp } from '../../src/moderation/vendor.ts';

export interface Sent {
  readonly order: Order;
  readonly clearance: Clearance;
}

/** A vendor that clears and settles every order at once, and remembers what it was asked. */
export interface RecordingVendor extends VendorApp {
  readonly sent: readonly Sent[];
}

export interface Behaviour {
  readonly name?: string;
  readonly size?: number;
  readonly concurrency?: number;
  /** What happens between clearing and settling; the targets that it does not end are ended `done`. */
  answer?(
    order: Order,
    index: number,
  ): Promise<{ endings?: readonly Ending[]; end?: OrderEnd; leave?: boolean } | undefined>;
}

export function recordingVendor({
  name = 'netease',
  size = 100,
  concurrency = 2,
  answer,
}: Behaviour = {}): RecordingVendor {
  const sent: Sent[] = [];
  return {
    name,
    vendor: 'netease',
    sent,
    batching: () => ({ size, concurrency }),
    carryOut: async (order) => {
      const clearance = await order.clear(order.targets);
      const index = sent.push({ order, clearance }) - 1;
      const answered = await answer?.(order, index);
      if (!answered?.leave) {
        const endings = answered?.endings ?? [];
        const named = new Set(endings.map(({ target }) => target));
        const rest = clearance.targets.filter(({ target }) => !named.has(target));
        await order.settle([...endings, ...rest.map(({ target }): Ending => ({ target, outcome: 'done' }))]);
      }
      return answered?.end ?? {};
    },
    keepsClockFor: () => 0,
    trouble: () => undefined,
    close: async () => undefined,
  };
}
