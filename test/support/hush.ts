import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Hush, startHush } from '../../src/app.ts';
import type { Environment } from '../../src/config/variables.ts';
import { readConfig } from '../../src/config.ts';
import { type Clock, systemClock } from '../../src/lib/clock.ts';
import { createLog, type Log } from '../../src/lib/log.ts';
import { systemRandom } from '../../src/lib/random.ts';
import type { Policy } from '../../src/moderation/policy/settings.ts';
import { type NeteaseStandIn, startNetease } from '../../src/playground/netease/start-netease.ts';
import type { SlackMessage } from '../../src/playground/slack/model.ts';
import { playgroundSlack } from '../../src/playground/slack/seed.ts';
import { type SlackStandIn, startSlack } from '../../src/playground/slack/start-slack.ts';
import { botVariables } from '../../src/playground/stand-ins.ts';
import { startZim, type ZimStandIn } from '../../src/playground/zim/start-zim.ts';
import { watchBot, watchLine } from './leaks.ts';
import type { SlackSockets } from './slack-sockets.ts';

/** Hush over real HTTP against strict stand-ins, all in this process. */
export interface TestBed {
  readonly slack: SlackStandIn;
  readonly zim: ZimStandIn;
  readonly netease: NeteaseStandIn;
  readonly clock: Clock;
  /** What the bot is started with. */
  readonly environment: Environment;
  /** The folder of the database. */
  readonly folder: string;
  /** Types a line as the moderator maria in #moderation, or as somebody else. */
  type(line: string, user?: string): ReturnType<SlackStandIn['people']['command']>;
  /** Types a line and waits for the next thing that its author is told. */
  say(line: string, user?: string): Promise<Told>;
  /** Waits for the next thing somebody is told privately. */
  told(user?: string): Promise<Told>;
  /** Everything somebody has been told so far. */
  allTold(user?: string): readonly Told[];
  /** What stands in the audit channel, as people read it. */
  audit(): readonly Told[];
  /** Starts it again; with `more` on top of its variables. */
  start(more?: Environment): Promise<Hush>;
  stop(): Promise<void>;
  close(): Promise<void>;
}

export interface Told {
  readonly text: string;
  readonly message: SlackMessage;
}

export interface TestBedOptions {
  readonly environment?: Environment;
  /** What stands under `policy` in a `hush.yml`, as YAML or JSON; or in the place of what the configuration says, read at every start. */
  readonly policy?: string | Partial<Policy>;
  readonly clock?: Clock;
  readonly log?: Log;
  readonly slack?: Partial<Parameters<typeof startSlack>[0]>;
  /** Hush is in Socket Mode, and Slack's side of it is this. Whoever started it closes it. */
  readonly sockets?: SlackSockets;
  readonly zim?: Partial<Parameters<typeof startZim>[0]>;
  readonly netease?: Partial<Parameters<typeof startNetease>[0]>;
  /** Read at every start. */
  readonly changing?: Record<string, string>;
  /** Puts files into the folder before the first start; more variables. */
  readonly prepare?: (folder: string) => Environment;
  /** Called after every start. */
  readonly started?: (hush: Hush) => void;
}

export async function startTestBed(options: TestBedOptions = {}): Promise<TestBed> {
  const clock = options.clock ?? systemClock;
  const [slack, zim, netease] = await Promise.all([
    startSlack({ clock, ...(options.sockets && { otherWay: options.sockets.otherWay }), ...options.slack }),
    startZim({ clock, ...options.zim }),
    startNetease({ clock, ...options.netease }),
  ]);
  const folder = mkdtempSync(join(tmpdir(), 'hush-test-'));
  const environment: Environment = {
    ...botVariables({ slack, zim, netease }),
    PORT: '0',
    HUSH_DATA_DIR: folder,
    HUSH_VENDOR_TIMEOUT_MS: '500',
    ...(options.sockets && { SLACK_APP_TOKEN: options.sockets.appToken, SLACK_SIGNING_SECRET: '' }),
    ...(typeof options.policy === 'string' && { HUSH_CONFIG: policyFile(folder, options.policy) }),
    ...options.environment,
    ...options.prepare?.(folder),
  };
  const watch = watchBot({ slack, folder, environment });
  const log = options.log ?? createLog('trace', { write: watchLine });

  let hush: Hush | undefined;
  const start = async (more: Environment = {}) => {
    const config = readConfig({ ...environment, ...options.changing, ...more });
    const policy = { ...config.policy, ...(typeof options.policy === 'object' && options.policy) };
    hush = await startHush({ ...config, policy }, { clock, random: systemRandom, log });
    slack.eventsUrl = `http://127.0.0.1:${hush.port}/slack/events`;
    options.started?.(hush);
    return hush;
  };
  const stop = async () => {
    const running = hush;
    hush = undefined;
    await running?.stop();
  };
  await start();

  const maria: string = playgroundSlack.moderator;
  const tell = (message: SlackMessage): Told => ({ message, text: slack.plainText(message) });
  const privately = (user: string) => [
    ...slack.ephemerals(user).filter(({ author }) => author !== user),
    ...slack.directMessages(user),
  ];
  let seen = new Set<string>();
  const told = async (user = maria): Promise<Told> => {
    const message = await slack.waitFor(() => privately(user).find(({ ts }) => !seen.has(ts)), 30_000);
    seen.add(message.ts);
    return tell(message);
  };
  const type = (line: string, user = maria) =>
    slack.people.command({ user, channel: playgroundSlack.moderationChannel, text: line.replace(/^\/hush ?/, '') });

  return {
    slack,
    zim,
    netease,
    clock,
    environment,
    folder,
    type,
    say: async (line, user = maria) => {
      seen = new Set(privately(user).map(({ ts }) => ts));
      await type(line, user);
      return told(user);
    },
    told,
    allTold: (user = maria) => privately(user).map(tell),
    audit: () => slack.messages(playgroundSlack.auditChannel).map(tell),
    start,
    stop,
    close: async () => {
      await stop();
      watch.lookAtAll();
      await Promise.all([slack.close(), zim.close(), netease.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function policyFile(folder: string, policy: string): string {
  const file = join(folder, 'hush.yml');
  writeFileSync(file, `policy:\n${policy.trim().replace(/^/gm, '  ')}\n`);
  return file;
}
