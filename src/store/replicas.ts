import type { Random } from '../lib/random.ts';
import { NotCarrier, type Replicas } from '../moderation/replicas.ts';
import type { SharedDatabase, Store } from './open.ts';
import { channel, createBells } from './postgres/bells.ts';
import { createLeases, isCarrier } from './postgres/leases.ts';
import { askPool, createLine } from './postgres/line.ts';
import { createPermits } from './postgres/permits.ts';

/** What this process, one of several, has in their database beside the tables. */
export interface SharedReplicas extends Replicas {
  /** The store for the carrier of this epoch: what writes rejects with `NotCarrier`, and nothing was written, once it is not that any more. */
  fenced(epoch: number): Store;
  /** Before the store is closed. */
  close(): Promise<void>;
}

export function createReplicas({ pool, fenced }: SharedDatabase, random: Random): SharedReplicas {
  const owner = random.hex(16);
  const line = createLine(pool, channel);
  const ask = askPool(pool);
  return {
    leases: createLeases(line, owner),
    bells: createBells(ask, line),
    permits: createPermits(ask),
    fenced: (epoch) =>
      fenced(async (asking) => {
        if (!(await isCarrier(asking, { epoch, owner }))) throw new NotCarrier();
      }),
    close: line.close,
  };
}
