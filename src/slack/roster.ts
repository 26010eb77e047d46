import type { Clock } from '../lib/clock.ts';
import { slackIdOf } from '../moderation/person.ts';
import { type Roster, RosterUnavailable } from '../moderation/policy/rule.ts';
import type { Role } from '../moderation/policy/settings.ts';
import { type SlackClients, slackTrouble } from './clients.ts';

/** How long an answer of Slack's is believed: who is removed as a moderator is out within a minute. */
const believedMs = 60_000;
/** Slack's words for a user group that is not one of the workspace's. */
const noSuchGroup: ReadonlySet<string> = new Set(['no_such_subteam', 'subteam_not_found']);

/** Who may use Hush, as configured. */
export interface Moderators {
  /** Slack ids of `HUSH_MODERATORS`. Absent: the workspace's admins and owners. */
  readonly moderators?: readonly string[] | undefined;
  readonly roles: readonly Pick<Role, 'name' | 'who'>[];
}

/**
 * Who may use Hush, and as what: each role is that of the users and members of user groups that it names; one that names nobody is that of
 * `HUSH_MODERATORS`, or without that of the workspace's admins and owners. A look-up that fails refuses; it never allows, and an old answer
 * is not used in its place. In one of several workspaces a user group that is not there is another one's, and has no members here.
 */
export function createRoster(
  { moderators, roles }: Moderators,
  { lookups, clock, oneOfSeveral }: { lookups: SlackClients['lookups']; clock: Clock; oneOfSeveral?: boolean },
): Roster {
  const remember = createMemory(clock);
  const membersOf = (usergroup: string) =>
    remember(usergroup, async () => {
      try {
        return new Set((await lookups.usergroups.users.list({ usergroup })).users ?? []);
      } catch (error) {
        if (oneOfSeveral && noSuchGroup.has(slackTrouble(error).word)) return new Set<string>();
        throw error;
      }
    });
  const isAdmin = (user: string) =>
    remember(user, async () => {
      const found = (await lookups.users.info({ user })).user;
      return Boolean(found && !found.deleted && (found.is_admin || found.is_owner || found.is_primary_owner));
    });
  const isAmong = async (user: string, who: readonly string[] | undefined) => {
    if (!who) return isAdmin(user);
    if (who.includes(user)) return true;
    const groups = await Promise.all(who.filter((id) => id.startsWith('S')).map(membersOf));
    return groups.some((group) => group.has(user));
  };

  return {
    rolesOf: async (person) => {
      const user = slackIdOf(person);
      try {
        const has = await Promise.all(roles.map(({ who }) => isAmong(user, who ?? moderators)));
        return new Set(roles.flatMap(({ name }, index) => (has[index] ? name : [])));
      } catch (error) {
        throw new RosterUnavailable({ cause: error });
      }
    },
  };
}

/** Remembers answers for a minute, and asks once when several wait for the same one. What fails is forgotten at once. */
function createMemory(clock: Clock) {
  const answers = new Map<string, { readonly until: number; readonly answer: Promise<unknown> }>();
  return async <T>(key: string, ask: () => Promise<T>): Promise<T> => {
    const now = clock.monotonic();
    const known = answers.get(key);
    if (known && known.until > now) return (await known.answer) as T;
    for (const [old, { until }] of answers) if (until <= now) answers.delete(old);
    const answer = ask();
    answers.set(key, { until: now + believedMs, answer });
    answer.catch(() => answers.delete(key));
    return await answer;
  };
}
