import type { Clock } from '../lib/clock.ts';
import type { QuotaUse } from '../moderation/figures.ts';
import { TurnQueue } from './turn-queue.ts';

/** Who asks for a permit. */
export interface PermitRequest {
  /** `single` passes `bulk`: a person waits for it. */
  readonly lane: 'single' | 'bulk';
  /** Within a lane, different keys take turns. */
  readonly turn: string;
  /** Aborted: the asker leaves the queue. */
  readonly signal?: AbortSignal;
}

/** The right to send one request now. Must be given back, sent or not. */
export interface Permit {
  /** False: it came too late to be sent, for somebody else may have the permit by now. */
  holds(): boolean;
  /** The request is being written. */
  sent(): void;
  /** The reply was read, or will not be. A permit that was sent comes back one second from now, another at once. */
  returned(): void;
}

/**
 * One documented limit, kept: one app and one operation. The in-memory keeper serves one process, the keeper in the store several.
 */
export interface Quota {
  /** Resolves when one request may be sent; rejects with the signal's reason. */
  acquire(request: PermitRequest): Promise<Permit>;
  /** Gives no permits for so many milliseconds: the vendor said that it counts more calls than we do. */
  pause(ms: number): void;
  /** How far it is used now, to be shown. Absent: the keeper cannot say. */
  use?(): QuotaUse;
  /** Stops its timer. Whoever still waits keeps waiting. */
  close(): void;
}

/** Which limit to keep. */
export interface Bucket {
  readonly app: string;
  readonly operation: string;
  /** Most requests in any one second. */
  readonly callsPerSecond: number;
}

/** The vendors count by seconds. */
const windowMs = 1000;
/** Sends are spaced a little wider than the limit asks for, because the network brings evenly sent requests unevenly (law 7). */
const paceFactor = 1.05;
/**
 * An idle or late moment may be made up for by four turns of the pace, and by a fifth of a second's turns where those are fewer: so many
 * requests, and one, may go at once. Without it every wait for a permit is lost for good and 10,000 mutes take 1.10 instead of 1.08 of the
 * ideal; with more, a vendor that allows bursts of a quarter second only would begin to refuse.
 */
const catchUp = { turns: 4, ms: 200 * paceFactor } as const;
/** A late timer may always be made up for by so many milliseconds, or every send would be late by the timer's coarseness. */
const leastSlackMs = 2;
/**
 * A bulk leaves the last free permit alone until the next one is at most so far away, so that nobody who mutes a single person falls into
 * a gap. An ordinary round trip is what a single mute may be made to wait, and while people mute one by one they get just that. Otherwise
 * it is two: closer together costs a bulk half a hundredth of its time. Where permits are farther apart anyway it goes by turns.
 */
const room = { askedFor: { ms: 80, turns: 1.5 }, otherwise: { ms: 160, turns: 3 } } as const;
/** How long people count as muting one by one after somebody asked for a single permit. */
const askedForMs = 10_000;

/**
 * Keeps a limit in this process. A permit is away from the moment a request is sent until one second after its reply was read, so no
 * one-second window at the vendor holds more requests than permits. For its first second it gives none: whatever process ran before
 * may have sent requests that still count.
 *
 * What a bulk takes beyond the ideal is the round trip each permit is away for before its second begins: with 20 permits and 80 ms about
 * 8 hundredths. Nothing can win that back without two requests of one permit meeting in one second at the vendor. The turns saved up at
 * its start make up for the pace.
 */
export function createMemoryQuota(options: MemoryQuotaOptions): Quota {
  return new MemoryQuota(options);
}

export interface MemoryQuotaOptions {
  readonly callsPerSecond: number;
  readonly clock: Clock;
  /** When the process began to use the vendor app, by the clock's `monotonic()`. */
  readonly startedAt: number;
}

type Waiter = (permit: Permit) => void;

class MemoryQuota implements Quota {
  readonly #limit: number;
  readonly #paceMs: number;
  #slackMs: number;
  readonly #clock: Clock;
  readonly #single = new TurnQueue<Waiter>();
  readonly #bulk = new TurnQueue<Waiter>();
  /** Permits given and not yet returned. */
  #away = 0;
  /** When each returned permit may be given again, in rising order. */
  readonly #resting: number[] = [];
  /** The next send's turn in the pace. */
  #nextAt: number;
  /** Nothing before this: the start, or a pause. */
  #notBefore: number;
  #cancelTimer: (() => void) | undefined;
  #timerAt = Number.POSITIVE_INFINITY;
  #singleAskedAt = Number.NEGATIVE_INFINITY;

  constructor({ callsPerSecond, clock, startedAt }: MemoryQuotaOptions) {
    this.#limit = callsPerSecond;
    this.#paceMs = (windowMs / callsPerSecond) * paceFactor;
    this.#slackMs = Math.max(Math.min(this.#paceMs * catchUp.turns, catchUp.ms), leastSlackMs);
    this.#clock = clock;
    this.#notBefore = startedAt + windowMs;
    this.#nextAt = this.#notBefore;
  }

  acquire({ lane, turn, signal }: PermitRequest): Promise<Permit> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (lane === 'single') this.#singleAskedAt = this.#clock.monotonic();
    return new Promise((resolve, reject) => {
      const queue = lane === 'single' ? this.#single : this.#bulk;
      const leave = () => {
        queue.remove(turn, waiter);
        reject(signal?.reason);
      };
      const waiter: Waiter = (permit) => {
        signal?.removeEventListener('abort', leave);
        resolve(permit);
      };
      signal?.addEventListener('abort', leave, { once: true });
      queue.add(turn, waiter);
      this.#serve();
    });
  }

  pause(ms: number): void {
    // The vendor counts in shorter steps than we hoped, or somebody else calls too: from now on strictly one by one.
    this.#slackMs = Math.max(this.#paceMs / 2, leastSlackMs);
    this.#notBefore = Math.max(this.#notBefore, this.#clock.monotonic() + ms);
  }

  use(): QuotaUse {
    const now = this.#clock.monotonic();
    return {
      limit: this.#limit,
      away: this.#away,
      resting: this.#resting.filter((at) => at > now).length,
      waiting: { single: this.#single.size, bulk: this.#bulk.size },
    };
  }

  close(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#timerAt = Number.POSITIVE_INFINITY;
  }

  /** Gives permits to whoever may have one now, and sets the timer for the next. */
  #serve(): void {
    while (this.#single.size + this.#bulk.size > 0) {
      const now = this.#clock.monotonic();
      while (this.#resting.length > 0 && (this.#resting[0] ?? 0) <= now) this.#resting.shift();
      const restedAt = this.#permitAt(now);
      // All permits are away: whoever returns one serves again.
      if (restedAt === undefined) return;
      const at = Math.max(restedAt, this.#nextAt, this.#notBefore);
      if (at > now) {
        this.#serveAt(at, now);
        return;
      }
      this.#grant(now);
    }
  }

  /** From when on whoever is first may have a permit; undefined when none is known to come back. */
  #permitAt(now: number): number | undefined {
    const free = this.#limit - this.#away - this.#resting.length;
    const first = free > 0 ? now : this.#resting[0];
    if (this.#single.size > 0 || first === undefined) return first;
    const second = free > 1 ? now : this.#resting[free > 0 ? 0 : 1];
    if (second === undefined) return first;
    const { ms, turns } = now - this.#singleAskedAt < askedForMs ? room.askedFor : room.otherwise;
    return Math.max(first, second - Math.max(ms, this.#paceMs * turns));
  }

  #grant(now: number): void {
    const waiter = this.#single.take() ?? this.#bulk.take();
    if (!waiter) return;
    // Counted from when this send could have gone, so that lateness and a little idleness are made up for.
    this.#nextAt = Math.max(this.#nextAt, this.#notBefore, now - this.#slackMs) + this.#paceMs;
    this.#away += 1;
    waiter(new MemoryPermit((sent) => this.#takeBack(sent)));
  }

  #takeBack(sent: boolean): void {
    this.#away -= 1;
    if (sent) this.#resting.push(this.#clock.monotonic() + windowMs);
    // Nothing was sent in this permit's turn, so the pace is a turn ahead of what it should be.
    else this.#nextAt -= this.#paceMs;
    this.#serve();
  }

  #serveAt(at: number, now: number): void {
    if (at >= this.#timerAt) return;
    this.#cancelTimer?.();
    this.#timerAt = at;
    this.#cancelTimer = this.#clock.after(Math.ceil(at - now), () => {
      this.#cancelTimer = undefined;
      this.#timerAt = Number.POSITIVE_INFINITY;
      this.#serve();
    });
  }
}

class MemoryPermit implements Permit {
  readonly #takeBack: (sent: boolean) => void;
  #state: 'held' | 'sent' | 'returned' = 'held';

  constructor(takeBack: (sent: boolean) => void) {
    this.#takeBack = takeBack;
  }

  holds(): boolean {
    return true;
  }

  sent(): void {
    if (this.#state === 'held') this.#state = 'sent';
  }

  returned(): void {
    if (this.#state === 'returned') return;
    const sent = this.#state === 'sent';
    this.#state = 'returned';
    this.#takeBack(sent);
  }
}
