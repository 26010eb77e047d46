import { type Config, servesSeveral } from './config/schema.ts';
import { type Carrying, createCarrier, createSoleCarrier, quietAfterTakingOver } from './jobs/carrier.ts';
import { createDeliveries } from './jobs/deliveries.ts';
import { createDigest } from './jobs/digest.ts';
import { createEnds } from './jobs/ends.ts';
import { createExpiry } from './jobs/expiry.ts';
import { createForgetting } from './jobs/forgetting.ts';
import { tellOfMissingApps } from './jobs/missing-apps.ts';
import { createRetention } from './jobs/retention.ts';
import { createRunner } from './jobs/runner.ts';
import type { Clock } from './lib/clock.ts';
import type { Log } from './lib/log.ts';
import type { Random } from './lib/random.ts';
import { createCredentialsAlarm } from './moderation/credentials-alarm.ts';
import type { Watched } from './moderation/figures.ts';
import type { Observer } from './moderation/observer.ts';
import { noticesToAll, outboxOf } from './moderation/outbox-of.ts';
import { createPlaceLocks } from './moderation/place-locks.ts';
import type { Replicas } from './moderation/replicas.ts';
import type { VendorApp } from './moderation/vendor.ts';
import { watchedPorts } from './moderation/watched-ports.ts';
import { startObserving } from './observe/observing.ts';
import { createAnnouncer } from './slack/announcer.ts';
import { createBolt, initialise } from './slack/bolt.ts';
import { digestOf } from './slack/digest-answer.ts';
import { healthRoutes } from './slack/health.ts';
import { createInlet } from './slack/inlet.ts';
import { installRoutes } from './slack/install/routes.ts';
import type { Route } from './slack/listen.ts';
import type { Desks } from './slack/workspaces/desk.ts';
import { createDesks } from './slack/workspaces/desks.ts';
import { createRemovalHearing, type HearRemoval } from './slack/workspaces/hear-removal.ts';
import { createOnlyDesk } from './slack/workspaces/only-desk.ts';
import { createTokenBook } from './slack/workspaces/token-book.ts';
import { openStore, type Store } from './store/open.ts';
import { createReplicas } from './store/replicas.ts';
import type { AppOptions } from './vendors/core.ts';
import { createNeteaseApp } from './vendors/netease/index.ts';
import type { Bucket } from './vendors/quota.ts';
import { createStoreQuota } from './vendors/store-quota.ts';
import { createZimApp } from './vendors/zim/index.ts';

/** The outside world, passed in. */
export interface World {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** The world, with whoever watches what is done in it. */
type ObservedWorld = World & { readonly observer: Observer };

/** A running Hush. */
export interface Hush {
  /** Where it listens. */
  readonly port: number;
  /** Answers what has come in, finishes the requests in flight and lets go of everything. What is left open is resumed at the next start. */
  stop(): Promise<void>;
}

/**
 * The one wiring diagram: builds every part and hands each what it needs. Throws a sentence for the person who runs Hush if the database
 * cannot be used, Slack refuses the token, or the address is taken.
 */
export async function startHush(config: Config, world: World): Promise<Hush> {
  const { clock, random, log } = world;
  const store = await openStore(config.dataDir, { ...world, databaseUrl: config.databaseUrl });
  const replicas = store.shared && createReplicas(store.shared, random);
  const observing = await startObserving(config, world);
  const { observer, metrics } = observing;
  const observed = { ...world, observer };
  const { cases, followUps, proposals, notes, audit } = watchedPorts(store, observer);
  const { drafts, lists, lookups, statistics, figures } = store;
  // Alone, one set of vendor apps serves moderators and cases; of several replicas each has its own for moderators, who only read.
  const apps = vendorApps(config, observed, replicas && { quota: quotasIn(replicas, config, world) });
  /** Those whose state is shown: of the carrier, for as long as it is that, its own. */
  const shown = new Map<string, Watched>(apps);
  const show = (those: ReadonlyMap<string, Watched>) => {
    for (const [name, app] of those) shown.set(name, app);
  };

  const { desks, ...several } = workspacesOf(config, store, world);
  const toldMissing = new Set<string>();

  const carrier = replicas
    ? createCarrier({
        ...replicas,
        carry: (lease) => {
          const mayCall = () => lease.isHeld();
          const fenced = replicas.fenced(lease.epoch);
          const own = vendorApps(config, observed, { mayCall, quietMs: quietAfterTakingOver(config.vendorTimeoutMs) });
          show(own);
          const carrying = createCarrying(config, observed, {
            store: fenced,
            apps: own,
            desks: workspacesOf(config, fenced, world, mayCall).desks,
            toldMissing,
          });
          fenced.onChange(carrying.ring);
          const close = async () => {
            // What the carrier saw of a vendor last is not true for ever.
            show(apps);
            await carrying.close();
          };
          return { ...carrying, close };
        },
        clock,
        log,
      })
    : createSoleCarrier(createCarrying(config, observed, { store, apps, desks, toldMissing }));
  store.onChange(carrier.ring);

  store.probe.onFault(() => observer.saw('database trouble', {}));
  metrics.watch({ figures, apps: shown, carries: carrier.carries });
  const health = healthRoutes({
    probe: store.probe,
    figures,
    reach: () => receiver.reach?.(),
    ...(servesSeveral(config) && { several: { desks, outbox: store.outbox } }),
    apps: shown,
  });
  const routes = new Map([...health.routes, ...several.routes, ['/metrics', metrics.route] as const]);
  const receiver = createInlet(config.slack, { routes, clock, random, log });
  const parts = {
    policy: config.policy,
    notes,
    records: store.records,
    muteHistory: store.muteHistory,
    audit,
    cases,
    drafts,
    lists,
    proposals,
    lookups,
    statistics,
    timezone: timezoneOf(config),
    apps,
    clock,
    random,
    log,
    observer,
    followUps,
    begin: carrier.begin,
    cancel: carrier.cancel,
  };
  const bolt = createBolt(config.slack, { receiver, parts, desks, hearRemoval: several.hearRemoval });

  const stop = async () => {
    health.draining();
    const answered = receiver.stop();
    await Promise.all([answered, carrier.stop(answered)]);
    await closeAll(apps);
    await replicas?.close();
    await store.close();
    await observing.stop();
  };

  try {
    await initialise(bolt);
    const port = await receiver.start(config);
    await carrier.start();
    await tellClosed(desks, log);
    health.ready();
    log.info({ event: 'hush.started', port, apps: [...apps.keys()] }, 'Hush is listening.');
    return { port, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What the carrier works with. Of several replicas it has all of it for itself, and each asks whether it may still act. */
interface Hands {
  readonly store: Omit<Store, 'onChange' | 'close'>;
  readonly apps: ReadonlyMap<string, VendorApp>;
  readonly desks: Desks;
  /** See {@link tellOfMissingApps}. */
  readonly toldMissing: Set<string>;
}

/** What runs on the carrier alone, built anew for every taking over: nothing in memory is older than that. */
function createCarrying(
  config: Config,
  { clock, log, observer }: ObservedWorld,
  { store, apps, desks, toldMissing }: Hands,
): Carrying {
  const { cases, holds, outbox, lists, proposals, statistics, digests } = store;
  const forAll = noticesToAll(outbox, desks.installed);
  const timezone = timezoneOf(config);
  const locks = createPlaceLocks();
  const credentialsAlarm = createCredentialsAlarm({ outbox: forAll, clock });
  const runner = createRunner({ cases, apps, locks, credentialsAlarm, clock, log, observer });
  const ends = createEnds({ holds, apps, locks, credentialsAlarm, clock, log, observer });
  const forgetting = createForgetting({ lists, proposals, clock, log });
  const expiry = createExpiry({ proposals, clock, log });
  const digest = createDigest({
    schedule: config.digest,
    digests: { plan: async (week) => digests.plan(week, await desks.installed()) },
    clock,
    log,
  });
  const retention = createRetention({
    retention: store.retention,
    settings: config.audit,
    outbox: forAll,
    clock,
    log,
  });
  const lanes = desks.all.flatMap((desk) => {
    const own = outboxOf(outbox, desk);
    const announcer = createAnnouncer({
      cases,
      outbox: own,
      proposals,
      apps,
      audit: desk.audit,
      auditChannel: desk.auditChannel,
      digestOf: (week) => digestOf(week, { statistics, holds, timezone }),
      teller: desk.teller,
      clock,
      log,
    });
    const isOpen = async () => (await desk.closed()) === undefined;
    return (['audit', 'private'] as const).map((lane) =>
      createDeliveries(lane, { outbox: own, announcer, clock, log, observer, isOpen }),
    );
  });
  const jobs = [runner, ends, forgetting, expiry, digest, retention];
  const stopJobs = () => Promise.all(jobs.map((job) => job.stop()));
  const ring = () => {
    for (const lane of lanes) lane.ring();
  };

  return {
    start: async () => {
      await cases.dropOvertaken();
      for (const number of await cases.open()) runner.start(number);
      await tellOfMissingApps({ apps, cases, holds, outbox: forAll, log, told: toldMissing });
      ends.start();
      forgetting.start();
      expiry.start();
      digest.start();
      retention.start();
      for (const lane of lanes) lane.start();
    },
    begin: runner.start,
    cancel: runner.cancel,
    ring,
    look: async () => {
      for (const number of await cases.open()) runner.start(number);
      for (const number of await cases.cancelled()) runner.cancel(number);
      ring();
    },
    drain: async (answered) => {
      await Promise.all([answered, stopJobs()]);
      await Promise.all(lanes.map((lane) => lane.stop()));
    },
    abandon: async () => {
      await Promise.all([stopJobs(), ...lanes.map((lane) => lane.abandon())]);
    },
    close: () => closeAll(apps),
  };
}

/**
 * The one workspace whose token is in the configuration; or several that install Hush by themselves, each with its token in the store.
 * `mayCall` is asked right before every request to Slack.
 */
function workspacesOf(
  config: Config,
  { installations }: Pick<Store, 'installations'>,
  { clock, random, log }: World,
  mayCall?: () => boolean,
): { readonly desks: Desks; readonly routes: ReadonlyMap<string, Route>; readonly hearRemoval?: HearRemoval } {
  const { policy } = config;
  if (!servesSeveral(config)) {
    const { slack: access, auditChannel, moderators } = config;
    const only = { access, auditChannel, moderators, roles: policy.roles };
    return { desks: createOnlyDesk(only, { clock, log, mayCall }), routes: new Map() };
  }
  const { slack, workspaces } = config;
  const { apiUrl, tokenKey: key } = slack;
  const book = createTokenBook({ installations, key, random });
  const desks = createDesks({ apiUrl, listed: workspaces, roles: policy.roles }, { book, clock, log, mayCall });
  const listed = new Set(Object.keys(workspaces));
  return {
    desks,
    hearRemoval: createRemovalHearing({ installations, log }),
    routes: installRoutes({ app: slack, key, listed, installations, book, clock, random, log }),
  };
}

/** Says at the start where nothing can be told yet, or not any more. */
async function tellClosed(desks: Desks, log: Log): Promise<void> {
  for (const { workspace, trouble } of desks.all) {
    const why = await trouble();
    if (why !== undefined) log.warn({ event: 'workspace.closed', workspace, why }, `Workspace ${workspace}: ${why}.`);
  }
}

/** Whose days are counted in the digest and the figures: UTC unless the configuration says otherwise. */
function timezoneOf({ digest }: Config): string {
  return digest?.timezone ?? 'UTC';
}

/** Keeps the vendors' quotas for what any replica may ask them. */
function quotasIn({ permits }: Replicas, { vendorTimeoutMs: timeoutMs }: Config, { clock }: World) {
  return (bucket: Bucket) => createStoreQuota({ ...bucket, timeoutMs, permits, clock });
}

function vendorApps(
  config: Config,
  world: ObservedWorld,
  rights: Pick<AppOptions, 'mayCall' | 'quietMs' | 'quota'> = {},
): ReadonlyMap<string, VendorApp & Watched> {
  const timeoutMs = config.vendorTimeoutMs;
  const entries = Object.entries(config.apps).map(([name, app]): [string, VendorApp & Watched] => {
    const options = { name, timeoutMs, ...world, ...rights };
    return [
      name,
      app.vendor === 'zim' ? createZimApp({ ...app, ...options }) : createNeteaseApp({ ...app, ...options }),
    ];
  });
  return new Map(entries);
}

async function closeAll(apps: ReadonlyMap<string, VendorApp>): Promise<void> {
  await Promise.all([...apps.values()].map((app) => app.close()));
}
