import { moderatorsOnly } from './moderators-only.ts';
import type { Rule } from './rule.ts';

/** Every rule, in the order in which they are asked: who somebody is comes before what they want. */
export const rules: readonly Rule[] = [moderatorsOnly];
