import type { Leases } from '../../moderation/replicas.ts';
import { channel, textOf } from './bells.ts';
import type { Ask } from './driver.ts';
import { writersLock } from './driver.ts';
import type { Line } from './line.ts';
import { nowMs } from './now-ms.ts';

/**
 * So long the one who writes at the moment is waited for, which is a little less than the lease is good for in its process
 * (`jobs/carrier.ts`). On a busy database it takes a while.
 */
const turnMs = 4000;

/**
 * The lease is the one row of the table `carrier`. Taking and renewing it wait for nobody, so that it is taken in time also while many
 * want to write; then one turn among the writers is waited for: every transaction of the carrier before is either over by then or finds
 * another epoch. `owner` is a name that no other process has: after a failover to a server that lacks the last seconds an epoch may come
 * twice.
 */
export function createLeases(line: Line, owner: string): Leases {
  return {
    take: async (forMs) => {
      const [free] = await line.ask(`select 1 from carrier where owner is null or owner = $1 or until <= ${nowMs}`, [
        owner,
      ]);
      if (!free) return undefined;
      const [taken] = await line.ask(
        `update carrier set epoch = epoch + 1, owner = $1, until = ${nowMs} + $2
          where owner is null or owner = $1 or until <= ${nowMs} returning epoch`,
        [owner, forMs],
      );
      if (!taken) return undefined;
      const turn = `set local statement_timeout = ${turnMs}; select pg_advisory_xact_lock(${writersLock})`;
      await line.ask(`begin; ${turn}; commit`, [], turnMs);
      return Number(taken.epoch);
    },

    renew: async (epoch, forMs) => {
      const renewed = await line.ask(
        `update carrier set until = ${nowMs} + $3 where epoch = $1 and owner = $2 returning epoch`,
        [epoch, owner, forMs],
      );
      return renewed.length > 0;
    },

    giveBack: async (epoch) => {
      await line.ask('update carrier set owner = null, until = 0 where epoch = $1 and owner = $2', [epoch, owner]);
      await line.ask('select pg_notify($1, $2)', [channel, textOf({ kind: 'free' })]);
    },
  };
}

/** Whether the process of this name is still the carrier of this epoch: asked in each of its transactions, in the writers' turn. */
export async function isCarrier(ask: Ask, { epoch, owner }: { epoch: number; owner: string }): Promise<boolean> {
  const rows = await ask('select 1 from carrier where epoch = $1 and owner = $2', [epoch, owner]);
  return rows.length > 0;
}
