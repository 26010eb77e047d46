/**
 * Orders of one kind that are under way at once, whatever the number of cases; the first of each case comes on top. Twice what one case has
 * at most (`Batching.concurrency`), so that permits are never left idle; what only waits for one takes memory.
 */
const ordersAtOnce = 200;

/** Shares the orders that may be under way among the open cases. */
export interface OrderShares {
  /**
   * Carries each of `batches` out, as many at once as fall to the case: `most`, and at least one. Rejects with the first error after
   * everything under way has ended; nothing more is begun then.
   */
  work<Batch>(share: OrderShare, batches: AsyncIterator<Batch>, carry: (batch: Batch) => Promise<void>): Promise<void>;
}

export interface OrderShare {
  /** Cases of one kind share: what waits for the same permits. */
  readonly kind: string;
  readonly most: number;
}

interface Kind {
  /** Orders under way. */
  running: number;
  /** Cases that have orders left to begin. */
  wanting: number;
}

export function createOrderShares(): OrderShares {
  const kinds = new Map<string, Kind>();

  return {
    work: async ({ kind: name, most }, batches, carry) => {
      const kind = kinds.get(name) ?? { running: 0, wanting: 0 };
      kinds.set(name, kind);
      const { promise: ended, resolve: end, reject: fail } = Promise.withResolvers<void>();
      let own = 0;
      let isWanting = true;
      let failed: { readonly error: unknown } | undefined;
      kind.wanting += 1;

      const fairly = () => Math.max(1, Math.min(most, Math.floor(ordersAtOnce / kind.wanting)));
      const begin = () => {
        while (isWanting && (own === 0 || (own < fairly() && kind.running < ordersAtOnce))) void worker();
      };
      const beginNoMore = () => {
        if (isWanting) kind.wanting -= 1;
        isWanting = false;
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
          // Others' shares grow as this one's gets smaller, and the other way round.
          while (!failed && own <= fairly()) {
            const next = ahead;
            ahead = pull();
            const { done, value } = await next;
            if (done) break;
            await carry(value);
            begin();
          }
        } catch (error) {
          failed ??= { error };
          beginNoMore();
        }
        own -= 1;
        kind.running -= 1;
        if (own > 0) return;
        if (failed) fail(failed.error);
        else end();
      };
      begin();
      await ended;
    },
  };
}
