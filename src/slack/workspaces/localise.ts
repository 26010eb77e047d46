import { slackIdOf } from '../../moderation/person.ts';
import { escapeWithin } from '../messages/mrkdwn.ts';

/** Puts what is said into the words of one workspace. */
export type Localise = <Said>(said: Said) => Said;

/** What was written by a person is escaped, so that only Hush's own mentions look like this. */
const mention = /<@(?:(T[A-Z0-9]+):)?([UW][A-Z0-9]+)>/g;
/** Arguments of Slack's methods that are one person's id. */
const personKeys: ReadonlySet<string> = new Set(['user', 'users', 'user_id']);

/**
 * In one of several workspaces: its own people are mentioned as Slack does it, and those of another are named with it, for Slack does not
 * know them there. Nothing gets longer by that. Who is called by a Slack id alone is of `home`.
 */
export function createLocalise(here: {
  readonly workspace: string;
  readonly home: string;
  /** What a workspace is called. */
  readonly nameOf: (workspace: string) => string;
}): Localise {
  const inText = (text: string) =>
    text.replace(mention, (whole, team: string | undefined, id: string) => {
      const of = team ?? here.home;
      if (of === here.workspace) return `<@${id}>`;
      return `${id} (${escapeWithin(here.nameOf(of), Math.max(2, whole.length - id.length - 3))})`;
    });
  const inside = (said: unknown, key?: string): unknown => {
    if (typeof said === 'string') return key !== undefined && personKeys.has(key) ? slackIdOf(said) : inText(said);
    if (Array.isArray(said)) return said.map((each) => inside(each));
    if (said === null || typeof said !== 'object') return said;
    return Object.fromEntries(Object.entries(said).map(([name, value]) => [name, inside(value, name)]));
  };
  return (said) => inside(said) as typeof said;
}
