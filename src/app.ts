import type { Config } from './config/schema.ts';
import { createDeliveries } from './jobs/deliveries.ts';
import { createDigest } from './jobs/digest.ts';
import { createEnds } from './jobs/ends.ts';
import { createExpiry } from './jobs/expiry.ts';
import { createForgetting } from './jobs/forgetting.ts';
import { createRetention } from './jobs/retention.ts';
import { createRunner } from './jobs/runner.ts';
import type { Clock } from './lib/clock.ts';
import type { Log } from './lib/log.ts';
import type { Random } from './lib/random.ts';
import { createCredentialsAlarm } from './moderation/credentials-alarm.ts';
import { createPlaceLocks } from './moderation/place-locks.ts';
import type { VendorApp } from './moderation/vendor.ts';
import { createAnnouncer } from './slack/announcer.ts';
import { createBolt, initialise } from './slack/bolt.ts';
import { boltLogger } from './slack/bolt-logger.ts';
import { createSlackClients } from './slack/clients.ts';
import { digestOf } from './slack/digest-answer.ts';
import { createFileFetcher } from './slack/files/fetch-file.ts';
import { healthRoutes } from './slack/health.ts';
import { SlackReceiver } from './slack/listen.ts';
import { createRoster } from './slack/roster.ts';
import { createTeller } from './slack/teller.ts';
import { openStore } from './store/open.ts';
import { createNeteaseApp } from './vendors/netease/index.ts';
import { createZimApp } from './vendors/zim/index.ts';

/** The outside world, passed in. */
export interface World {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

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
  const apps = vendorApps(config, world);
  const { cases, holds, outbox, audit, drafts, lists, lookups, proposals, statistics, digests } = store;
  const timezone = config.digest?.timezone ?? 'UTC';

  const slack = createSlackClients(config.slack, log);
  const roster = createRoster(
    { moderators: config.moderators, roles: config.policy.roles },
    { lookups: slack.lookups, clock },
  );
  const teller = createTeller({ direct: slack.direct, log });

  const locks = createPlaceLocks();
  const credentialsAlarm = createCredentialsAlarm({ outbox, clock });
  const runner = createRunner({ cases, apps, locks, credentialsAlarm, clock, log });
  const ends = createEnds({ holds, apps, locks, credentialsAlarm, clock, log });
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
    audit: slack.audit,
    auditChannel: config.auditChannel,
    digestOf: (week) => digestOf(week, { statistics, holds, timezone }),
    teller,
    clock,
    log,
  });
  const lanes = (['audit', 'private'] as const).map((lane) =>
    createDeliveries(lane, { outbox, announcer, clock, log }),
  );
  store.onChange(() => {
    for (const lane of lanes) lane.ring();
  });

  const health = healthRoutes(store);
  const receiver = new SlackReceiver({
    signingSecret: config.slack.signingSecret,
    routes: health.routes,
    clock,
    logger: boltLogger(log),
  });
  const parts = {
    roster,
    policy: config.policy,
    notes: store.notes,
    records: store.records,
    muteHistory: store.muteHistory,
    audit,
    cases,
    drafts,
    lists,
    proposals,
    lookups,
    statistics,
    timezone,
    apps,
    fetchFile: createFileFetcher(config.slack, clock),
    forms: slack.forms,
    direct: slack.direct,
    teller,
    clock,
    random,
    log,
    followUps: store.followUps,
    begin: runner.start,
    cancel: runner.cancel,
  };
  const bolt = createBolt(config.slack, { receiver, parts });

  const stop = async () => {
    health.draining();
    const jobs = [runner, ends, forgetting, expiry, digest, retention];
    await Promise.all([receiver.stop(), ...jobs.map((job) => job.stop())]);
    await Promise.all(lanes.map((lane) => lane.stop()));
    await Promise.all([...apps.values()].map((app) => app.close()));
    await store.close();
  };

  try {
    await initialise(bolt);
    const port = await receiver.start(config);
    await cases.dropOvertaken();
    for (const number of await cases.open()) runner.start(number);
    ends.start();
    forgetting.start();
    expiry.start();
    digest.start();
    retention.start();
    for (const lane of lanes) lane.start();
    health.ready();
    log.info({ event: 'hush.started', port, apps: [...apps.keys()] }, 'Hush is listening.');
    return { port, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function vendorApps(config: Config, world: World): ReadonlyMap<string, VendorApp> {
  const timeoutMs = config.vendorTimeoutMs;
  const entries = Object.entries(config.apps).map(([name, app]): [string, VendorApp] => {
    const options = { name, timeoutMs, ...world };
    return [
      name,
      app.vendor === 'zim' ? createZimApp({ ...app, ...options }) : createNeteaseApp({ ...app, ...options }),
    ];
  });
  return new Map(entries);
}
