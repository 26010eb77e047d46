import type { Clock } from '../lib/clock.ts';
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
  /** The request is being written. */
  sent(): void;
  /** The reply was read, or will not be. A permit that was sent comes back one second from now, another at once. */
  returned(): void;
}

/**
 * One documented limit, kept: one app and one operation. The in-memory keeper serves one process; a keeper in the store would serve several.
 */
export interface Quota {
  /** Resolves when one request may be sent; rejects with the signal's reason. */
  acquire(request: PermitRequest): Promise<Permit>;
  /** Gives no permits for so many milliseconds: the vendor said that it counts more calls than we do. */
  pause(ms: number): void;
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
 * How many turns of the pace a late permit may make up for. Without it every wait for a permit is lost for good and 10,000 mutes take 1.10
 * instead of 1.08 of the ideal; with more, a vendor that counts in short steps begins to refuse.
 */
const catchUpTurns = 2;
/** A late timer may always be made up for by so many milliseconds, or every send would be late by the timer's coarseness. */
const leastSlackMs = 2;

/**
 * Keeps a limit in this process. A permit is away from the moment a request is sent until one second after its reply was read, so no
 * one-second window at the vendor holds more requests than permits. For its first second it gives none: whatever process ran before
 * may have sent requests that still count.
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

interface Waiter {
  readonly askedAt: number;
  readonly grant: (permit: Permit) => void;
}

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
  #nextAt = 0;
  /** Nothing before this: the start, or a pause. */
  #notBefore: number;
  #cancelTimer: (() => void) | undefined;
  #timerAt = Number.POSITIVE_INFINITY;
  #last: MemoryPermit | undefined;

  constructor({ callsPerSecond, clock, startedAt }: MemoryQuotaOptions) {
    this.#limit = callsPerSecond;
    this.#paceMs = (windowMs / callsPerSecond) * paceFactor;
    this.#slackMs = Math.max(this.#paceMs * catchUpTurns, leastSlackMs);
    this.#clock = clock;
    this.#notBefore = startedAt + windowMs;
  }

  acquire({ lane, turn, signal }: PermitRequest): Promise<Permit> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const queue = lane === 'single' ? this.#single : this.#bulk;
      const leave = () => {
        queue.remove(turn, waiter);
        reject(signal?.reason);
      };
      const waiter: Waiter = {
        askedAt: this.#clock.monotonic(),
        grant: (permit) => {
          signal?.removeEventListener('abort', leave);
          resolve(permit);
        },
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
      const rested = this.#away + this.#resting.length < this.#limit ? now : this.#resting[0];
      // All permits are away: whoever returns one serves again.
      if (rested === undefined) return;
      const at = Math.max(rested, this.#nextAt, this.#notBefore);
      if (at > now) {
        this.#serveAt(at, now);
        return;
      }
      this.#grant(now);
    }
  }

  #grant(now: number): void {
    const waiter = this.#single.take() ?? this.#bulk.take();
    if (!waiter) return;
    const before = this.#nextAt;
    // Counted from when this send could have gone, so that lateness is made up for; but idle time earns nothing.
    this.#nextAt = Math.max(before, this.#notBefore, waiter.askedAt, now - this.#slackMs) + this.#paceMs;
    this.#away += 1;
    const permit = new MemoryPermit((sent) => this.#takeBack(permit, { sent, before }));
    this.#last = permit;
    waiter.grant(permit);
  }

  #takeBack(permit: MemoryPermit, { sent, before }: { sent: boolean; before: number }): void {
    this.#away -= 1;
    if (sent) this.#resting.push(this.#clock.monotonic() + windowMs);
    // Nothing was sent in this permit's turn, so the next asker may have it.
    else if (this.#last === permit) this.#nextAt = before;
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
