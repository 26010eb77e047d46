import { webApi } from '@slack/bolt';
import type { Clock } from '../lib/clock.ts';
import { aheadOf, type Finding, printable, type TimeTold } from '../lib/finding.ts';
import { silentLog } from '../lib/log.ts';
import type { Policy } from '../moderation/policy/settings.ts';
import { boltLogger } from './bolt-logger.ts';
import { clientOptions, limitedFetch, type SlackAccess, slackTrouble } from './clients.ts';
import type { Moderators } from './roster.ts';
import { scopes } from './scopes.ts';

export interface SlackCheckOptions {
  readonly access: SlackAccess;
  /** Whom the configuration names. */
  readonly named: Moderators & Pick<Policy, 'people'>;
  /** Its id, where it is one of several. */
  readonly workspace?: string;
  readonly clock: Clock;
}

/** Where an app's permissions and its installation are. */
const appPages = 'https://api.slack.com/apps → your app';
/** Slack looks somebody up in a fraction of a second; after this long the rest is left. */
const lookupsMs = 20_000;
const install = `install the app again (${appPages} → Install App)`;

/**
 * Asks Slack who the bot is, what it may do, and whether the moderators are there. Reads only: no message, no form. Every request gives up
 * by itself (`limitedFetch`).
 */
export async function checkSlack(
  options: SlackCheckOptions,
): Promise<{ readonly findings: readonly Finding[]; readonly times: readonly TimeTold[] }> {
  const times: TimeTold[] = [];
  const listening: typeof fetch = async (input, init) => {
    const response = await limitedFetch()(input, init);
    const aheadMs = aheadOf(response.headers.get('date'), options.clock.now());
    if (aheadMs !== undefined) times.push({ by: 'Slack', aheadMs });
    return response;
  };
  const client = new webApi.WebClient(options.access.botToken, {
    ...clientOptions(options.access),
    fetch: listening,
    logger: boltLogger(silentLog),
  });
  let me: webApi.AuthTestResponse;
  try {
    me = await client.auth.test();
  } catch (error) {
    const skipped = ['Slack scopes', 'Moderators'].map(
      (what): Finding => ({ level: 'skip', what: `${what}: not checked, for Slack did not say who the bot is` }),
    );
    return { findings: [tokenTrouble(error, options), ...skipped], times: times.slice(-1) };
  }
  const { user = '?', team = '?', user_id: bot = '' } = me;
  const token: Finding = {
    level: 'ok',
    what: `Slack token: bot ${printable(user)} in workspace ${printable(team)}`,
  };
  const moderators = await checkModerators(client, { ...options, bot });
  return { findings: [token, scopeFinding(me.response_metadata?.scopes), ...moderators], times: times.slice(-1) };
}

function tokenTrouble(error: unknown, { access: { apiUrl }, workspace }: SlackCheckOptions): Finding {
  const { word } = slackTrouble(error);
  if (word === 'ratelimited') {
    return { level: 'skip', what: 'Slack token: not checked, for Slack asked to wait', fix: 'Try again in a minute.' };
  }
  if (word === 'unreachable' || word.startsWith('http_')) {
    const why = word === 'unreachable' ? networkWord(error) : word.replace('http_', 'HTTP ');
    return {
      level: 'fail',
      what: `Slack: no answer from ${new URL(apiUrl).host} (${why})`,
      fix: 'Check that this machine may connect to Slack (firewall, proxy, DNS), and SLACK_API_URL if you set it.',
    };
  }
  return {
    level: 'fail',
    what: `Slack token: Slack refused it (${printable(word)})`,
    fix:
      workspace === undefined
        ? `Put the Bot User OAuth Token, which starts with xoxb-, into SLACK_BOT_TOKEN; if the app was removed from the workspace, ${install}.`
        : 'Open /slack/install of your Hush in a browser, and install it there again.',
  };
}

/** The innermost code of a request that came to nothing: `ENOTFOUND`, `TimeoutError`. */
function networkWord(error: unknown): string {
  const { cause, code, name } = error as { cause?: unknown; code?: unknown; name?: string };
  if (cause !== undefined && cause !== null) return networkWord(cause);
  return name === 'TimeoutError' ? 'no answer in time' : String(code ?? name ?? 'unknown');
}

function scopeFinding(granted: readonly string[] | undefined): Finding {
  if (!granted) return { level: 'skip', what: 'Slack scopes: not checked, for Slack did not list them' };
  const missing = Object.entries(scopes).filter(([scope]) => !granted.includes(scope));
  const [first] = missing;
  if (!first) return { level: 'ok', what: `Slack scopes: all ${Object.keys(scopes).length} that Hush needs` };
  return {
    level: 'fail',
    what: `Slack scopes: ${missing.map(([scope, why]) => `${scope} is missing (${why})`).join(', ')}`,
    fix: `Add ${missing.length === 1 ? 'it' : 'them'} under ${appPages} → OAuth & Permissions (or paste manifest.yml again), then ${install}.`,
  };
}

/** Where each id stands that the configuration has: the variable, or else the place in `hush.yml`. */
function placesOfIds({
  named,
  workspace,
}: Pick<SlackCheckOptions, 'named' | 'workspace'>): ReadonlyMap<string, string> {
  const { moderators = [], roles, people } = named;
  const moderatorsAt = workspace === undefined ? 'HUSH_MODERATORS' : `workspaces.${workspace}.moderators in hush.yml`;
  const ofAll = workspace === undefined;
  const all = [
    ...moderators.map((id) => [id, moderatorsAt] as const),
    // Of several workspaces the rules name the people of all.
    ...(ofAll ? rolesAndPeople({ roles, people }) : []),
  ];
  const places = new Map<string, string>();
  for (const [id, place] of all) if (!places.has(id)) places.set(id, place);
  return places;
}

function rolesAndPeople({ roles, people }: Pick<SlackCheckOptions['named'], 'roles' | 'people'>) {
  return [
    ...roles.flatMap(({ name, who = [] }) => who.map((id) => [id, `policy.roles.${name}.who in hush.yml`] as const)),
    ...[...people.keys()].map((id) => [id, 'policy.people in hush.yml'] as const),
  ];
}

/** Every id that the configuration names, and where admins and owners have a role, whether Hush can see who is one, asked about the bot itself. */
async function checkModerators(
  client: webApi.WebClient,
  { bot, ...options }: SlackCheckOptions & { bot: string },
): Promise<readonly Finding[]> {
  const { named, clock } = options;
  const places = placesOfIds(options);
  const admins = named.moderators === undefined && named.roles.some(({ who }) => who === undefined);
  const ids = [...places.keys()];
  const wrong: Finding[] = [];
  const begunAt = clock.monotonic();
  for (const id of admins ? [...ids, bot] : ids) {
    const place = places.get(id) ?? 'HUSH_MODERATORS';
    const left = (why: string): Finding => ({
      level: 'skip',
      what: `Moderators: ${id} and those after it were not looked up (${why})`,
      fix: 'Try again in a minute.',
    });
    if (clock.monotonic() - begunAt > lookupsMs) {
      wrong.push(left('Slack is slow'));
      break;
    }
    try {
      const why = id.startsWith('S') ? await groupTrouble(client, id) : await userTrouble(client, id);
      if (why) wrong.push({ level: 'warn', what: `Moderators: ${id} ${why}`, fix: `Correct ${place}.` });
    } catch (error) {
      const { word } = slackTrouble(error);
      const known = lookupWords[word];
      wrong.push(
        known
          ? { level: 'fail', what: `Moderators: ${id} ${known.words}`, fix: known.fix(place) }
          : left(printable(word)),
      );
      if (!known) break;
    }
  }
  if (wrong.length > 0) return wrong;
  const found = [
    ...(ids.length > 0 ? [`Slack knows ${ids.join(', ')}`] : []),
    ...(admins ? ['admins and owners, and Slack says who is one'] : []),
  ];
  return [{ level: 'ok', what: `Moderators: ${found.join('; ')}` }];
}

async function userTrouble(client: webApi.WebClient, user: string): Promise<string | undefined> {
  const { user: found } = await client.users.info({ user });
  return found?.deleted ? 'is a deactivated account' : undefined;
}

async function groupTrouble(client: webApi.WebClient, usergroup: string): Promise<string | undefined> {
  const { users = [] } = await client.usergroups.users.list({ usergroup });
  return users.length === 0 ? 'is a user group without members' : undefined;
}

const correct = (place: string) =>
  `Correct ${place}: copy the id from the profile (Copy member ID) or from the user group, in this workspace.`;

/** What Slack says of an id or of Hush's permission to look it up. */
const lookupWords: Readonly<Record<string, { readonly words: string; readonly fix: (place: string) => string }>> = {
  user_not_found: { words: 'is nobody in this workspace', fix: correct },
  user_not_visible: { words: 'cannot be seen by the bot', fix: correct },
  no_such_subteam: { words: 'is no user group of this workspace', fix: correct },
  subteam_not_found: { words: 'is no user group of this workspace', fix: correct },
  missing_scope: {
    words: 'could not be looked up: a permission is missing',
    fix: () => `Add the missing scope, see above, and ${install}. Until then Hush refuses whoever it cannot look up.`,
  },
};
