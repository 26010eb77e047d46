import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/config.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createLog } from '../../src/lib/log.ts';
import { systemRandom } from '../../src/lib/random.ts';
import { nobodyWatches } from '../../src/moderation/observer.ts';
import { watchedPorts } from '../../src/moderation/watched-ports.ts';
import { startObserving } from '../../src/observe/observing.ts';
import { createBolt, initialise } from '../../src/slack/bolt.ts';
import { boltLogger } from '../../src/slack/bolt-logger.ts';
import { createSlackClients } from '../../src/slack/clients.ts';
import { createFileFetcher } from '../../src/slack/files/fetch-file.ts';
import { SlackReceiver } from '../../src/slack/listen.ts';
import { createRoster } from '../../src/slack/roster.ts';
import { createTeller } from '../../src/slack/teller.ts';
import { openStore } from '../../src/store/open.ts';
import { createZimApp } from '../../src/vendors/zim/index.ts';

/**
 * Hush up to the acknowledgement: signature, parsing, permission, policy and the commit; recorded cases are not carried out. With
 * `BENCH_UNWATCHED` set without metrics, traces and lines of the log about it.
 */
const config = readConfig(process.env);
const log = createLog(config.logLevel);
const world = { clock: systemClock, random: systemRandom, log };
const store = await openStore(mkdtempSync(join(tmpdir(), 'hush-bench-')), world);
const slack = createSlackClients(config.slack, log);
const zim = config.apps.zim;
if (zim?.vendor !== 'zim') throw new Error('The bench needs a ZIM app.');
const app = createZimApp({ ...zim, name: 'zim', timeoutMs: config.vendorTimeoutMs, ...world });
const receiver = new SlackReceiver({
  signingSecret: config.slack.signingSecret,
  routes: new Map(),
  clock: systemClock,
  logger: boltLogger(log),
});
const observer = process.env.BENCH_UNWATCHED ? nobodyWatches : (await startObserving(config, world)).observer;
const parts = {
  ...store,
  ...watchedPorts(store, observer),
  ...world,
  observer,
  policy: config.policy,
  timezone: 'UTC',
  roster: createRoster(
    { moderators: config.moderators, roles: config.policy.roles },
    { lookups: slack.lookups, clock: systemClock },
  ),
  apps: new Map([['zim', app]]),
  forms: slack.forms,
  direct: slack.direct,
  teller: createTeller({ direct: slack.direct, log }),
  fetchFile: createFileFetcher(config.slack, systemClock),
  begin: () => undefined,
  cancel: () => undefined,
};
await initialise(createBolt(config.slack, { receiver, parts }));
process.stdout.write(`${await receiver.start({ host: '127.0.0.1', port: 0 })}\n`);
process.on('SIGTERM', () => process.exit(0));
