import type { Clock } from '../lib/clock.ts';
import { type NeteaseStandIn, startNetease } from './netease/start-netease.ts';
import { type NeteaseAppSeed, neteaseSeed } from './netease/world.ts';
import { playgroundSlack } from './slack/seed.ts';
import { type SlackStandIn, startSlack } from './slack/start-slack.ts';
import { zimSeed } from './zim/seed.ts';
import { startZim, type ZimStandIn } from './zim/start-zim.ts';
import type { ZimAppSeed } from './zim/world.ts';

/** Slack and both vendors, all on 127.0.0.1. */
export interface StandIns {
  readonly slack: SlackStandIn;
  readonly zim: ZimStandIn;
  readonly netease: NeteaseStandIn;
  close(): Promise<void>;
}

/** Starts all three; what is in the vendors' apps may be given, else it is what the tests know. */
export async function startStandIns(
  clock: Clock,
  apps: { readonly zim?: ZimAppSeed; readonly netease?: NeteaseAppSeed } = {},
): Promise<StandIns> {
  const [slack, zim, netease] = await Promise.all([
    startSlack({ clock }),
    startZim({ clock, ...(apps.zim && { apps: [apps.zim] }) }),
    startNetease({ clock, ...(apps.netease && { apps: [apps.netease] }) }),
  ]);
  return {
    slack,
    zim,
    netease,
    close: async () => {
      await Promise.all([slack.close(), zim.close(), netease.close()]);
    },
  };
}

/** What tells a bot to use these stand-ins: addresses and credentials, nothing else. */
export function botVariables({ slack, zim, netease }: Omit<StandIns, 'close'>): Readonly<Record<string, string>> {
  return {
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SLACK_API_URL: slack.apiUrl,
    HOST: '127.0.0.1',
    HUSH_AUDIT_CHANNEL: playgroundSlack.auditChannel,
    HUSH_MODERATORS: playgroundSlack.moderators,
    ZIM_APP_ID: String(zimSeed.appId),
    ZIM_SERVER_SECRET: zimSeed.secret,
    ZIM_OPERATOR: 'admin',
    ZIM_API_URL: zim.url,
    NETEASE_APP_KEY: neteaseSeed.appKey,
    NETEASE_APP_SECRET: neteaseSeed.appSecret,
    NETEASE_API_URL: netease.url,
  };
}
