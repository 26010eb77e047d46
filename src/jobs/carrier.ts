import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { type Bells, type Leases, NotCarrier } from '../moderation/replicas.ts';
import { createAlarm } from './alarm.ts';
import { HeldLease, instantOf } from './held-lease.ts';
import { createSparingLog } from './sparing-log.ts';

/**
 * How long the lease is given for: what a carrier that dies leaves undone waits so long, and a database that is away for less is not noticed.
 * Longer than a transaction that stands still keeps the others out (5 s), so that the next carrier finds the way free.
 */
export const leaseMs = 6000;
/** Three fit in before the lease is acted on no more, so that one or two may get lost. */
export const renewEveryMs = 1500;
/** So long before its end by the database's clock nobody acts on the lease any more. */
export const marginMs = 1000;
/** The second for which a quota gives no permits at first (`vendors/quota.ts`). */
const quotaQuietMs = 1000;

/**
 * For how long a carrier that took over sends nothing beyond its quotas' first second. With that second and the margin it is as long as a
 * request of the last carrier may take: two for one target and place are never under way together. 0 with the timeout of 2 s.
 */
export function quietAfterTakingOver(timeoutMs: number): number {
  return Math.max(0, timeoutMs - marginMs - quotaQuietMs);
}

/** How often a replica that is not the carrier asks whether it can be. */
export const seekEveryMs = 1000;
/** How often the carrier looks for what it was not told of. */
export const lookEveryMs = 1000;

/** What the carrier runs, from taking over to the end of that. */
export interface Carrying {
  /** Takes up what is open, then everything that runs later. */
  start(): Promise<void>;
  begin(number: number): void;
  cancel(number: number): void;
  /** Something may be in the outbox. */
  ring(): void;
  /** Finds in the tables what there is to do. Finding it twice does no harm. */
  look(): Promise<void>;
  /** Begins nothing more, finishes what is in flight, and once `answered` resolves tells what is due. */
  drain(answered: Promise<unknown>): Promise<void>;
  /** The lease is lost: begins nothing more. Resolves when what is in flight came to its end, which nobody records. */
  abandon(): Promise<void>;
  /** Closes connections. Nothing may be under way. */
  close(): Promise<void>;
}

/** Sees to it that one process carries the cases out. */
export interface Carrier {
  /** Resolves when this process does its part: alone, once it carries; among several, as soon as it asks for the lease. */
  start(): Promise<void>;
  /** Begins a recorded case, here or on another replica. Returns at once. */
  begin(number: number): void;
  /** The case was marked as cancelled. Returns at once. */
  cancel(number: number): void;
  /** Something may be in the outbox. */
  ring(): void;
  /** Whether this process carries the cases out now. */
  carries(): boolean;
  /** See {@link Carrying.drain}; then another replica may carry on. */
  stop(answered: Promise<unknown>): Promise<void>;
}

/** Where one process has the database to itself. */
export function createSoleCarrier({ start, begin, cancel, ring, drain }: Carrying): Carrier {
  return { start, begin, cancel, ring, carries: () => true, stop: drain };
}

export interface CarrierParts {
  readonly leases: Leases;
  readonly bells: Bells;
  /** Builds what the carrier runs, anew for every taking over. */
  readonly carry: (lease: HeldLease) => Carrying;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * One of several processes. Asks for the lease, and while it has it carries the cases out and renews it. What it runs then is stopped the
 * moment the lease can be another's, be it that the database does not answer or that this process stood still; when all of that has come
 * to its end it asks again.
 */
export function createCarrier({ leases, bells, carry, clock, ...parts }: CarrierParts): Carrier {
  const log = createSparingLog(parts.log, clock);
  const alarm = createAlarm(clock);
  const stopping = new AbortController();
  let current: Carrying | undefined;
  let answered: Promise<unknown> = Promise.resolve();
  let loop: Promise<void> = Promise.resolve();

  /** The lease, as soon as this process gets it; undefined: it stops. */
  const seek = async (): Promise<HeldLease | undefined> => {
    while (!stopping.signal.aborted) {
      const askedAt = instantOf(clock);
      try {
        const epoch = await leases.take(leaseMs);
        if (epoch !== undefined) return new HeldLease({ epoch, askedAt, forMs: leaseMs - marginMs, clock });
      } catch (error) {
        log.error({ event: 'lease.unreachable' }, error, 'The database does not say who carries the cases out.');
      }
      await alarm.wait(seekEveryMs, stopping.signal);
    }
    return undefined;
  };

  /** Renews it until it is lost or `done`. */
  const keep = async (lease: HeldLease, done: AbortSignal) => {
    const over = AbortSignal.any([lease.signal, done]);
    for (let askedAt = lease.askedAt; ; ) {
      const waitMs = Math.max(0, renewEveryMs - (clock.monotonic() - askedAt.monotonic));
      await clock.sleep(waitMs, over).catch(() => undefined);
      if (over.aborted) return;
      askedAt = instantOf(clock);
      try {
        if (await leases.renew(lease.epoch, leaseMs)) lease.renewed(askedAt);
        else lease.lose();
      } catch (error) {
        log.error({ event: 'lease.unreachable' }, error, 'The lease could not be renewed; it is tried again.');
      }
    }
  };

  const look = async () => {
    try {
      await current?.look();
    } catch (error) {
      log.error({ event: 'carrier.blind' }, error, 'What there is to do could not be looked for; it is tried again.');
    }
  };

  const lookNowAndThen = async (over: AbortSignal) => {
    while (!over.aborted) {
      await look();
      await clock.sleep(lookEveryMs, over).catch(() => undefined);
    }
  };

  /** Carries the cases out until the lease is lost or this process stops. */
  const hold = async (lease: HeldLease) => {
    const { epoch } = lease;
    const done = new AbortController();
    const kept = keep(lease, done.signal);
    const carrying = carry(lease);
    parts.log.info({ event: 'carrier.began', epoch }, 'This replica carries the cases out from now on.');
    try {
      await lease.during(carrying.start());
      current = carrying;
      const looked = lookNowAndThen(AbortSignal.any([lease.signal, stopping.signal]));
      await lease.during(aborted(stopping.signal));
      await lease.during(Promise.all([carrying.drain(answered), looked]));
      await leases.giveBack(epoch);
      parts.log.info({ event: 'carrier.ended', epoch }, 'This replica carries nothing out any more; another may.');
    } catch (error) {
      const fields = { event: 'carrier.lost', epoch };
      if (error instanceof NotCarrier) parts.log.warn(fields, 'This replica is not the carrier any more.');
      else log.error({ event: 'carrier.broke' }, error, 'This replica cannot carry the cases out; it tries again.');
      current = undefined;
      lease.lose();
      await carrying.abandon();
      // What breaks here need not break on another replica.
      if (!(error instanceof NotCarrier)) await leases.giveBack(epoch).catch(() => undefined);
      await alarm.wait(seekEveryMs, stopping.signal);
    } finally {
      current = undefined;
      done.abort();
      await kept;
      lease.lose();
      await carrying.close();
    }
  };

  bells.onRing((word) => {
    switch (word?.kind) {
      case 'begin':
        return current?.begin(word.number);
      case 'cancel':
        return current?.cancel(word.number);
      case 'outbox':
        return current?.ring();
      case 'free':
        return alarm.ring();
      case undefined:
        return void look();
    }
  });

  return {
    start: async () => {
      loop = (async () => {
        for (let lease = await seek(); lease; lease = await seek()) await hold(lease);
      })();
    },
    begin: (number) => (current ? current.begin(number) : bells.ring({ kind: 'begin', number })),
    cancel: (number) => (current ? current.cancel(number) : bells.ring({ kind: 'cancel', number })),
    ring: () => (current ? current.ring() : bells.ring({ kind: 'outbox' })),
    carries: () => current !== undefined,
    stop: async (quiet) => {
      answered = quiet;
      stopping.abort(new Error('Hush is stopping.'));
      await loop;
    },
  };
}

async function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => resolve(), { once: true });
  if (!signal.aborted) await promise;
}
