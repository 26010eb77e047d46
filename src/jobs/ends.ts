import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { CredentialsAlarm } from '../moderation/credentials-alarm.ts';
import { batchEnds, carryOutEnds, type EndBatch, putOffEnds } from '../moderation/lift.ts';
import { caseFields, type Observer } from '../moderation/observer.ts';
import type { PlaceLocks } from '../moderation/place-locks.ts';
import type { Holds } from '../moderation/ports.ts';
import type { VendorApp } from '../moderation/vendor.ts';
import { createSparingLog } from './sparing-log.ts';

/** Often enough that an end is on time to the second (design §9). */
const sweepMs = 500;
/** Read at once. How much of it is begun depends on what is under way: see `EndBatch.atOnce`. */
const mostDue = 500;
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

/** Ends mutes and silences when their time has come, and renews those that outlast the vendor's clock. */
export function createEnds(parts: EndsParts): Ends {
  const { holds, apps, clock } = parts;
  const log = createSparingLog(parts.log, clock);
  const stopping = new AbortController();
  const underWay = new Set<number>();
  const running = new Set<Promise<void>>();
  /** Orders under way by app. */
  const orders = new Map<string, number>();
  let loop: Promise<void> = Promise.resolve();

  const sweep = async () => {
    await holds.tend();
    // An app that has as much under way as it can use is left out of the next look, so that it never hides the others' ends.
    const full = new Set<string>();
    for (let before = -1; before !== full.size; ) {
      before = full.size;
      const due = await holds.due({ now: clock.now(), limit: mostDue, not: underWay, notApps: [...full] });
      const batches = batchEnds(due, apps);
      const batched = new Set(batches.flatMap((batch) => batch.holds.map(({ id }) => id)));
      await putOffEnds(
        due.filter(({ id }) => !batched.has(id)),
        holds,
      );
      const lane = due.length <= interactiveEnds ? 'single' : 'bulk';
      for (const batch of batches) {
        if ((orders.get(batch.app.name) ?? 0) >= batch.atOnce) full.add(batch.app.name);
        else begin(batch, lane);
      }
    }
  };

  const begin = (batch: EndBatch, lane: 'single' | 'bulk') => {
    const count = (by: number) => orders.set(batch.app.name, (orders.get(batch.app.name) ?? 0) + by);
    count(1);
    for (const { id } of batch.holds) underWay.add(id);
    const done = carry(batch, lane).finally(() => {
      count(-1);
      for (const { id } of batch.holds) underWay.delete(id);
      running.delete(done);
    });
    running.add(done);
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
          await clock.sleep(sweepMs, stopping.signal).catch(() => undefined);
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
