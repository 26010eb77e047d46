import { type Config, servesSeveral } from './config/schema.ts';
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
import { noticesToAll, outboxOf } from './moderation/outbox-of.ts';
import { createPlaceLocks } from './moderation/place-locks.ts';
import type { VendorApp } from './moderation/vendor.ts';
import { createAnnouncer } from './slack/announcer.ts';
import { createBolt, initialise } from './slack/bolt.ts';
import { boltLogger } from './slack/bolt-logger.ts';
import { digestOf } from './slack/digest-answer.ts';
import { healthRoutes } from './slack/health.ts';
import { installRoutes } from './slack/install/routes.ts';
import { type Route, SlackReceiver } from './slack/listen.ts';
import type { Desks } from './slack/workspaces/desk.ts';
import { createDesks } from './slack/workspaces/desks.ts';
import { createRemovalHearing, type HearRemoval } from './slack/workspaces/hear-removal.ts';
import { createOnlyDesk } from './slack/workspaces/only-desk.ts';
import { createTokenBook } from './slack/workspaces/token-book.ts';
import { openStore, type Store } from './store/open.ts';
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
  const store = await openStore(config.dataDir, world);
  const apps = vendorApps(config, world);
  const { cases, holds, outbox, audit, drafts, lists, lookups, proposals, statistics, digests } = store;
  const timezone = config.digest?.timezone ?? 'UTC';

  const { desks, ...several } = workspacesOf(config, store, world);
  const forAll = noticesToAll(outbox, desks.installed);

  const locks = createPlaceLocks();
  const credentialsAlarm = createCredentialsAlarm({ outbox: forAll, clock });
  const runner = createRunner({ cases, apps, locks, credentialsAlarm, clock, log });
  const ends = createEnds({ holds, apps, locks, credentialsAlarm, clock, log });
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
      createDeliveries(lane, { outbox: own, announcer, clock, log, isOpen }),
    );
  });
  store.onChange(() => {
    for (const lane of lanes) lane.ring();
  });

  const health = healthRoutes({ ...store, desks });
  const receiver = new SlackReceiver({
    signingSecret: config.slack.signingSecret,
    routes: new Map([...health.routes, ...several.routes]),
    clock,
    logger: boltLogger(log),
  });
  const parts = {
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
    clock,
    random,
    log,
    followUps: store.followUps,
    begin: runner.start,
    cancel: runner.cancel,
  };
  const bolt = createBolt(config.slack, { receiver, parts, desks, hearRemoval: several.hearRemoval });

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
    await tellClosed(desks, log);
    health.ready();
    log.info({ event: 'hush.started', port, apps: [...apps.keys()] }, 'Hush is listening.');
    return { port, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The one workspace whose token is in the configuration; or several that install Hush by themselves, each with its token in the store. */
function workspacesOf(
  config: Config,
  { installations }: Pick<Store, 'installations'>,
  { clock, random, log }: World,
): { readonly desks: Desks; readonly routes: ReadonlyMap<string, Route>; readonly hearRemoval?: HearRemoval } {
  const { policy } = config;
  if (!servesSeveral(config)) {
    const { slack: access, auditChannel, moderators } = config;
    const only = { access, auditChannel, moderators, roles: policy.roles };
    return { desks: createOnlyDesk(only, { clock, log }), routes: new Map() };
  }
  const { slack, workspaces } = config;
  const { apiUrl, tokenKey: key } = slack;
  const book = createTokenBook({ installations, key, random });
  const desks = createDesks({ apiUrl, listed: workspaces, roles: policy.roles }, { book, clock, log });
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
