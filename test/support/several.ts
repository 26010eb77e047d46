import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../src/lib/clock.ts';
import { playgroundSlack as names } from '../../src/playground/slack/seed.ts';
import { type SlackStandIn, startSlack } from '../../src/playground/slack/start-slack.ts';
import { CookieBrowser } from './cookie-browser.ts';
import { startTestBed, type TestBed, type TestBedOptions } from './hush.ts';
import { watchBot } from './leaks.ts';

export const acme = { id: names.team, domain: 'acme', name: 'Acme' };
export const beta = { id: 'T0BETATEAM', domain: 'beta', name: 'Beta & <Sons>' };

/**
 * Hush beside two Slack workspaces, Acme and Beta, whose people and channels have the same ids. In Acme maria is a moderator by a user group, in
 * Beta noah is one by name. Neither has installed Hush yet.
 */
export interface SeveralBed extends Omit<TestBed, 'environment'> {
  readonly beta: SlackStandIn;
  /** The first `HUSH_TOKEN_KEY`. */
  readonly key: string;
  /** What the bot is started with next. */
  readonly environment: Record<string, string>;
  readonly browser: CookieBrowser;
  /** Where Hush is to a browser. */
  address(path: string): string;
  /** Somebody installs Hush in a workspace by a browser; the page at the end. */
  install(team?: string, browser?: CookieBrowser): ReturnType<CookieBrowser['open']>;
  /** What stands in Beta's audit channel. */
  auditOfBeta(): readonly string[];
}

const env = {
  SLACK_BOT_TOKEN: '',
  HUSH_AUDIT_CHANNEL: '',
  HUSH_MODERATORS: '',
  SLACK_CLIENT_ID: '1111.2222',
  SLACK_CLIENT_SECRET: '0123456789abcdef0123456789abcdef',
};

export const bothListed = `
workspaces:
  ${acme.id}: { auditChannel: ${names.auditChannel}, moderators: [${names.moderators}] }
  ${beta.id}: { auditChannel: ${names.auditChannel}, moderators: [${names.secondModerator}] }
`;

export async function startSeveralBed(
  options: { clock?: Clock; key?: string; hushYml?: string } & Pick<TestBedOptions, 'log'> = {},
): Promise<SeveralBed> {
  const { key = randomBytes(32).toString('base64'), hushYml = bothListed, ...rest } = options;
  const environment: Record<string, string> = { ...env, HUSH_TOKEN_KEY: key };
  const changing: Record<string, string> = {};
  let port = 0;
  const bed = await startTestBed({
    ...rest,
    environment,
    changing,
    slack: { team: acme, oauth: { clientId: env.SLACK_CLIENT_ID, clientSecret: env.SLACK_CLIENT_SECRET } },
    prepare: (folder) => {
      writeFileSync(join(folder, 'hush.yml'), hushYml);
      return { HUSH_CONFIG: join(folder, 'hush.yml') };
    },
    started: (hush) => {
      port = hush.port;
    },
  });
  const { slack } = bed;
  const second = await startSlack({
    clock: options.clock ?? bed.clock,
    team: beta,
    front: slack,
    eventsUrl: slack.eventsUrl,
  });
  const watch = watchBot({ slack: second, folder: bed.folder, environment });
  const browser = new CookieBrowser();
  const address = (path: string) => `http://127.0.0.1:${port}${path}`;
  const moved = () => {
    second.eventsUrl = slack.eventsUrl;
    if (slack.oauth) slack.oauth.redirectUrl = address('/slack/oauth_redirect');
  };
  moved();
  for (const [name, value] of Object.entries(bed.environment)) if (value !== undefined) changing[name] = value;
  return {
    ...bed,
    key,
    environment: changing,
    beta: second,
    browser,
    address,
    start: async () => {
      const hush = await bed.start();
      moved();
      return hush;
    },
    install: async (team = acme.id, by = browser) => {
      const first = await by.open(address('/slack/install'));
      const asked = await by.open(first.links.get('Continue to Slack') ?? '');
      return by.open(asked.links.get(team) ?? '');
    },
    auditOfBeta: () => second.messages(names.auditChannel).map((message) => second.plainText(message)),
    close: async () => {
      await bed.stop();
      watch.lookAtAll();
      await Promise.all([second.close(), bed.close()]);
    },
  };
}
