import { expect, test } from 'vitest';
import type { Environment } from '../../src/config/variables.ts';
import { readConfig, secretsOf } from '../../src/config.ts';

const rest = { HUSH_AUDIT_CHANNEL: 'C0123456789', ZIM_APP_ID: '1', ZIM_SERVER_SECRET: 'secret', ZIM_OPERATOR: 'admin' };
const read = (slack: Environment) => readConfig({ ...rest, SLACK_BOT_TOKEN: 'xoxb-1', ...slack });

test('an app-level token stands in the place of the signing secret', () => {
  const apiUrl = 'https://slack.com/api/';
  expect(read({ SLACK_APP_TOKEN: 'xapp-1' }).slack).toEqual({ botToken: 'xoxb-1', appToken: 'xapp-1', apiUrl });
  expect(() => read({})).toThrow(/SLACK_SIGNING_SECRET is missing \(or SLACK_APP_TOKEN, for Socket Mode\)/);
});

test('both may be set, and both are secrets', () => {
  const secrets = secretsOf(read({ SLACK_APP_TOKEN: 'xapp-1', SLACK_SIGNING_SECRET: 'signing' }));
  expect(secrets).toEqual(['xoxb-1', 'signing', 'xapp-1', 'secret']);
});

test('no other token is taken for one, and that alone is told', () => {
  expect(() => read({ SLACK_APP_TOKEN: 'xoxb-1' })).toThrow(
    /One thing is wrong[\s\S]*SLACK_APP_TOKEN must start with xapp-: an app-level token, not the bot token\. /,
  );
});

test('a misspelt name is asked about; what other programs call their token is not', () => {
  const set = { SLACK_SIGNING_SECRET: 'signing' };
  expect(() => read({ ...set, SLACK_APP_TOKN: 'xapp-1' })).toThrow(/Did you mean SLACK_APP_TOKEN\?/);
  expect(read({ ...set, SLACK_API_TOKEN: 'x' }).slack.appToken).toBeUndefined();
});
