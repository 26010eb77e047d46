import type { Rule } from './rule.ts';

/** Only moderators may do anything but read the help. */
export const moderatorsOnly: Rule = {
  name: 'moderators-only',
  judge: async ({ moderator }, { roster }) => {
    if ((await roster.rolesOf(moderator)).size > 0) return undefined;
    const sentence =
      'You may not use Hush here: it is for moderators. Whoever runs Hush in this workspace can add you.';
    return { kind: 'refuse', sentence };
  },
};
