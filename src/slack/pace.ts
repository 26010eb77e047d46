import type { Clock } from '../lib/clock.ts';

/**
 * Slack takes one message a second in a conversation, and a few more at once (https://docs.slack.dev/apis/web-api/rate-limits). A fifth more
 * between two: one that took long to arrive must not make Slack refuse the next.
 */
const betweenMs = 1200;

/** Who may be written to when, of those for whom Slack has asked to wait. */
export interface Pace {
  /** Asked for each message that is about to go. Undefined: it goes now. Else it is to come again in so many milliseconds, which is its turn then. */
  turnIn(user: string): number | undefined;
  /** Slack did not take it and asked to wait so long. Returns in how many milliseconds it has another turn. */
  refused(user: string, waitMs: number): number;
}

/**
 * Gives each message that has to wait a turn of its own, a good second apart, and whoever comes later the one behind them: were hundreds for one
 * person all offered again when Slack's time is over, it would take one of them, each time.
 */
export function createPace(clock: Pick<Clock, 'now'>): Pace {
  /** Until when Slack asked to wait, and the turns that were given and not taken, in their order; epoch ms. */
  const waiting = new Map<string, { until: number; readonly turns: number[] }>();

  return {
    turnIn: (user) => {
      const queue = waiting.get(user);
      if (!queue) return undefined;
      const now = clock.now();
      const [first = now] = queue.turns;
      const mayGo = first <= now && now >= queue.until;
      if (first <= now) queue.turns.shift();
      if (mayGo) {
        if (queue.turns.length === 0) waiting.delete(user);
        return undefined;
      }
      return another(queue, now) - now;
    },
    refused: (user, waitMs) => {
      const now = clock.now();
      const queue = waiting.get(user) ?? { until: 0, turns: [] };
      waiting.set(user, queue);
      queue.until = now + waitMs;
      return another(queue, now) - now;
    },
  };
}

function another({ until, turns }: { readonly until: number; readonly turns: number[] }, now: number): number {
  const turn = Math.max(until, (turns.at(-1) ?? now) + betweenMs);
  turns.push(turn);
  return turn;
}
