import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Random } from '../lib/random.ts';
import type { AppStanding } from '../moderation/figures.ts';
import { nobodyWatches, type Observer } from '../moderation/observer.ts';
import { createTransport, type Transport } from './attempt.ts';
import { type Client, createClient, errorOf, type Protocol } from './client.ts';
import { MisconfiguredError } from './errors.ts';
import { createGate, type Gate } from './gate.ts';
import type { Operation, OperationFacts } from './operation.ts';
import { createOutage, type Outage } from './outage.ts';
import { type Bucket, createMemoryQuota, type Quota } from './quota.ts';
import { pauseWithJitterMs } from './retry.ts';

/** What every vendor app is built from. */
export interface AppOptions {
  /** The app's configured name, as people write it in front of a place. */
  readonly name: string;
  /** Base URL. A path in it is kept in front of every operation's. */
  readonly url: string;
  /** Calls a second for each operation, shared by everything that uses the vendor app; the vendor's default unless more was bought. */
  readonly callsPerSecond: number;
  /** For one HTTP request, from connecting to the last byte of the answer. Milliseconds. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /**
   * Asked right before the first byte of every request, and at no nothing is sent: an order stops, and what is open stays open. Left out:
   * this process may always call.
   */
  readonly mayCall?: () => boolean;
  /** Nothing is sent for so long at first: requests of another process that called before may be under way. Milliseconds; left out: 0. */
  readonly quietMs?: number;
  /** Left out: nobody watches. */
  readonly observer?: Observer;
  /** Keeps the quota of one bucket. Left out: in this process's memory. */
  readonly quota?: (bucket: Bucket) => Quota;
  /** Makes the HTTP requests. Left out: an undici pool for the URL's host. */
  readonly transport?: Transport;
}

/** How a standalone call queues. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Default `single`. */
  readonly lane?: 'single' | 'bulk';
}

/** The parts of one vendor app that all of its work shares. */
export interface AppCore {
  readonly client: Client;
  readonly gate: Gate;
  readonly outage: Outage;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** See {@link AppOptions.mayCall}. */
  mayCall(): boolean;
  /** The keeper of an operation's quota. */
  quotaOf(operation: OperationFacts): Quota;
  /** Leaves an operation's bucket alone because the vendor said so, a little longer than it asked for. */
  pause(operation: OperationFacts, pauseMs: number): void;
  standing(): AppStanding;
  /** One call: one permit, one attempt, no repeat but of an expired signature. Throws a `VendorError` unless the vendor answered with success. */
  call<Input, Reply>(operation: Operation<Input, Reply>, input: Input, options?: CallOptions): Promise<Reply>;
  close(): Promise<void>;
}

/** Base URLs end without a slash here, so that paths can be put after them. */
export function basePath(url: string): string {
  return new URL(url).pathname.replace(/\/+$/, '');
}

/** More orders of one case at once than this gain nothing: by then even slow answers no longer leave permits idle. */
const mostOrdersAtOnce = 100;

/** How many orders of one call each keep a bucket busy: as many as it has permits, for those are all that can be under way. */
export function concurrencyFor(callsPerSecond: number): number {
  return Math.min(callsPerSecond, mostOrdersAtOnce);
}

function serverOf(url: string): { readonly address: string; readonly port: number } {
  const { hostname: address, port, protocol } = new URL(url);
  return { address, port: Number(port || (protocol === 'http:' ? 80 : 443)) };
}

/** At least so many connections, so that slow answers of one operation do not hold up another. */
const leastConnections = 64;

export function createCore(options: AppOptions, protocol: Protocol): AppCore {
  const { name: app, url, callsPerSecond, timeoutMs, clock, random, log, observer = nobodyWatches } = options;
  const connections = Math.max(leastConnections, callsPerSecond);
  const transport =
    options.transport ?? createTransport({ origin: new URL(url).origin, timeoutMs, connections, clock });
  const outage = createOutage({ clock, random });
  const client = watched(createClient({ app, protocol, transport, clock, log, observer, server: serverOf(url) }), {
    outage,
    clock,
  });
  const gate = createGate({ app, clock, log });
  const quotas = new Map<string, Quota>();
  const startedAt = clock.monotonic() + (options.quietMs ?? 0);
  const createQuota = options.quota ?? ((bucket: Bucket) => createMemoryQuota({ ...bucket, clock, startedAt }));

  const core: AppCore = {
    client,
    gate,
    outage,
    clock,
    random,
    log,
    mayCall: options.mayCall ?? (() => true),
    quotaOf: ({ name: operation }) => {
      const known = quotas.get(operation);
      if (known) return known;
      const created = createQuota({ app, operation, callsPerSecond });
      quotas.set(operation, created);
      return created;
    },
    pause: (operation, pauseMs) => {
      const jitteredMs = pauseWithJitterMs(pauseMs, random);
      observer.saw('over quota', { app, operation: operation.name });
      log.warn({ event: 'vendor.limited', app, operation: operation.name, pauseMs: jitteredMs });
      core.quotaOf(operation).pause(jitteredMs);
    },
    standing: () => ({
      out: outage.isOut(),
      refused: gate.refusal() !== undefined,
      quotas: [...quotas].flatMap(([operation, quota]) => {
        const use = quota.use?.();
        return use ? [{ operation, ...use }] : [];
      }),
    }),
    call: async (operation, input, { signal, lane = 'single' } = {}) => {
      const place = { vendor: protocol.vendor, app, operation: operation.name };
      const stop = signal ? { signal } : {};
      for (let resigned = false; ; resigned = true) {
        const refusal = gate.refusal();
        if (refusal) throw new MisconfiguredError(place, refusal);
        const permit = await core.quotaOf(operation).acquire({ lane, turn: operation.name, ...stop });
        const answer = await client
          .attempt(operation, input, {
            onSent: () => permit.sent(),
            mayCall: () => permit.holds() && core.mayCall(),
            ...stop,
          })
          .finally(() => permit.returned());
        if (answer.kind === 'answered' && answer.code === operation.success) return answer.reply;
        if (answer.kind === 'limited') core.pause(operation, answer.pauseMs);
        const fact = answer.kind === 'answered' ? answer.fact : undefined;
        if (fact?.pauseMs) core.pause(operation, fact.pauseMs);
        if (fact?.next === 'resign' && !resigned) continue;
        const error = errorOf(answer, place);
        if (error instanceof MisconfiguredError && fact && answer.kind === 'answered') {
          gate.shut({ operation: operation.name, code: answer.code, words: fact.words });
        }
        throw error;
      }
    },
    close: async () => {
      for (const quota of quotas.values()) quota.close();
      await transport.close();
    },
  };
  return core;
}

/** A client whose attempts tell whether the vendor answers. */
function watched(client: Client, { outage, clock }: { outage: Outage; clock: Clock }): Client {
  return {
    ...client,
    attempt: async (operation, input, options) => {
      const begunAt = clock.now();
      const answer = await client.attempt(operation, input, options);
      outage.saw(answer, begunAt);
      return answer;
    },
  };
}
