import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Again, Announcer } from '../moderation/announcer.ts';
import type { Delivery, Lane, Outbox } from '../moderation/ports.ts';
import { createAlarm } from './alarm.ts';

export interface Deliveries {
  start(): void;
  /** Something may be due. */
  ring(): void;
  /** Finishes what is in flight and what is due now, as far as Slack takes it, then ends. Does nothing if it was never started. */
  stop(): Promise<void>;
}

/** How many private messages are under way at once; the audit channel gets one at a time, in order. */
const atOnce: Readonly<Record<Lane, number>> = { audit: 1, private: 8 };
const retryAfterBugMs = 60_000;
const pauseMs = 250;

/**
 * Empties one lane of the outbox. In the audit lane a message that Slack would not take holds back those behind it, so that what is told
 * later is told in order; private messages do not wait for each other.
 */
export function createDeliveries(
  lane: Lane,
  { outbox, announcer, clock, log }: { outbox: Outbox; announcer: Announcer; clock: Clock; log: Log },
): Deliveries {
  const alarm = createAlarm(clock);
  const stopping = new AbortController();
  const underWay = new Map<number, Promise<void>>();
  /** Told, but the store would not take that down. */
  const unwritten = new Set<number>();
  let heldUntil = 0;
  let loop: Promise<void> | undefined;

  const deliver = async (delivery: Delivery) => {
    let again: Again;
    try {
      again = await announcer.deliver(delivery);
    } catch (error) {
      log.error(
        { event: 'delivery.broke', case: delivery.case, kind: delivery.kind, err: error },
        'A message could not be built or sent.',
      );
      again = { at: clock.now() + retryAfterBugMs, error: 'internal', onlyThis: true };
    }
    if (again?.error && !again.onlyThis && lane === 'audit') heldUntil = again.at;
    await (again ? outbox.later(delivery, again) : outbox.done(delivery));
  };

  /** Begins what is due. Returns how many it began. */
  const begin = async (): Promise<number> => {
    const now = clock.now();
    const free = atOnce[lane] - underWay.size;
    if (free <= 0 || now < heldUntil) return 0;
    const due = await outbox.due({ lane, now, limit: atOnce[lane] });
    const fresh = due.filter(({ id }) => !underWay.has(id) && !unwritten.has(id)).slice(0, free);
    for (const delivery of fresh) {
      const done = deliver(delivery)
        .catch(async (error: unknown) => {
          log.error({ event: 'outbox.broke', err: error }, 'The outbox could not be written.');
          // Still due in the store: without this it would be told again and again until the store can be written.
          unwritten.add(delivery.id);
          await clock.sleep(retryAfterBugMs, stopping.signal).catch(() => undefined);
          if (!stopping.signal.aborted) unwritten.delete(delivery.id);
        })
        .finally(() => {
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
    // What is under way is still due in the store: without a pause this would spin until Slack answers.
    return Math.max(Math.max(next, heldUntil) - clock.now(), underWay.size > 0 ? pauseMs : 0);
  };

  return {
    start: () => {
      loop = (async () => {
        while (!stopping.signal.aborted) {
          try {
            if ((await begin()) === 0) await alarm.wait(await nextLook(), stopping.signal);
          } catch (error) {
            log.error({ event: 'outbox.broke', err: error }, 'The outbox could not be read; it is tried again.');
            await alarm.wait(1000, stopping.signal);
          }
        }
      })();
    },
    ring: alarm.ring,
    stop: async () => {
      stopping.abort(new Error('Hush is stopping.'));
      if (!loop) return;
      await loop;
      await Promise.all(underWay.values());
      try {
        while ((await begin()) > 0) await Promise.all(underWay.values());
      } catch (error) {
        log.error({ event: 'outbox.broke', err: error }, 'The outbox could not be read; it is told at the next start.');
      }
    },
  };
}
