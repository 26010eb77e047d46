import { type Clock, systemClock } from '../../lib/clock.ts';
import { type OperationCount, Quotas, type VendorCall } from '../vendor/calls.ts';
import type { Fault } from '../vendor/faults.ts';
import { serveVendor } from '../vendor/serve-vendor.ts';
import { type ChangeListener, Changes, type Found, waitFor } from '../wire/changes.ts';
import { FaultBoard } from '../wire/fault-board.ts';
import { createDesk } from './desk.ts';
import { zimSeed } from './seed.ts';
import { type ZimSnapshot, zimSnapshot } from './snapshot.ts';
import { type ZimSwitches, zimDefaults } from './switches.ts';
import { addZimGroup, createZimApp, type ZimApp, type ZimAppSeed, type ZimGroupSeed } from './world.ts';

/** How to start a ZIM stand-in. */
export interface ZimOptions {
  readonly clock: Clock;
  /** Left out: one app as in {@link zimSeed}. */
  readonly apps?: readonly ZimAppSeed[];
  readonly switches?: Partial<ZimSwitches>;
  /** Left out: any free one. */
  readonly port?: number;
  /** How many calls the log keeps; left out: 50,000. */
  readonly keepCalls?: number;
}

/** A running ZIM stand-in. */
export interface ZimStandIn {
  /** For `ZIM_API_URL`; ends in `/`. */
  readonly url: string;
  readonly switches: ZimSwitches;
  readonly faults: FaultBoard<Fault>;
  /** Every call, oldest first. */
  readonly calls: readonly VendorCall[];
  /** Calls by app and operation, with the last second's. */
  counts(): readonly OperationCount[];
  /** Calls refused because of the quota, over all operations. */
  overQuota(): number;
  /** Everybody's state as plain data, with the time left. */
  state(): readonly ZimSnapshot[];
  /** Who is muted, by user id; of one group or of all; of the first app unless told. */
  muted(group?: string, appId?: number): readonly string[];
  /** What a user has silenced: `groups` or `users` by id; of the first app unless told. */
  silenced(user: string, appId?: number): { readonly groups: readonly string[]; readonly users: readonly string[] };
  /** Registers users in no group; in the first app unless told. */
  addUsers(users: readonly string[], appId?: number): void;
  /** Adds or replaces a group; in the first app unless told. */
  addGroup(group: ZimGroupSeed, appId?: number): void;
  /** Takes someone out of a group, their mute with them. */
  removeMember(member: { group: string; user: string; appId?: number }): void;
  /** True: connections are refused until it is set to false again. */
  refuseConnections(on: boolean): Promise<void>;
  /** Calls `listener` after every change until the returned function is called. */
  onChange(listener: ChangeListener): () => void;
  /** Resolves as soon as `predicate` finds something; rejects after `ms` of real time (left out: 5 s). */
  waitFor<T>(predicate: () => T, ms?: number): Promise<Found<T>>;
  close(): Promise<void>;
}

/** Starts a strict stand-in for ZIM's server API on 127.0.0.1. */
export async function startZim(options: ZimOptions): Promise<ZimStandIn> {
  const { clock } = options;
  const switches: ZimSwitches = { ...zimDefaults, ...options.switches };
  const changes = new Changes();
  const faults = new FaultBoard<Fault>(() => changes.tell('faults'));
  const quotas = new Quotas();
  const apps = new Map((options.apps ?? [zimSeed]).map((seed) => [String(seed.appId), createZimApp(seed)]));
  const desk = createDesk({ clock, switches, faults, quotas, apps });
  const { server, calls, close } = await serveVendor({
    clock,
    desk,
    faults,
    quotas,
    changes,
    keepCalls: options.keepCalls ?? 50_000,
    ...(options.port === undefined ? {} : { port: options.port }),
  });
  const appOf = (appId?: number): ZimApp => {
    const app = appId === undefined ? apps.values().next().value : apps.get(String(appId));
    if (!app) throw new Error(`There is no app ${appId}`);
    return app;
  };
  return {
    url: `${server.origin}/`,
    switches,
    faults,
    calls: calls.all,
    counts: () => quotas.counts(clock.monotonic()),
    overQuota: () => quotas.overQuota,
    state: () => [...apps.values()].map((app) => zimSnapshot(app, clock)),
    muted: (group, appId) =>
      zimSnapshot(appOf(appId), clock)
        .groups.filter((each) => group === undefined || each.id === group)
        .flatMap((each) => each.muted.map(({ user }) => user)),
    silenced: (user, appId) =>
      zimSnapshot(appOf(appId), clock).silenced.find((each) => each.user === user) ?? { groups: [], users: [] },
    addUsers: (users, appId) => {
      for (const user of users) appOf(appId).users.add(user);
      changes.tell('users');
    },
    addGroup: (group, appId) => {
      addZimGroup(appOf(appId), group);
      changes.tell('group');
    },
    removeMember: ({ group, user, appId }) => {
      const left = appOf(appId).groups.get(group);
      left?.members.delete(user);
      left?.mutes.delete(user);
      changes.tell('group');
    },
    refuseConnections: (on) => server.refuse(on),
    onChange: (listener) => changes.on(listener),
    waitFor: (predicate, ms = 5000) => waitFor({ changes, predicate, ms, clock: systemClock }),
    close,
  };
}
