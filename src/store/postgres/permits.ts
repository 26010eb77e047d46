import type { Permits } from '../../moderation/replicas.ts';
import type { Ask } from './driver.ts';
import { nowMs } from './now-ms.ts';

/** A row that somebody takes at this very moment may be free again at once, if they find that they do not need it. */
const leastWaitMs = 20;
/** What is new is free after the vendors' second: who knows what asked them before. */
const windowMs = 1000;

/** The permits of the table `permits`; rows are made as they are first needed. Nobody waits for anybody here. */
export function createPermits(ask: Ask): Permits {
  return {
    take: async ({ app, operation, limit, forMs }) => {
      const [taken] = await ask(
        `with free as materialized (
            select slot as free_slot from permits
              where app = $1 and operation = $2 and slot < $3 and greatest(free_at, paused_until) <= ${nowMs}
              order by free_at limit 1 for update skip locked)
          update permits set free_at = ${nowMs} + $4, taking = taking + 1 from free
            where app = $1 and operation = $2 and slot = free_slot
            returning slot, taking`,
        [app, operation, limit, forMs],
      );
      if (taken) return { app, operation, slot: Number(taken.slot), taking: Number(taken.taking) };
      const [next] = await ask(
        `select count(*) as known, min(greatest(free_at, paused_until)) - ${nowMs} as wait from permits
          where app = $1 and operation = $2 and slot < $3`,
        [app, operation, limit],
      );
      if (Number(next?.known) === limit) return Math.max(leastWaitMs, Number(next?.wait));
      await ask(
        `insert into permits (app, operation, slot, free_at)
          select $1, $2, slot, ${nowMs} + $4 from generate_series(0, $3::bigint - 1) slot on conflict do nothing`,
        [app, operation, limit, windowMs],
      );
      return leastWaitMs;
    },

    giveBack: async ({ app, operation, slot, taking }, afterMs) => {
      await ask(
        `update permits set free_at = ${nowMs} + $5
          where app = $1 and operation = $2 and slot = $3 and taking = $4`,
        [app, operation, slot, taking, afterMs],
      );
    },

    pause: async ({ app, operation }, forMs) => {
      await ask(
        `update permits set paused_until = greatest(paused_until, ${nowMs} + $3) where app = $1 and operation = $2`,
        [app, operation, forMs],
      );
    },
  };
}
