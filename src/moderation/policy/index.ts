import { actedOnLately } from './acted-on-lately.ts';
import { confirmAbove } from './confirm-above.ts';
import { hourlyQuota } from './hourly-quota.ts';
import { longestLength } from './longest-length.ts';
import { moderatorsOnly } from './moderators-only.ts';
import { neverYourself } from './never-yourself.ts';
import { protectedIds } from './protected-ids.ts';
import { reasonRequired } from './reason-required.ts';
import { roles } from './roles.ts';
import type { Rule } from './rule.ts';
import { secondModerator } from './second-moderator.ts';

/** Every rule, in the order in which they are asked: who somebody is, what they may do, to whom, and to how many; a yes is asked for last. */
export const rules: readonly Rule[] = [
  moderatorsOnly,
  roles,
  longestLength,
  reasonRequired,
  neverYourself,
  protectedIds,
  hourlyQuota,
  secondModerator,
  confirmAbove,
  actedOnLately,
];
