import { type Clock, systemClock } from '../../lib/clock.ts';
import { type OperationCount, Quotas, type VendorCall } from '../vendor/calls.ts';
import type { Fault } from '../vendor/faults.ts';
import { serveVendor } from '../vendor/serve-vendor.ts';
import { type ChangeListener, Changes, type Found, waitFor } from '../wire/changes.ts';
import { FaultBoard } from '../wire/fault-board.ts';
import { createDesk } from './desk.ts';
import { type NeteaseSwitches, neteaseDefaults } from './switches.ts';
import {
  addAccount,
  createNeteaseApp,
  findAccount,
  type MuteFlags,
  muteFlags,
  type NeteaseApp,
  type NeteaseAppSeed,
  neteaseSeed,
} from './world.ts';

/** How to start a NetEase stand-in. */
export interface NeteaseOptions {
  readonly clock: Clock;
  /** Left out: one app as in {@link neteaseSeed}. */
  readonly apps?: readonly NeteaseAppSeed[];
  readonly switches?: Partial<NeteaseSwitches>;
  /** Left out: any free one. */
  readonly port?: number;
  /** How many calls the log keeps; left out: 50,000. */
  readonly keepCalls?: number;
}

/** An account with at least one flag set. */
export interface NeteaseMute extends MuteFlags {
  readonly accid: string;
}

/** An app's state as plain data, without its secret. */
export interface NeteaseSnapshot {
  readonly appKey: string;
  readonly accounts: number;
  readonly muted: readonly NeteaseMute[];
  /** APIs that are blocked now, with the time left. */
  readonly blocked: readonly { readonly operation: string; readonly secondsLeft: number }[];
}

/** A running NetEase stand-in. */
export interface NeteaseStandIn {
  /** For `NETEASE_API_URL`; ends in `/nimserver`. */
  readonly url: string;
  readonly switches: NeteaseSwitches;
  /** Operations are called `user/muteModule` and `user/getUinfos`. */
  readonly faults: FaultBoard<Fault>;
  /** Every call, oldest first. */
  readonly calls: readonly VendorCall[];
  /** Calls by app and operation, with the last second's. */
  counts(): readonly OperationCount[];
  /** Calls refused because of the quota or a block, over all operations. */
  overQuota(): number;
  state(): readonly NeteaseSnapshot[];
  /** Accounts with at least one flag set; of the first app unless told. */
  muted(appKey?: string): readonly NeteaseMute[];
  /** One account's flags; undefined: there is no such account. */
  flags(accid: string, appKey?: string): MuteFlags | undefined;
  /** Sets flags as if somebody else had done it. */
  setFlags(accid: string, flags: Partial<MuteFlags>): void;
  addAccounts(accids: readonly string[], appKey?: string): void;
  /** True: connections are refused until it is set to false again. */
  refuseConnections(on: boolean): Promise<void>;
  /** Calls `listener` after every change until the returned function is called. */
  onChange(listener: ChangeListener): () => void;
  /** Resolves as soon as `predicate` finds something; rejects after `ms` of real time (left out: 5 s). */
  waitFor<T>(predicate: () => T, ms?: number): Promise<Found<T>>;
  close(): Promise<void>;
}

/** Starts a strict stand-in for NetEase's server API on 127.0.0.1. */
export async function startNetease(options: NeteaseOptions): Promise<NeteaseStandIn> {
  const { clock } = options;
  const switches: NeteaseSwitches = { ...neteaseDefaults, ...options.switches };
  const changes = new Changes();
  const faults = new FaultBoard<Fault>(() => changes.tell('faults'));
  const quotas = new Quotas();
  const apps = new Map((options.apps ?? [neteaseSeed]).map((seed) => [seed.appKey, createNeteaseApp(seed)]));
  const { server, calls, close } = await serveVendor({
    clock,
    desk: createDesk({ clock, switches, faults, quotas, apps }),
    faults,
    quotas,
    changes,
    keepCalls: options.keepCalls ?? 50_000,
    ...(options.port === undefined ? {} : { port: options.port }),
  });
  const appOf = (appKey?: string): NeteaseApp => {
    const app = appKey === undefined ? apps.values().next().value : apps.get(appKey);
    if (!app) throw new Error(`There is no app ${appKey}`);
    return app;
  };
  return {
    url: `${server.origin}/nimserver`,
    switches,
    faults,
    calls: calls.all,
    counts: () => quotas.counts(clock.monotonic()),
    overQuota: () => quotas.overQuota,
    state: () => [...apps.values()].map((app) => snapshot(app, clock)),
    muted: (appKey) => snapshot(appOf(appKey), clock).muted,
    flags: (accid, appKey) => {
      const account = findAccount(appOf(appKey), accid);
      return account && { ...account.flags };
    },
    setFlags: (accid, flags) => {
      const account = findAccount(appOf(), accid);
      if (!account) throw new Error(`There is no account ${accid}`);
      Object.assign(account.flags, flags);
      changes.tell('flags');
    },
    addAccounts: (accids, appKey) => {
      for (const accid of accids) addAccount(appOf(appKey), accid);
      changes.tell('accounts');
    },
    refuseConnections: (on) => server.refuse(on),
    onChange: (listener) => changes.on(listener),
    waitFor: (predicate, ms = 5000) => waitFor({ changes, predicate, ms, clock: systemClock }),
    close,
  };
}

function snapshot(app: NeteaseApp, clock: Clock): NeteaseSnapshot {
  const now = clock.monotonic();
  return {
    appKey: app.appKey,
    accounts: app.accounts.size,
    muted: [...app.accounts.values()]
      .filter(({ flags }) => muteFlags.some((flag) => flags[flag]))
      .map(({ accid, flags }) => ({ accid, ...flags })),
    blocked: [...app.blocked]
      .filter(([, until]) => until > now)
      .map(([operation, until]) => ({ operation, secondsLeft: Math.ceil((until - now) / 1000) })),
  };
}
