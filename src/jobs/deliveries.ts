import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Again, Announcer } from '../moderation/announcer.ts';
import { nobodyWatches, type Observer } from '../moderation/observer.ts';
import type { Delivery, Lane, Outbox } from '../moderation/ports.ts';
import { createAlarm } from './alarm.ts';
import { createSparingLog } from './sparing-log.ts';

export interface Deliveries {
  start(): void;
  /** Something may be due. */
  ring(): void;
  /** Finishes what is in flight and what is due now, as far as Slack takes it, then ends. Does nothing if it was never started. */
  stop(): Promise<void>;
  /** Begins nothing more and resolves when what is in flight has ended, recorded or not. */
  abandon(): Promise<void>;
}

/** How many private messages are under way at once; the audit channel gets one at a time, in order. */
const atOnce: Readonly<Record<Lane, number>> = { audit: 1, private: 8 };
const retryAfterBugMs = 60_000;
/** How soon the store is asked again to take down that something was told. */
const rewriteMs = 5000;
const pauseMs = 250;

/**
 * Empties one lane of the outbox. In the audit lane a message that Slack would not take holds back those behind it, so that what is told
 * later is told in order; private messages do not wait for each other.
 */
export function createDeliveries(
  lane: Lane,
  parts: { outbox: Outbox; announcer: Announcer; clock: Clock; log: Log; observer?: Observer },
): Deliveries {
  const { outbox, announcer, clock, observer = nobodyWatches } = parts;
  const log = createSparingLog(parts.log, clock);
  const alarm = createAlarm(clock);
  const stopping = new AbortController();
  const underWay = new Map<number, Promise<void>>();
  /** Told or refused, but the store would not take that down: nobody is told the same again, only the store is. */
  const unwritten = new Map<number, { readonly delivery: Delivery; readonly again: Again; readonly tryAt: number }>();
  /** Told before, with more to tell since, and the version that was told: what is new goes first. */
  const told = new Map<number, number>();
  let heldUntil = 0;
  /** What was refused before the last stop has been made due. */
  let resumed = false;
  let loop: Promise<void> | undefined;

  const deliver = async (delivery: Delivery) => {
    const { id, version } = delivery;
    const before = unwritten.get(id);
    let again = before?.again;
    // More may have been added to it since.
    if (!before || before.delivery.version !== version) again = await tell(delivery);
    if (again && again.error === undefined) told.set(id, version);
    else told.delete(id);
    if (again?.error && !again.onlyThis && lane === 'audit') heldUntil = again.at;
    try {
      await (again ? outbox.later(delivery, again) : outbox.done(delivery));
      unwritten.delete(id);
    } catch (error) {
      log.error({ event: 'outbox.broke' }, error, 'The outbox could not be written.');
      unwritten.set(id, { delivery, again, tryAt: clock.now() + rewriteMs });
    }
  };

  const tell = (delivery: Delivery): Promise<Again> => {
    const { kind } = delivery;
    const about = { kind, ...(delivery.case !== undefined && { case: delivery.case }) };
    return observer.during('delivery', { lane, ...about }, async () => {
      const again = await offer(delivery, about);
      const trouble = again?.error;
      if (trouble !== undefined) observer.note('delivery', { result: 'refused', trouble });
      else observer.note('delivery', { result: again ? 'again' : 'told' });
      return again;
    });
  };

  const offer = async (
    delivery: Delivery,
    about: { readonly kind: string; readonly case?: number },
  ): Promise<Again> => {
    try {
      return await announcer.deliver(delivery);
    } catch (error) {
      log.error({ event: 'delivery.broke', ...about }, error, 'A message could not be built or sent.');
      return { at: clock.now() + retryAfterBugMs, error: 'internal', onlyThis: true };
    }
  };

  /** Begins what is due. Returns how many it began. */
  const begin = async (): Promise<number> => {
    const now = clock.now();
    const free = atOnce[lane] - underWay.size;
    if (free <= 0 || now < heldUntil) return 0;
    const due = await outbox.due({ lane, now, limit: atOnce[lane] + told.size });
    const isReady = ({ id }: Delivery) => !underWay.has(id) && (unwritten.get(id)?.tryAt ?? 0) <= now;
    const isUpdate = ({ id, version }: Delivery) => told.get(id) === version;
    const fresh = due
      .filter(isReady)
      .toSorted((a, b) => Number(isUpdate(a)) - Number(isUpdate(b)))
      .slice(0, free);
    for (const delivery of fresh) {
      const done = deliver(delivery).finally(() => {
        underWay.delete(delivery.id);
        alarm.ring();
      });
      underWay.set(delivery.id, done);
    }
    return fresh.length;
  };

  const nextLook = async (): Promise<number> => {
    if (underWay.size >= atOnce[lane]) return Number.POSITIVE_INFINITY;
    const next = await outbox.nextDue(lane);
    if (next === undefined) return Number.POSITIVE_INFINITY;
    // What is under way, or could not be written, is still due in the store: without a pause this would spin.
    const isBusy = underWay.size > 0 || unwritten.size > 0;
    return Math.max(Math.max(next, heldUntil) - clock.now(), isBusy ? pauseMs : 0);
  };

  /** Slack may take by now what it refused before the last stop; what waited behind that must not pass it. */
  const resume = async () => {
    if (!resumed) await outbox.offerAgain(lane);
    resumed = true;
  };

  const abandon = async () => {
    stopping.abort(new Error('Hush is stopping.'));
    await loop;
    await Promise.all(underWay.values());
  };

  return {
    start: () => {
      loop = (async () => {
        while (!stopping.signal.aborted) {
          try {
            await resume();
            if ((await begin()) === 0) await alarm.wait(await nextLook(), stopping.signal);
          } catch (error) {
            log.error({ event: 'outbox.broke' }, error, 'The outbox could not be read; it is tried again.');
            await alarm.wait(1000, stopping.signal);
          }
        }
      })();
    },
    ring: alarm.ring,
    abandon,
    stop: async () => {
      await abandon();
      if (!loop) return;
      try {
        while ((await begin()) > 0) await Promise.all(underWay.values());
      } catch (error) {
        log.error({ event: 'outbox.broke' }, error, 'The outbox could not be read; it is told at the next start.');
      }
    },
  };
}
