import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { servesSeveral } from '../../src/config/schema.ts';
import { ConfigError, readConfig, secretsOf } from '../../src/config.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hush-workspaces-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const zim = { ZIM_APP_ID: '1', ZIM_SERVER_SECRET: 'secret', ZIM_OPERATOR: 'admin' };
const one = { ...zim, SLACK_SIGNING_SECRET: 'signing', SLACK_BOT_TOKEN: 'xoxb-1', HUSH_AUDIT_CHANNEL: 'C0123456789' };
const several = {
  ...zim,
  SLACK_SIGNING_SECRET: 'signing',
  SLACK_CLIENT_ID: '11.22',
  SLACK_CLIENT_SECRET: 'client-secret',
  HUSH_TOKEN_KEY: Buffer.from('0123456789abcdefghijklmnopqrstuv').toString('base64'),
};
const listed =
  'workspaces: { T0123: { auditChannel: C0123, moderators: [U0123, S0123] }, T0456: { auditChannel: G0456 } }';

function file(text: string) {
  const path = join(folder, 'hush.yml');
  writeFileSync(path, text);
  return { HUSH_CONFIG: path };
}

function problems(environment: Readonly<Record<string, string>>): readonly string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

it('several workspaces are set up without a bot token, an audit channel and moderators for all', () => {
  const config = readConfig({ ...several, ...file(listed) });
  expect(servesSeveral(config)).toBe(true);
  expect(config.workspaces).toEqual({
    T0123: { auditChannel: 'C0123', moderators: ['U0123', 'S0123'] },
    T0456: { auditChannel: 'G0456' },
  });
  expect(secretsOf(config)).toEqual(['client-secret', 'signing', 'secret']);
});

it.each(['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET'] as const)('%s alone names all else that is missing', (name) => {
  const other = name === 'SLACK_CLIENT_ID' ? 'SLACK_CLIENT_SECRET' : 'SLACK_CLIENT_ID';
  const told = problems({ ...zim, [name]: several[name] });
  const missing = told.map((problem) => /^(\w+) is missing/.exec(problem)?.[1] ?? problem);
  expect(missing).toHaveLength(4);
  expect(missing).toEqual(
    expect.arrayContaining([
      'SLACK_SIGNING_SECRET',
      other,
      'HUSH_TOKEN_KEY',
      expect.stringMatching(/^no workspace may install Hush yet/),
    ]),
  );
});

it('what is for one workspace does not go with several, and the other way round', () => {
  expect(problems({ ...several, ...one, HUSH_MODERATORS: 'U0123', ...file(listed) })).toEqual([
    expect.stringMatching(/^SLACK_BOT_TOKEN is for one workspace alone/),
    expect.stringMatching(/^HUSH_AUDIT_CHANNEL is for one workspace alone.* workspaces in hush.yml/),
    expect.stringMatching(/^HUSH_MODERATORS is for one workspace alone/),
  ]);
  expect(problems({ ...one, HUSH_TOKEN_KEY: several.HUSH_TOKEN_KEY, ...file(listed) })).toEqual([
    expect.stringMatching(/^HUSH_TOKEN_KEY is for several workspaces: set SLACK_CLIENT_ID/),
    expect.stringMatching(/^workspaces in hush.yml, line 1: are for several of them: set SLACK_CLIENT_ID/),
  ]);
});

it('what is wrong in hush.yml is told with its line, and no secret is shown', () => {
  const told = problems({
    ...several,
    HUSH_TOKEN_KEY: 'short-secret',
    SLACK_CLIENT_ID: 'hello',
    ...file(`workspaces:
  acme: { auditChannel: C0123 }
  T0123:
    auditChannel: audit
    moderators: []
  T0456:
    moderator: [U0123]
  T0789: { auditChannel: C0789, moderators: U0123 }
`),
  });
  expect(told).toEqual([
    expect.stringMatching(/^SLACK_CLIENT_ID must be two numbers/),
    expect.stringMatching(/^HUSH_TOKEN_KEY must be 32 random bytes in Base64; make them with: openssl rand -base64 32/),
    expect.stringMatching(/^workspaces.acme in hush.yml, line 2: must be the id of a workspace/),
    expect.stringMatching(/^workspaces.T0123.auditChannel in hush.yml, line 4: must be a channel id/),
    expect.stringMatching(/^workspaces.T0123.moderators in hush.yml, line 5: names nobody/),
    expect.stringMatching(/^workspaces.T0456.auditChannel in hush.yml, line 6: is missing/),
    expect.stringMatching(/^workspaces.T0456.moderator in hush.yml, line 7: there is no such setting/),
    expect.stringMatching(/^workspaces.T0789.moderators in hush.yml, line 8: must be a list/),
  ]);
  expect(told.join()).not.toMatch(/short-secret|hello/);
});
