import { z } from 'zod';
import type { Policy } from '../moderation/policy/settings.ts';

/** Without `policy` in `hush.yml`: whoever is a moderator may do everything. */
export const noPolicy: Policy = {
  roles: [{ name: 'moderator' }],
  protected: [],
  people: new Map(),
};

/** The section `policy` of `hush.yml`. */
export const policySchema = z.strictObject({}).transform((): Policy => noPolicy);
