import { noPolicy } from '../../src/config/policy.ts';

/** Loaded into the bot's process before the bot: puts the rules that `TEST_POLICY` holds, as JSON, in the place of having none. */
const { TEST_POLICY } = process.env;
if (TEST_POLICY) Object.assign(noPolicy, JSON.parse(TEST_POLICY));
