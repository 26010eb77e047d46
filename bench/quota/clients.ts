import Bottleneck from 'bottleneck';
import PQueue from 'p-queue';
import pThrottle from 'p-throttle';
import { RateLimiterMemory, RateLimiterQueue } from 'rate-limiter-flexible';
import { createMemoryQuota } from '../../src/vendors/quota.ts';
import { movedClock } from './moved-time.ts';

type Lane = 'single' | 'bulk';
/** Sends one request; resolves with true if the vendor took it, and with false if it was one too many. */
type Send = (onSent?: () => void) => Promise<boolean>;

/** Something that keeps a quota. */
export interface Keeper {
  /** Sends a request, and again until the vendor takes it. */
  carry(lane: Lane, send: Send): Promise<void>;
}

export interface Limit {
  readonly callsPerSecond: number;
  /** For how long the vendor wants to be left alone after a refusal. */
  readonly pauseMs: number;
}

/** Hush's own quota, as the vendors' apps use it: it is told of refusals, and pauses. */
function hush({ callsPerSecond, pauseMs }: Limit): Keeper {
  const quota = createMemoryQuota({ callsPerSecond, clock: movedClock, startedAt: movedClock.monotonic() - 60_000 });
  return {
    carry: async (lane, send) => {
      for (let isTaken = false; !isTaken; ) {
        const permit = await quota.acquire({ lane, turn: lane });
        isTaken = await send(() => permit.sent());
        if (!isTaken) quota.pause(pauseMs);
        permit.returned();
      }
    },
  };
}

/**
 * The libraries limit, but do not repeat: a refused request waits as long as the vendor asks for and then goes through the library again,
 * as often as it takes. That is the patient caller whom their users would write; one that gives up would leave people unmuted.
 */
function patient({ pauseMs }: Limit, schedule: (lane: Lane, send: Send) => Promise<boolean>): Keeper {
  return {
    carry: async (lane, send) => {
      while (!(await schedule(lane, send))) await movedClock.sleep(pauseMs);
    },
  };
}

function pQueue(limit: Limit, strict: boolean): Keeper {
  const queue = new PQueue({ intervalCap: limit.callsPerSecond, interval: 1000, strict });
  return patient(limit, (lane, send) => queue.add(() => send(), { priority: lane === 'single' ? 1 : 0 }));
}

function throttle(limit: Limit): Keeper {
  const throttled = pThrottle({ limit: limit.callsPerSecond, interval: 1000, strict: true })((send: Send) => send());
  return patient(limit, (_, send) => throttled(send));
}

function bottleneck(limit: Limit, options: Bottleneck.ConstructorOptions): Keeper {
  const limiter = new Bottleneck(options);
  return patient(limit, (lane, send) => limiter.schedule({ priority: lane === 'single' ? 4 : 5 }, () => send()));
}

function rateLimiter(limit: Limit): Keeper {
  const queue = new RateLimiterQueue(new RateLimiterMemory({ points: limit.callsPerSecond, duration: 1 }));
  return patient(limit, async (_, send) => {
    await queue.removeTokens(1);
    return send();
  });
}

/** Each as its documentation says it is used for so many calls a second. Single mutes get a higher priority wherever there is one. */
export const clients: Readonly<Record<string, (limit: Limit) => Keeper>> = {
  Hush: hush,
  'p-queue, intervalCap': (limit) => pQueue(limit, false),
  'p-queue, strict': (limit) => pQueue(limit, true),
  'p-throttle, strict': throttle,
  'bottleneck, minTime': (limit) => bottleneck(limit, { minTime: 1000 / limit.callsPerSecond }),
  'bottleneck, minTime + maxConcurrent': (limit) =>
    bottleneck(limit, { minTime: 1000 / limit.callsPerSecond, maxConcurrent: limit.callsPerSecond / 4 }),
  'bottleneck, reservoir': (limit) =>
    bottleneck(limit, {
      reservoir: limit.callsPerSecond,
      reservoirRefreshAmount: limit.callsPerSecond,
      reservoirRefreshInterval: 1000,
    }),
  'rate-limiter-flexible, queue': rateLimiter,
};
