import { endingAction } from './case.ts';
import { endingsOf, nobodyWatches, type Observer } from './observer.ts';
import { bitsOf, scopeOf } from './place.ts';
import type { PlaceLocks } from './place-locks.ts';
import type { DueHold, Holds } from './ports.ts';
import type { Clearance, OrderEnd, VendorApp } from './vendor.ts';

/** Ends of one task at one place, of at most `Batching.size` targets: one order. */
export interface EndBatch {
  readonly app: VendorApp;
  readonly holds: readonly [DueHold, ...DueHold[]];
  /** Orders that are cut alike. */
  readonly kind: string;
  /** How many orders of this kind are worth having under way; more would only keep single mutes of the same people waiting. */
  readonly atOnce: number;
}

/**
 * Lifts or renews a batch of holds. A lift asks for the opposite action, a renewal for the same one again with the time still to go.
 * What gets no answer stays and comes due again; what a newer case claims waits for it.
 */
export async function carryOutEnds(
  { app, holds: due }: EndBatch,
  parts: { holds: Holds; locks: PlaceLocks; lane: 'single' | 'bulk'; observer?: Observer },
  signal: AbortSignal,
): Promise<OrderEnd> {
  const { holds, locks, lane, observer = nobodyWatches } = parts;
  const [first] = due;
  const action = first.task === 'renew' ? first.action : endingAction(first);
  if (!action) return {};
  const ids = new Map(due.map((hold) => [hold.target, hold.id]));
  const caseOf = new Map(due.map((hold) => [hold.target, hold.case]));
  const cases = [...new Set(caseOf.values())];
  const { task } = first;
  const idsOf = (targets: readonly string[]) => targets.flatMap((target) => ids.get(target) ?? []);
  const targets = due.map(({ target }) => target);
  return observer.during('ends', { app: app.name, task, action, targets: targets.length, cases }, async () => {
    const release = await locks.hold({ scope: scopeOf(first.place), targets }, signal);
    try {
      return await app.carryOut({
        action,
        place: first.place,
        targets,
        lane,
        turn: 'ends',
        cases,
        giveUpAt: Number.POSITIVE_INFINITY,
        signal,
        clear: async (asked) => {
          const clearance = await holds.clear(idsOf(asked));
          // What a renewal prolongs was set long before it. A no to it is told, also after an earlier try was lost.
          return task === 'renew' ? withoutRepeats(clearance) : clearance;
        },
        settle: async (endings) => {
          await holds.settle(idsOf(endings.map(({ target }) => target)), endings);
          for (const [number, same] of Map.groupBy(endings, ({ target }) => caseOf.get(target)))
            if (number !== undefined)
              observer.saw('ended', { case: number, app: app.name, task, endings: endingsOf(same) });
        },
      });
    } finally {
      release();
    }
  });
}

function withoutRepeats({ targets, ...rest }: Clearance): Clearance {
  return { ...rest, targets: targets.map((target) => ({ ...target, repeated: false })) };
}

/** Cuts due holds, oldest end first, into batches that can go out as one order. */
export function batchEnds(due: readonly DueHold[], apps: ReadonlyMap<string, VendorApp>): readonly EndBatch[] {
  const alike = Map.groupBy(due, (hold) => {
    const bits = hold.place.kind === 'modules' ? bitsOf(hold.place.modules) : 1;
    // An order has one duration: cases end at different times, and only what lifts (duration 0) may share an order.
    const until = hold.task === 'renew' ? hold.case : '';
    return [hold.scope, bits, hold.task, hold.action, until].join('\n');
  });
  return [...alike.values()].flatMap((holds) => cut(holds, apps));
}

function cut(holds: readonly DueHold[], apps: ReadonlyMap<string, VendorApp>): readonly EndBatch[] {
  const [first] = holds;
  const app = first && apps.get(first.place.app);
  const action = first && endingAction(first);
  if (!app || !action) return [];
  const batching = app.batching(action, first.place);
  if ('unsupported' in batching) return [];
  const { size, concurrency: atOnce } = batching;
  const kind = `${first.place.kind} ${size}`;
  const batches: EndBatch[] = [];
  for (let start = 0; start < holds.length; start += size) {
    const [head, ...tail] = holds.slice(start, start + size);
    if (head) batches.push({ app, holds: [head, ...tail], kind, atOnce });
  }
  return batches;
}
