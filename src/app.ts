import type { Config } from './config/schema.ts';
import { type Carrying, createCarrier, createSoleCarrier } from './jobs/carrier.ts';
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
import { createPlaceLocks } from './moderation/place-locks.ts';
import type { Replicas } from './moderation/replicas.ts';
import type { VendorApp } from './moderation/vendor.ts';
import { watchedPorts } from './moderation/watched-ports.ts';
import { startObserving } from './observe/observing.ts';
import { type AnnouncerParts, createAnnouncer } from './slack/announcer.ts';
import { createBolt, initialise } from './slack/bolt.ts';
import { createSlackClients } from './slack/clients.ts';
import { digestOf } from './slack/digest-answer.ts';
import { createFileFetcher } from './slack/files/fetch-file.ts';
import { healthRoutes } from './slack/health.ts';
import { createInlet } from './slack/inlet.ts';
import { createRoster } from './slack/roster.ts';
import { createTeller } from './slack/teller.ts';
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
  /** Those whose state is shown: of the carrier its own. */
  const shown = new Map<string, Watched>(apps);

  const slack = createSlackClients(config.slack, log);
  const roster = createRoster(
    { moderators: config.moderators, roles: config.policy.roles },
    { lookups: slack.lookups, clock },
  );
  const teller = createTeller({ direct: slack.direct, log });

  const carrier = replicas
    ? createCarrier({
        ...replicas,
        carry: (lease) => {
          const mayCall = () => lease.isHeld();
          const clients = createSlackClients(config.slack, log, mayCall);
          const fenced = replicas.fenced(lease.epoch);
          const own = vendorApps(config, observed, { mayCall });
          for (const [name, app] of own) shown.set(name, app);
          const carrying = createCarrying(config, observed, {
            store: fenced,
            apps: own,
            audit: clients.audit,
            teller: createTeller({ direct: clients.direct, log, mayCall }),
          });
          fenced.onChange(carrying.ring);
          return carrying;
        },
        clock,
        log,
      })
    : createSoleCarrier(createCarrying(config, observed, { store, apps, audit: slack.audit, teller }));
  store.onChange(carrier.ring);

  store.probe.onFault(() => observer.saw('database trouble', {}));
  metrics.watch({ figures, apps: shown, carries: carrier.carries });
  const health = healthRoutes({ probe: store.probe, figures, reach: () => receiver.reach?.(), apps: shown });
  const routes = new Map([...health.routes, ['/metrics', metrics.route] as const]);
  const receiver = createInlet(config.slack, { routes, clock, random, log });
  const parts = {
    roster,
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
    fetchFile: createFileFetcher(config.slack, clock),
    forms: slack.forms,
    direct: slack.direct,
    teller,
    clock,
    random,
    log,
    observer,
    followUps,
    begin: carrier.begin,
    cancel: carrier.cancel,
  };
  const bolt = createBolt(config.slack, { receiver, parts });

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
    health.ready();
    log.info({ event: 'hush.started', port, apps: [...apps.keys()] }, 'Hush is listening.');
    return { port, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What the carrier works with. Of several replicas it has all of it for itself, and each asks whether it may still act. */
interface Hands extends Pick<AnnouncerParts, 'audit' | 'teller'> {
  readonly store: Omit<Store, 'onChange' | 'close'>;
  readonly apps: ReadonlyMap<string, VendorApp>;
}

/** What runs on the carrier alone, built anew for every taking over: nothing in memory is older than that. */
function createCarrying(
  config: Config,
  { clock, log, observer }: ObservedWorld,
  { store, apps, audit, teller }: Hands,
): Carrying {
  const { cases, holds, outbox, lists, proposals, statistics, digests } = store;
  const timezone = timezoneOf(config);
  const locks = createPlaceLocks();
  const credentialsAlarm = createCredentialsAlarm({ outbox, clock });
  const runner = createRunner({ cases, apps, locks, credentialsAlarm, clock, log, observer });
  const ends = createEnds({ holds, apps, locks, credentialsAlarm, clock, log, observer });
  const forgetting = createForgetting({ lists, proposals, clock, log });
  const expiry = createExpiry({ proposals, clock, log });
  const digest = createDigest({ schedule: config.digest, digests, clock, log });
  const retention = createRetention({
    retention: store.retention,
    settings: config.audit,
    outbox,
    clock,
    log,
  });
  const announcer = createAnnouncer({
    cases,
    outbox,
    proposals,
    apps,
    audit,
    auditChannel: config.auditChannel,
    digestOf: (week) => digestOf(week, { statistics, holds, timezone }),
    teller,
    clock,
    log,
  });
  const lanes = (['audit', 'private'] as const).map((lane) =>
    createDeliveries(lane, { outbox, announcer, clock, log, observer }),
  );
  const jobs = [runner, ends, forgetting, expiry, digest, retention];
  const stopJobs = () => Promise.all(jobs.map((job) => job.stop()));
  const ring = () => {
    for (const lane of lanes) lane.ring();
  };

  return {
    start: async () => {
      await cases.dropOvertaken();
      for (const number of await cases.open()) runner.start(number);
      await tellOfMissingApps({ apps, cases, holds, outbox, log });
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
  rights: Pick<AppOptions, 'mayCall' | 'quota'> = {},
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
