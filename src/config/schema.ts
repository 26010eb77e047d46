import { z } from 'zod';
import { readTokenKey } from '../lib/token-key.ts';
import { modules } from '../moderation/place.ts';
import { auditSchema, keyReadBy } from './audit.ts';
import { databaseUrl } from './database-url.ts';
import { digestSchema } from './digest.ts';
import { noPolicy, policySchema } from './policy.ts';
import { tracesSchema } from './traces.ts';
import { workspacesSchema } from './workspaces.ts';

const url = z.url({ protocol: /^https?$/, error: 'must be an address that starts with https:// or http://' });
const secret = z.string('is missing').min(1, 'is missing');
const wholeNumber = (least: number, most: number) =>
  z.coerce
    .number(`must be a whole number from ${least} to ${most}`)
    .int(`must be a whole number from ${least} to ${most}`)
    .min(least, `must be a whole number from ${least} to ${most}`)
    .max(most, `must be a whole number from ${least} to ${most}`);
const callsPerSecond = wholeNumber(1, 10_000);

/** ZIM's AppId is an unsigned 32-bit number. */
const zimApp = z.strictObject({
  vendor: z.literal('zim'),
  appId: wholeNumber(1, 2 ** 32 - 1),
  secret,
  operator: z
    .string('is missing')
    .min(1, 'is missing')
    .refine((id) => Buffer.byteLength(id) <= 32, 'must be a ZIM user id, at most 32 bytes'),
  url: url.default('https://zim-api.zego.im/'),
  callsPerSecond: callsPerSecond.default(20),
});

const neteaseApp = z.strictObject({
  vendor: z.literal('netease'),
  appKey: secret,
  appSecret: secret,
  url: url
    .transform((text) => text.replace(/\/+$/, ''))
    .refine(
      (text) => /[^/]\/nimserver$/.test(text) && !text.endsWith('/nimserver/nimserver'),
      'must end in one /nimserver',
    )
    .default('https://api-sg.netease.im/nimserver'),
  callsPerSecond: callsPerSecond.default(100),
});

export const appSchema = z.discriminatedUnion('vendor', [zimApp, neteaseApp], 'vendor must be zim or netease');

/** Words that mean NetEase places on a line; an app of that name could never be told from them. */
const reserved: readonly string[] = [...modules, 'everywhere'];

export const appName = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,31}$/,
    'app names are lower-case letters, digits, dots, dashes and underscores, at most 32',
  )
  .refine(
    (name) => !reserved.includes(name),
    'p2p, team, room, qchat and everywhere mean NetEase places; choose another name',
  );

/**
 * The vendor keeps one quota for an app, and who is muted there is one state: two names for it would overrun the one and fall into each
 * other's word about the other.
 */
function eachOnce(apps: Readonly<Record<string, z.infer<typeof appSchema>>>, context: z.RefinementCtx): void {
  const names = new Map<string, string>();
  // From the end, where the environment's are: what is wrong is told of the file, which is where more apps are added.
  for (const [name, app] of Object.entries(apps).toReversed()) {
    const [key, id, title] = app.vendor === 'zim' ? ['appId', app.appId, 'ZIM'] : ['appKey', app.appKey, 'NetEase'];
    const other = names.get(`${title} ${id}`);
    if (other !== undefined) {
      const message = `is the same ${title} app as ${other}: the vendor keeps one quota for it, so it can have one name only; remove one of the two`;
      context.addIssue({ code: 'custom', path: [name, key as string], message });
    }
    names.set(`${title} ${id}`, name);
  }
}

/** What belongs to the Slack app, in however many workspaces it is. */
const slackApp = {
  signingSecret: secret.optional(),
  appToken: secret.startsWith('xapp-', 'must start with xapp-: an app-level token, not the bot token').optional(),
  apiUrl: url.transform((text) => (text.endsWith('/') ? text : `${text}/`)).default('https://slack.com/api/'),
};

/** Requests come in one way or the other. */
const comesIn = ({ signingSecret, appToken }: { signingSecret?: string | undefined; appToken?: string | undefined }) =>
  signingSecret !== undefined || appToken !== undefined;
const noWayIn = {
  path: ['signingSecret'],
  message: 'is missing (or SLACK_APP_TOKEN, for Socket Mode)',
  // Also where something else is wrong: everything is told at once.
  when: () => true,
};

const several = 'set SLACK_CLIENT_ID and SLACK_CLIENT_SECRET too, or leave it out';

/** Everything Hush is told, from the environment and `hush.yml` together, where it serves one workspace. */
export const configSchema = z.strictObject({
  slack: z
    .strictObject({
      botToken: secret.startsWith('xoxb-', 'must start with xoxb-: the bot token, not the user or app token'),
      ...slackApp,
      tokenKey: z.undefined(`is for several workspaces: ${several}`).optional(),
    })
    .refine(comesIn, noWayIn),
  host: z.string().default('0.0.0.0'),
  port: wholeNumber(0, 65_535).default(3000),
  auditChannel: z
    .string('is missing')
    .regex(/^[CG][A-Z0-9]{2,}$/, 'must be a channel id (Slack shows it under "About" of the channel), not its name'),
  moderators: z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((id) => id.trim())
        .filter((id) => id !== ''),
    )
    .pipe(
      z
        .array(
          z.string().regex(/^[UWS][A-Z0-9]{2,}$/, 'must be Slack ids: users start with U or W, user groups with S'),
        )
        .min(1, 'names nobody; leave it unset to let only workspace admins and owners in'),
    )
    .optional(),
  dataDir: z.string().default('./data'),
  databaseUrl: databaseUrl.optional(),
  vendorTimeoutMs: wholeNumber(100, 60_000).default(2000),
  logLevel: z
    .enum(
      ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
      'must be trace, debug, info, warn, error, fatal or silent',
    )
    .default('info'),
  traces: tracesSchema.optional(),
  policy: policySchema.default(noPolicy),
  digest: digestSchema.optional(),
  audit: auditSchema.optional(),
  workspaces: z.undefined(`are for several of them: ${several}`).optional(),
  apps: z
    .record(appName, appSchema)
    .refine(
      (apps) => Object.keys(apps).length > 0,
      'at least one vendor app is needed: set ZIM_APP_ID, ZIM_SERVER_SECRET and ZIM_OPERATOR, or NETEASE_APP_KEY and NETEASE_APP_SECRET, or add one to hush.yml',
    )
    .superRefine(eachOnce),
});

const ofOne = (instead: string) =>
  z.undefined(`is for one workspace alone, and several are set up (SLACK_CLIENT_ID): ${instead}`).optional();

/** The same where several workspaces install it: each has its own token, audit channel and moderators. */
export const severalSchema = configSchema.extend({
  slack: z
    .strictObject({
      botToken: ofOne('leave it out, as each installs Hush and gets its own'),
      ...slackApp,
      clientId: secret.regex(/^\d+\.\d+$/, 'must be two numbers with a dot between them'),
      clientSecret: secret,
      tokenKey: keyReadBy(readTokenKey, 'is missing'),
    })
    .refine(comesIn, noWayIn),
  auditChannel: ofOne('give each its auditChannel under workspaces in hush.yml'),
  moderators: ofOne('give each its moderators under workspaces in hush.yml'),
  workspaces: workspacesSchema,
});

/** What is set where one workspace is served, and where several are. */
export type OneConfig = z.infer<typeof configSchema>;
export type SeveralConfig = z.infer<typeof severalSchema>;

/** The configuration as the rest of Hush sees it. Holds secrets: never log it. */
export type Config = OneConfig | SeveralConfig;

/** Whether several workspaces install Hush, each by itself. */
export function servesSeveral<C extends Config>(config: C): config is Extract<C, SeveralConfig> {
  return config.workspaces !== undefined;
}
