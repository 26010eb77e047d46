import type { Clock } from '../lib/clock.ts';
import { type Roster, RosterUnavailable } from '../moderation/policy/rule.ts';
import type { SlackClients } from './clients.ts';

/** How long an answer of Slack's is believed: who is removed as a moderator is out within a minute. */
const believedMs = 60_000;

/**
 * Who may use Hush: the users and members of user groups that `HUSH_MODERATORS` names, or, if it names nobody, the workspace's admins and
 * owners. A look-up that fails refuses; it never allows, and an old answer is not used in its place.
 */
export function createRoster(
  moderators: readonly string[] | undefined,
  { lookups, clock }: { lookups: SlackClients['lookups']; clock: Clock },
): Roster {
  const remember = createMemory(clock);
  const groups = moderators?.filter((id) => id.startsWith('S')) ?? [];
  const users = new Set(moderators?.filter((id) => !id.startsWith('S')));

  const membersOf = (usergroup: string) =>
    remember(usergroup, async () => new Set((await lookups.usergroups.users.list({ usergroup })).users ?? []));
  const isAdmin = (user: string) =>
    remember(user, async () => {
      const found = (await lookups.users.info({ user })).user;
      return Boolean(found && !found.deleted && (found.is_admin || found.is_owner || found.is_primary_owner));
    });

  return {
    isModerator: async (user) => {
      if (users.has(user)) return true;
      try {
        if (!moderators) return await isAdmin(user);
        const members = await Promise.all(groups.map(membersOf));
        return members.some((group) => group.has(user));
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
