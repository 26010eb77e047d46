import { actedOnLately } from './acted-on-lately.ts';
import { confirmAbove } from './confirm-above.ts';
import { moderatorsOnly } from './moderators-only.ts';
import type { Rule } from './rule.ts';
import { secondModerator } from './second-moderator.ts';

/** Every rule, in the order in which they are asked: who somebody is comes before what they want, and a yes is asked for last. */
export const rules: readonly Rule[] = [moderatorsOnly, secondModerator, confirmAbove, actedOnLately];
