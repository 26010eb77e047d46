import type { Bells, Leases, Word } from '../../src/moderation/replicas.ts';
import type { ManualClock } from './manual-clock.ts';

/** A database in memory as far as the lease and the bells go, for several processes in one test; its clock is the test's. */
export interface SharedLease {
  /** What one process has of it. While `away` says so the database does not answer that process for three seconds, then fails it. */
  process(name: string, away?: () => boolean): { readonly leases: Leases; readonly bells: Bells };
  readonly row: { epoch: number; owner: string | undefined; until: number };
}

export function createSharedLease(clock: ManualClock): SharedLease {
  const row: SharedLease['row'] = { epoch: 0, owner: undefined, until: 0 };
  const listeners: ((word: Word | undefined) => void)[] = [];
  const ring = (word: Word) => {
    for (const listener of listeners) listener(word);
  };

  return {
    row,
    process: (name, away = () => false) => {
      const reach = async () => {
        if (!away()) return;
        await clock.sleep(3000);
        throw new Error('The database does not answer.');
      };
      const isOwn = (epoch: number) => row.epoch === epoch && row.owner === name;
      return {
        leases: {
          take: async (forMs) => {
            await reach();
            if (row.owner !== undefined && row.owner !== name && row.until > clock.monotonic()) return undefined;
            Object.assign(row, { epoch: row.epoch + 1, owner: name, until: clock.monotonic() + forMs });
            return row.epoch;
          },
          renew: async (epoch, forMs) => {
            await reach();
            if (isOwn(epoch)) row.until = clock.monotonic() + forMs;
            return isOwn(epoch);
          },
          giveBack: async (epoch) => {
            await reach();
            if (!isOwn(epoch)) return;
            Object.assign(row, { owner: undefined, until: 0 });
            ring({ kind: 'free' });
          },
        },
        bells: {
          ring: (word) => {
            if (!away()) ring(word);
          },
          onRing: (heard) => {
            listeners.push((word) => {
              if (!away()) heard(word);
            });
          },
        },
      };
    },
  };
}
