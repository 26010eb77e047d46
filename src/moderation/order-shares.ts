/**
 * Orders of one kind that are under way at once, whatever the number of cases; the first of each case comes on top. Twice what one case has
 * at most (`Batching.concurrency`), so that permits are never left idle; what only waits for one takes memory.
 */
const ordersAtOnce = 200;

/** Shares the orders that may be under way among the open cases. */
export interface OrderShares {
  /**
   * Carries each of `batches` out, as many at once as fall to the case: at most `most`, and at least one. Rejects with the first error after
   * everything under way has ended; nothing more is begun then.
   */
  work<Batch>(share: OrderShare, batches: AsyncIterator<Batch>, carry: (batch: Batch) => Promise<void>): Promise<void>;
}

export interface OrderShare {
  /** Cases of one kind share: what is cut alike, for the same action, in the same lane. */
  readonly kind: string;
  readonly most: number;
}

interface Kind {
  /** Orders under way. */
  running: number;
  /** What begins more orders of each case that has some left to begin, as far as its share goes. */
  readonly wanting: Set<() => void>;
}

export function createOrderShares(): OrderShares {
  const kinds = new Map<string, Kind>();

  return {
    work: async ({ kind: name, most }, batches, carry) => {
      const kind = kinds.get(name) ?? { running: 0, wanting: new Set() };
      kinds.set(name, kind);
      const { promise: ended, resolve: end, reject: fail } = Promise.withResolvers<void>();
      let own = 0;
      let failed: { readonly error: unknown } | undefined;

      const fairly = () => Math.max(1, Math.min(most, Math.floor(ordersAtOnce / kind.wanting.size)));
      const begin = () => {
        while (kind.wanting.has(begin) && (own === 0 || (own < fairly() && kind.running < ordersAtOnce))) void worker();
      };
      const beginNoMore = () => {
        if (kind.wanting.delete(begin)) for (const other of kind.wanting) other();
      };
      // One ahead, to know whether more is left: the last order of a case may take long, and others can have its share meanwhile.
      const pull = () => {
        const next = batches.next();
        next.then(({ done }) => done && beginNoMore(), beginNoMore);
        return next;
      };
      let ahead = pull();
      const worker = async () => {
        own += 1;
        kind.running += 1;
        try {
          while (!failed && own <= fairly()) {
            const next = ahead;
            ahead = pull();
            const { done, value } = await next;
            if (done || failed) break;
            await carry(value);
          }
        } catch (error) {
          failed ??= { error };
          beginNoMore();
        }
        own -= 1;
        kind.running -= 1;
        for (const other of kind.wanting) other();
        if (own > 0) return;
        if (failed) fail(failed.error);
        else end();
      };
      kind.wanting.add(begin);
      begin();
      await ended;
    },
  };
}
