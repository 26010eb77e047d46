import type { Clock } from '../lib/clock.ts';

/** Slack takes one message a second in a conversation, and a few more at once (https://docs.slack.dev/apis/web-api/rate-limits). */
const betweenMs = 1000;

/** Who may be written to when, of those for whom Slack has asked to wait. */
export interface Pace {
  /** In how many milliseconds it is the turn of a message that nobody has given one yet. Undefined: now. */
  wait(user: string): number | undefined;
  /** Slack took none and asked to wait so long. Returns in how many milliseconds it is this message's turn. */
  refused(user: string, waitMs: number): number;
}

/**
 * Gives each message that has to wait a turn of its own, a second apart: were hundreds for one person all offered again when Slack's time
 * is over, it would take one of them, each time.
 */
export function createPace(clock: Pick<Clock, 'now'>): Pace {
  /** Until when Slack asked to wait, and when the last turn is that was given; epoch ms. */
  const waiting = new Map<string, { readonly until: number; readonly last: number }>();

  const turnAfter = (user: string, until: number): number => {
    const now = clock.now();
    const last = Math.max(until, (waiting.get(user)?.last ?? 0) + betweenMs);
    waiting.set(user, { until, last });
    return last - now;
  };

  return {
    wait: (user) => {
      const one = waiting.get(user);
      if (!one) return undefined;
      const now = clock.now();
      if (now < one.until) return turnAfter(user, one.until);
      if (now > one.last) waiting.delete(user);
      return undefined;
    },
    refused: (user, waitMs) => turnAfter(user, clock.now() + waitMs),
  };
}
