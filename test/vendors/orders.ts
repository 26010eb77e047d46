import type { Action } from '../../src/moderation/action.ts';
import type { Ending } from '../../src/moderation/outcome.ts';
import type { Place } from '../../src/moderation/place.ts';
import type { Clearance, Order, Sendable, VendorApp } from '../../src/moderation/vendor.ts';
import type { ManualClock } from '../support/manual-clock.ts';

/** An order as a test makes it, with what came of it. */
export interface TestOrder extends Order {
  readonly endings: Ending[];
  /** What `clear` was asked, in order. */
  readonly asked: (readonly string[])[];
  /** What of it was only to be read. */
  readonly onlyRead: (readonly string[])[];
  readonly notSent: (readonly string[])[];
  readonly abort: () => void;
  /** `target outcome`, sorted. */
  readonly story: () => readonly string[];
}

export type OrderOptions = Partial<Order> & {
  readonly durationSeconds?: number;
  /** What `clear` answers instead of clearing everything. */
  readonly clearing?: (targets: readonly string[], asked: number) => Partial<Clearance>;
  readonly repeated?: readonly string[];
};

export const lobby: Place = { kind: 'group', app: 'zim', group: 'lobby' };
export const everywhere: Place = { kind: 'modules', app: 'netease', modules: ['p2p', 'team', 'room', 'qchat'] };

/** A mute of the lobby unless told otherwise, whose every target is cleared. */
export function testOrder(targets: readonly string[], options: OrderOptions = {}): TestOrder {
  const aborting = new AbortController();
  const endings: Ending[] = [];
  const asked: (readonly string[])[] = [];
  const onlyRead: (readonly string[])[] = [];
  const notSent: (readonly string[])[] = [];
  const { durationSeconds, clearing, repeated = [], ...overrides } = options;
  const action: Action = options.action ?? 'mute';
  return {
    action,
    place: lobby,
    targets,
    lane: 'single',
    turn: '1',
    giveUpAt: Number.POSITIVE_INFINITY,
    signal: aborting.signal,
    clear: async (named, purpose) => {
      asked.push(named);
      if (purpose === 'read') onlyRead.push(named);
      const all: readonly Sendable[] = named.map((target) => ({ target, repeated: repeated.includes(target) }));
      const seconds = durationSeconds ?? (action === 'mute' ? 7200 : 0);
      return { targets: all, durationSeconds: seconds, ...clearing?.(named, asked.length) };
    },
    unsent: async (named) => {
      notSent.push(named);
    },
    settle: async (ended) => {
      endings.push(...ended);
    },
    ...overrides,
    endings,
    asked,
    onlyRead,
    notSent,
    abort: () => aborting.abort(new Error('cancelled')),
    story: () => endings.map(({ target, outcome }) => `${target} ${outcome}`).toSorted(),
  };
}

/** Moves the clock until the promise has settled. */
export async function until<T>(clock: ManualClock, promise: Promise<T>, stepMs = 100): Promise<T> {
  let settled = false;
  const mark = () => {
    settled = true;
  };
  promise.then(mark, mark);
  for (let steps = 0; !settled; steps++) {
    if (steps > 2_000_000) throw new Error('it never ends');
    await clock.advance(stepMs);
  }
  return promise;
}

/** Carries many targets out as the domain would: in orders of the app's size, as many at once as it likes. */
export async function carryOutAll(
  app: VendorApp,
  targets: readonly string[],
  options: OrderOptions,
): Promise<TestOrder[]> {
  const { action = 'mute', place = lobby } = options;
  const batching = app.batching(action, place);
  if ('unsupported' in batching) throw new Error(batching.unsupported);
  const { size, concurrency } = batching;
  const orders: TestOrder[] = [];
  let next = 0;
  const worker = async () => {
    while (next < targets.length) {
      const order = testOrder(targets.slice(next, next + size), { lane: 'bulk', ...options });
      next += size;
      orders.push(order);
      await app.carryOut(order);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return orders;
}
