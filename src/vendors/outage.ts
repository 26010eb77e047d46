import type { Clock } from '../lib/clock.ts';
import type { Random } from '../lib/random.ts';
import type { VendorOutage } from '../moderation/vendor.ts';
import { notAllowed } from './attempt.ts';
import type { Answer } from './client.ts';
import { waitDelayMs } from './retry.ts';

/** So many attempts in a row without an answer are an outage, not an accident. */
const outageFrom = 3;

export interface TurnWish {
  /** `single` goes before `bulk`. */
  readonly lane: 'single' | 'bulk';
  /** Gives up waiting after this. Milliseconds. */
  readonly mostMs: number;
  readonly signal: AbortSignal;
}

/**
 * Knows whether the vendor answers at all. While it does not, requests that can wait go out one at a time, 10 s apart at most: however
 * much there is to do, a vendor that is down is not hammered, and fewer requests are left in doubt.
 */
export interface Outage {
  /** See `VendorApp.trouble`. */
  trouble(): VendorOutage | undefined;
  /** Told how every attempt ended, and when it had begun (epoch ms). */
  saw(answer: Answer<unknown>, begunAt: number): void;
  /** True while requests that can wait should ask for a {@link Outage.turn}. */
  isOut(): boolean;
  /**
   * Waits for the end of the outage or for the turn to try whether it is over. Returns what to call when the try is done; undefined when
   * `mostMs` went by first. Rejects with the signal's reason.
   */
  turn(wish: TurnWish): Promise<(() => void) | undefined>;
}

interface Waiter {
  readonly lane: 'single' | 'bulk';
  readonly go: (done: () => void) => void;
}

export function createOutage({ clock, random }: { clock: Clock; random: Random }): Outage {
  const queue: Waiter[] = [];
  let failures = 0;
  let trouble: VendorOutage | undefined;
  /** No try before this; monotonic ms. */
  let nextAt = 0;
  let trying = false;
  let cancelTimer: (() => void) | undefined;

  const isOut = () => failures >= outageFrom;

  const look = () => {
    cancelTimer?.();
    cancelTimer = undefined;
    if (!isOut()) {
      for (const waiter of queue.splice(0)) waiter.go(() => undefined);
    } else if (!trying && queue.length > 0) {
      const wait = nextAt - clock.monotonic();
      if (wait > 0) cancelTimer = clock.after(wait, look);
      else tryNext();
    }
  };

  const tryNext = () => {
    const index = Math.max(
      0,
      queue.findIndex(({ lane }) => lane === 'single'),
    );
    const [waiter] = queue.splice(index, 1);
    trying = true;
    let isDone = false;
    waiter?.go(() => {
      if (isDone) return;
      isDone = true;
      trying = false;
      look();
    });
  };

  return {
    trouble: () => trouble,
    isOut,
    saw: (answer, begunAt) => {
      if (answer.kind !== 'lost') {
        failures = 0;
        trouble = undefined;
      } else if (answer.cause !== 'aborted' && answer.cause !== notAllowed) {
        failures += 1;
        trouble = { since: Math.min(trouble?.since ?? begunAt, begunAt), words: answer.words };
        nextAt = clock.monotonic() + waitDelayMs(failures, random);
      }
      look();
    },
    turn: ({ lane, mostMs, signal }) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const leave = () => {
          cancel();
          signal.removeEventListener('abort', abort);
          const index = queue.indexOf(waiter);
          if (index >= 0) queue.splice(index, 1);
        };
        const abort = () => {
          leave();
          reject(signal.reason);
        };
        const waiter: Waiter = {
          lane,
          go: (done) => {
            leave();
            resolve(done);
          },
        };
        const cancel = clock.after(mostMs, () => {
          leave();
          resolve(undefined);
        });
        signal.addEventListener('abort', abort, { once: true });
        queue.push(waiter);
        look();
      }),
  };
}
