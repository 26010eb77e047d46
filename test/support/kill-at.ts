import { ServerResponse } from 'node:http';
import { StatementSync } from 'node:sqlite';

/**
 * Loaded into the bot's process before the bot (`node --import …/kill-at.ts src/main.ts serve`): ends the process with SIGKILL at one
 * exact instant, by way of the platform's own functions, so that the bot needs no hooks for tests. Which instant is in `KILL_AT`, as
 * JSON. `CLOCK_AHEAD_MS` sets the process's clock ahead.
 */
export type KillPoint = {
  /** 1, the default: the first time. */
  readonly nth?: number;
  readonly when: 'before' | 'after';
} & (
  | {
      /** An SQL statement that contains `like`, or the commit of the transaction in which one ran. */
      readonly at: 'statement' | 'commit';
      readonly like: string;
    }
  /** The acknowledgement of something that Slack sent. */
  | { readonly at: 'acknowledgement' }
  /** A request to Slack whose address contains `like`. After: when it was answered, before anybody read the answer. */
  | { readonly at: 'fetch'; readonly like: string }
);

const { KILL_AT, CLOCK_AHEAD_MS } = process.env;

/** Runs `work`, and kills the process before or after it if this is the instant. */
type Around = <T>(work: () => T) => T;

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

function around(point: KillPoint): Around {
  let left = point.nth ?? 1;
  return (work) => {
    left -= 1;
    if (left === 0 && point.when === 'before') die();
    const result = work();
    if (left !== 0 || point.when !== 'after') return result;
    if (result instanceof Promise) return result.finally(die) as typeof result;
    die();
    return result;
  };
}

function watchStatements({ at, like }: { at: 'statement' | 'commit'; like: string }, guard: Around): void {
  let seen = false;
  for (const name of ['run', 'all', 'iterate'] as const) {
    const original = StatementSync.prototype[name] as (this: StatementSync, ...values: never[]) => unknown;
    const watched = function (this: StatementSync, ...values: never[]): unknown {
      const text = this.sourceSQL;
      const work = () => original.apply(this, values);
      if (at === 'statement') return text.includes(like) ? guard(work) : work();
      if (text === 'begin') seen = false;
      seen ||= text.includes(like);
      return text === 'commit' && seen ? guard(work) : work();
    };
    Object.defineProperty(StatementSync.prototype, name, { value: watched });
  }
}

function watchAcknowledgements(guard: Around): void {
  const original = ServerResponse.prototype.end as (this: ServerResponse, ...values: unknown[]) => ServerResponse;
  Object.defineProperty(ServerResponse.prototype, 'end', {
    value(this: ServerResponse, ...values: unknown[]): ServerResponse {
      const work = () => original.apply(this, values);
      return this.req.url?.startsWith('/slack/events') ? guard(work) : work();
    },
  });
}

function watchFetch(like: string, guard: Around): void {
  const original = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    const work = () => original(input, init);
    return String(input instanceof Request ? input.url : input).includes(like) ? guard(work) : work();
  };
}

if (CLOCK_AHEAD_MS) {
  const original = Date.now;
  Date.now = () => original() + Number(CLOCK_AHEAD_MS);
}

if (KILL_AT) {
  const point = JSON.parse(KILL_AT) as KillPoint;
  const guard = around(point);
  if (point.at === 'acknowledgement') watchAcknowledgements(guard);
  else if (point.at === 'fetch') watchFetch(point.like, guard);
  else watchStatements(point, guard);
}
