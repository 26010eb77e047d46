import type { Rule } from './rule.ts';

/** Only moderators may do anything but read the help. */
export const moderatorsOnly: Rule = {
  name: 'moderators-only',
  refuse: async ({ moderator }, { roster }) =>
    (await roster.isModerator(moderator))
      ? undefined
      : 'You may not use Hush here: it is for moderators. Whoever runs Hush in this workspace can add you.',
};
