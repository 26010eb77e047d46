import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { CredentialsAlarm } from '../moderation/credentials-alarm.ts';
import { batchEnds, carryOutEnds, type EndBatch } from '../moderation/lift.ts';
import { caseFields, type Observer } from '../moderation/observer.ts';
import type { PlaceLocks } from '../moderation/place-locks.ts';
import type { DueKey, EndsLane, Holds } from '../moderation/ports.ts';
import type { VendorApp } from '../moderation/vendor.ts';
import { createAlarm } from './alarm.ts';
import { createSparingLog } from './sparing-log.ts';

/** Often enough that an end is on time to the second (design §9). */
const sweepMs = 500;
/** Read at once. How much of it is begun depends on what is under way: see `EndBatch.atOnce`. */
const pageSize = 500;
/** A sweep looks at so many ends of a lane at most, and the next one goes on behind them: others have their turn in between. */
const mostPages = 4;
/** Ends of at most this many targets go before bulks, as a single mute does. */
const interactiveEnds = 20;

export interface Ends {
  /** Sweeps until {@link Ends.stop}. Overdue ends, of a time when Hush was not running, are due at once. */
  start(): void;
  /** Begins nothing more, waits for what is in flight. */
  stop(): Promise<void>;
}

export interface EndsParts {
  readonly holds: Holds;
  readonly apps: ReadonlyMap<string, VendorApp>;
  readonly locks: PlaceLocks;
  readonly credentialsAlarm: CredentialsAlarm;
  readonly clock: Clock;
  readonly log: Log;
  /** Left out: nobody watches. */
  readonly observer?: Observer;
}

/** What is remembered of a lane between two sweeps. */
interface LaneState {
  /** Holds in the orders under way. */
  readonly underWay: Set<number>;
  /** Orders under way by kind. */
  readonly orders: Map<string, number>;
  /** Kinds of which more was due than could be begun. */
  readonly full: Set<string>;
  /** Where the next look begins: everything before it was begun, or waits for a newer case. Left out: with the oldest. */
  after?: DueKey | undefined;
}

/** Ends mutes and silences when their time has come, and renews those that outlast the vendor's clock. */
export function createEnds(parts: EndsParts): Ends {
  const { holds, apps, clock } = parts;
  const log = createSparingLog(parts.log, clock);
  const alarm = createAlarm(clock);
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  const states = new Map<string, LaneState>();
  let loop: Promise<void> = Promise.resolve();

  const stateOf = ({ app, task }: EndsLane): LaneState => {
    const known = states.get(`${app} ${task}`);
    if (known) return known;
    const created: LaneState = { underWay: new Set(), orders: new Map(), full: new Set() };
    states.set(`${app} ${task}`, created);
    return created;
  };

  const sweep = async () => {
    await holds.tend();
    for (const lane of await holds.dueLanes(clock.now())) await fill(lane, stateOf(lane));
  };

  /** Begins what is due in a lane, oldest end first, as far as its app can use it. */
  const fill = async (lane: EndsLane, state: LaneState) => {
    state.full.clear();
    let after = state.after;
    for (let page = 0; page < mostPages; page += 1) {
      const query = { lane, now: clock.now(), limit: pageSize, not: state.underWay, after };
      const { holds: due, next } = await holds.due(query);
      const batches = batchEnds(due, apps);
      await strandOthers(due, batches);
      const isFew = !after && !next && state.underWay.size + due.length <= interactiveEnds;
      const begun = batches.filter((batch) => beginIfFree(batch, state, isFew ? 'single' : 'bulk'));
      // Behind a page of which something is left, more may be begun, but the next look is at that page again.
      if (state.full.size === 0) state.after = next;
      if (!next || (batches.length > 0 && begun.length === 0)) return;
      after = next;
    }
  };

  /** What nobody can carry out, because its app is not set up any more, stays as it is: it goes on when the app is there again. */
  const strandOthers = async (due: readonly { id: number }[], batches: readonly EndBatch[]) => {
    const batched = new Set(batches.flatMap((batch) => batch.holds.map(({ id }) => id)));
    const others = due.flatMap(({ id }) => (batched.has(id) ? [] : id));
    if (others.length > 0) await holds.strand(others);
  };

  const beginIfFree = (batch: EndBatch, state: LaneState, lane: 'single' | 'bulk'): boolean => {
    const { kind, atOnce } = batch;
    const { orders, underWay, full } = state;
    const count = orders.get(kind) ?? 0;
    if (count >= atOnce) {
      full.add(kind);
      return false;
    }
    orders.set(kind, count + 1);
    for (const { id } of batch.holds) underWay.add(id);
    const done = carry(batch, lane).finally(() => {
      const left = (orders.get(kind) ?? 0) - 1;
      orders.set(kind, left);
      for (const { id } of batch.holds) underWay.delete(id);
      running.delete(done);
      // Where the vendor is faster than sweeps come, it is not left idle until the next one.
      if (full.has(kind) && left <= atOnce / 2) alarm.ring();
    });
    running.add(done);
    return true;
  };

  const carry = async (batch: EndBatch, lane: 'single' | 'bulk') => {
    try {
      const { credentialsRefused } = await carryOutEnds(batch, { ...parts, lane }, stopping.signal);
      if (credentialsRefused) await parts.credentialsAlarm.raise({ app: batch.app, code: credentialsRefused.code });
    } catch (error) {
      if (!stopping.signal.aborted)
        log.error(
          { event: 'ends.broke', ...caseFields(batch.holds.map((hold) => hold.case)) },
          error,
          'Ends could not be carried out; they come due again.',
        );
    }
  };

  return {
    start: () => {
      loop = (async () => {
        while (!stopping.signal.aborted) {
          try {
            await sweep();
          } catch (error) {
            log.error({ event: 'sweep.broke' }, error, 'The sweep for due ends failed; it is tried again.');
          }
          await alarm.wait(sweepMs, stopping.signal);
        }
      })();
    },
    stop: async () => {
      stopping.abort(new Error('Hush is stopping.'));
      await loop;
      await Promise.all(running);
    },
  };
}
