import type { Directory, Templates } from '../../moderation/policy/settings.ts';
import type { AppName } from '../../moderation/vendor.ts';

/** What a line is read with, beside its text. */
export interface LineContext {
  /** The configured vendor apps: a place is resolved to one of them, or the line is refused. */
  readonly apps: readonly AppName[];
  /** Reasons that can stand in the place of a length. */
  readonly templates?: Templates | undefined;
  /** There is a ladder for `auto` to pick from. */
  readonly ladder?: boolean | undefined;
  /** Who people of Slack are in the chats: a mention of them is then a target. Absent: nobody knows. */
  readonly people?: Directory | undefined;
}

/** A context of nothing but apps may be given as their list. */
export function contextOf(given: LineContext | readonly AppName[]): LineContext {
  return 'apps' in given ? given : { apps: given };
}
