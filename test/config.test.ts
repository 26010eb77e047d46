import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { noPolicy } from '../src/config/policy.ts';
import { type Environment, variables } from '../src/config/variables.ts';
import { ConfigError, readAuditAccess, readConfig, wantsRealBot, withoutHush } from '../src/config.ts';
import { newAuditKey } from './support/audit-keys.ts';

const folder = mkdtempSync(join(tmpdir(), 'hush-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

const slack = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 'signing', HUSH_AUDIT_CHANNEL: 'C0123456789' };
const zim = { ZIM_APP_ID: '1', ZIM_SERVER_SECRET: 'zim-secret', ZIM_OPERATOR: 'admin' };
const netease = { NETEASE_APP_KEY: 'key', NETEASE_APP_SECRET: 'app-secret' };

function problemsOf(environment: Environment): readonly string[] {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

function hushYml(text: string): { HUSH_CONFIG: string } {
  const path = join(folder, 'hush.yml');
  writeFileSync(path, text);
  return { HUSH_CONFIG: path };
}

describe('a configuration from the environment', () => {
  test('needs little: the rest is as documented', () => {
    expect(readConfig({ ...slack, ...zim, ...netease })).toEqual({
      slack: { botToken: 'xoxb-1', signingSecret: 'signing', apiUrl: 'https://slack.com/api/' },
      host: '0.0.0.0',
      port: 3000,
      auditChannel: 'C0123456789',
      dataDir: './data',
      vendorTimeoutMs: 2000,
      logLevel: 'info',
      policy: noPolicy,
      apps: {
        zim: {
          vendor: 'zim',
          appId: 1,
          secret: 'zim-secret',
          operator: 'admin',
          url: 'https://zim-api.zego.im/',
          callsPerSecond: 20,
        },
        netease: {
          vendor: 'netease',
          appKey: 'key',
          appSecret: 'app-secret',
          url: 'https://api-sg.netease.im/nimserver',
          callsPerSecond: 100,
        },
      },
    });
  });

  test('takes moderators, addresses and numbers as people write them', () => {
    const config = readConfig({
      ...slack,
      ...netease,
      HUSH_MODERATORS: ' U0123456789, S0123456789 ,',
      SLACK_API_URL: 'http://127.0.0.1:9/api',
      NETEASE_API_URL: 'http://127.0.0.1:9/nimserver/',
      PORT: ' 8080 ',
    });
    expect(config).toMatchObject({
      moderators: ['U0123456789', 'S0123456789'],
      slack: { apiUrl: 'http://127.0.0.1:9/api/' },
      port: 8080,
      apps: { netease: { url: 'http://127.0.0.1:9/nimserver' } },
    });
  });

  test('counts what is empty as unset', () => {
    const empty = Object.fromEntries(Object.keys(variables).map((name) => [name, ' ']));
    expect(readConfig({ ...empty, ...slack, ...zim })).toEqual(readConfig({ ...slack, ...zim }));
  });

  test('is told everything that is wrong at once, by name, with an example', () => {
    const problems = problemsOf({
      SLACK_BOT_TOKEN: 'xoxp-1',
      PORT: '70000',
      HUSH_AUDIT_CHANNEL: '#audit',
      HUSH_MODERATORS: 'maria',
      DATABASE_URL: 'postgres://x',
      ZIM_APP_ID: 'one',
      NETEASE_APP_KEY: 'key',
      NETEASE_API_URL: 'https://api-sg.netease.im',
      LOG_LEVEL: 'loud',
      HUSH_VENDOR_TIMEOUT_MS: '1.5',
    });
    const named = [
      'SLACK_BOT_TOKEN',
      'SLACK_SIGNING_SECRET',
      'PORT',
      'HUSH_AUDIT_CHANNEL',
      'HUSH_MODERATORS',
      'DATABASE_URL',
      'ZIM_APP_ID',
      'ZIM_SERVER_SECRET',
      'ZIM_OPERATOR',
      'NETEASE_APP_SECRET',
      'NETEASE_API_URL',
      'LOG_LEVEL',
      'HUSH_VENDOR_TIMEOUT_MS',
    ];
    expect(problems.map((problem) => problem.split(' ')[0]).toSorted()).toEqual(named.toSorted());
    for (const problem of problems) expect(problem).toMatch(/^(\w+) .+\. It is .+, for example \1=.+$/);
    expect(problems.filter((problem) => problem.startsWith('SLACK_SIGNING_SECRET'))).toEqual([
      "SLACK_SIGNING_SECRET is missing (or SLACK_APP_TOKEN, for Socket Mode). It is the app's signing secret, for HTTP, for example SLACK_SIGNING_SECRET=8f742231b10e8888abcd99yyyzzz85a5",
    ]);
  });

  test('names a misspelt variable of Hush, which would have no effect', () => {
    const problems = problemsOf({ ...slack, ...zim, HUSH_MODERATOR: 'U0123456789' });
    expect(problems).toEqual(['HUSH_MODERATOR: there is no such variable. Did you mean HUSH_MODERATORS?']);
    const far = problemsOf({ ...slack, ...zim, HUSH_COLOUR: 'red' });
    expect(far).toEqual(['HUSH_COLOUR: there is no such variable; README.md lists them all']);
  });

  test.each([
    ['ZIM_OPERATR', 'ZIM_OPERATOR'],
    ['SLACK_SINGING_SECRET', 'SLACK_SIGNING_SECRET'],
    ['NETEASE_API_ULR', 'NETEASE_API_URL'],
    ['ZIM_CALLS_PER_SECONDS', 'ZIM_CALLS_PER_SECOND'],
    ['zim_api_url', 'ZIM_API_URL'],
  ])('asks about %s whether %s was meant', (typed, meant) => {
    const environment = { ...slack, ...zim, ...netease, [meant]: undefined, [typed]: 'x' };
    expect(problemsOf(environment)).toContain(`${typed}: there is no such variable. Did you mean ${meant}?`);
    expect(withoutHush(environment)).toEqual({});
  });

  test('leaves the variables of other programs alone, however alike', () => {
    const others = {
      SLACK_WEBHOOK_URL: 'x',
      SLACK_API_TOKEN: 'x',
      SLACK_BOT_TOKENS: 'beside SLACK_BOT_TOKEN',
      ZIM_SERVER_SECRET_2: 'x',
      DATABASE_URI: 'x',
      PATH: 'x',
      PORTS: 'x',
      ZIM_OPERATR: ' ',
    };
    expect(problemsOf({ ...slack, ...zim, ...others })).toEqual([]);
    const file = hushYml(`apps: { eu: { vendor: netease, appKey: '\${NETEASE_APP_KEYS}', appSecret: s } }`);
    expect(problemsOf({ ...slack, ...zim, ...file, NETEASE_APP_KEYS: 'used by hush.yml' })).toEqual([]);
  });

  test('needs one vendor app', () => {
    expect(problemsOf(slack)).toEqual([
      'at least one vendor app is needed: set ZIM_APP_ID, ZIM_SERVER_SECRET and ZIM_OPERATOR, or NETEASE_APP_KEY and NETEASE_APP_SECRET, or add one to hush.yml',
    ]);
  });

  test('means the real bot as soon as any SLACK_ variable is set', () => {
    expect(wantsRealBot({ SLACK_ANYTHING: 'x' })).toBe(true);
    expect(wantsRealBot({ SLACK_BOT_TOKEN: '', SLACK_APP_TOKEN: '  ', ZIM_APP_ID: '1' })).toBe(false);
  });
});

describe('the weekly digest in hush.yml', () => {
  const digestOf = (text: string) => readConfig({ ...slack, ...zim, ...hushYml(text) }).digest;

  test('is off without its section, and has defaults with it', () => {
    expect(digestOf('policy: {}\n')).toBeUndefined();
    expect(digestOf('digest: {}\n')).toEqual({ weekday: 1, hour: 9, minute: 0, timezone: 'UTC' });
  });

  test('is read as README shows it, with or without quotes', () => {
    const sunday = { weekday: 7, hour: 18, minute: 30, timezone: 'Europe/Berlin' };
    expect(digestOf('digest: { day: Sunday, at: 18:30, timezone: Europe/Berlin }\n')).toEqual(sunday);
    expect(digestOf("digest:\n  day: sunday\n  at: '18:30'\n  timezone: Europe/Berlin\n")).toEqual(sunday);
  });

  test.each([
    ['day: someday', 'digest.day', 'must be a day of the week: monday, tuesday'],
    ['day: 1', 'digest.day', 'must be a day of the week'],
    ["at: '24:00'", 'digest.at', "must be a time of day in quotes, from '00:00' to '23:59'"],
    ['at: 9', 'digest.at', 'must be a time of day in quotes'],
    ['timezone: Europe/Berln', 'digest.timezone', 'there is no such time zone'],
    ["timezone: '+02:00'", 'digest.timezone', 'there is no such time zone'],
    ['zone: UTC', 'digest.zone', 'there is no such setting'],
  ])('is refused with words: %s', (line, where, words) => {
    const [problem, ...others] = problemsOf({ ...slack, ...zim, ...hushYml(`digest:\n  ${line}\n`) });
    expect(problem).toContain(`${where} in hush.yml, line 2: ${words}`);
    expect(others).toEqual([]);
  });

  test('is refused with words where it holds nothing', () => {
    expect(problemsOf({ ...slack, ...zim, ...hushYml('digest:\n') })).toEqual([
      'digest in hush.yml, line 1: must hold day, at and timezone; {} takes monday, 09:00 and UTC',
    ]);
  });
});

describe('hush.yml', () => {
  const eu = `eu: { vendor: zim, appId: 7, secret: '\${EU_SECRET}', operator: admin, callsPerSecond: 5 }`;

  test('adds apps, with secrets from the environment', () => {
    const file = hushYml(`apps:\n  ${eu}\n  cn: { vendor: netease, appKey: k, appSecret: 'a\${CN}c' }\n`);
    const { apps } = readConfig({ ...slack, ...zim, ...file, EU_SECRET: 'eu-secret', CN: 'b' });
    expect(Object.keys(apps).toSorted()).toEqual(['cn', 'eu', 'zim']);
    expect(apps.eu).toMatchObject({ vendor: 'zim', appId: 7, secret: 'eu-secret', callsPerSecond: 5 });
    expect(apps.cn).toMatchObject({ appSecret: 'abc', url: 'https://api-sg.netease.im/nimserver' });
  });

  test('is enough alone, and may be empty', () => {
    expect(Object.keys(readConfig({ ...slack, ...hushYml(`apps:\n  ${eu}`), EU_SECRET: 's' }).apps)).toEqual(['eu']);
    expect(Object.keys(readConfig({ ...slack, ...zim, ...hushYml('# nothing yet\n') }).apps)).toEqual(['zim']);
  });

  test.each<[string, string, readonly (string | RegExp)[]]>([
    [
      'a variable that is not set',
      `apps:\n  ${eu}`,
      [/^hush\.yml uses \$\{EU_SECRET\}, which is not set$/, /^apps\.eu\.secret in hush\.yml, line 2: is missing/],
    ],
    [
      'an unknown vendor',
      'apps: { eu: { vendor: discord } }',
      [/^apps\.eu\.vendor in hush\.yml, line 1: vendor must be zim or netease$/],
    ],
    [
      'unknown settings',
      'apps: { eu: { vendor: zim, appId: 2, secret: s, operator: o, apId: 1 } }\npolicies: {}',
      [/^policies in hush\.yml, line 2: there is no such setting$/],
    ],
    [
      'an unknown setting of an app',
      'apps: { eu: { vendor: zim, appId: 2, secret: s, operator: o, apId: 1 } }',
      ['apps.eu.apId in hush.yml, line 1: there is no such setting'],
    ],
    [
      'a name that no line could use',
      'apps: { p2p: { vendor: netease, appKey: k, appSecret: s } }',
      [/^apps\.p2p in hush\.yml, line 1: .*choose another name$/],
    ],
    [
      'a name with capitals',
      'apps: { EU: { vendor: netease, appKey: k, appSecret: s } }',
      [/^apps\.EU in hush\.yml, line 1: app names are lower-case/],
    ],
    [
      'the name of the app in the environment',
      'apps: { zim: { vendor: zim, appId: 2, secret: s, operator: o } }',
      [/^apps\.zim in hush\.yml, line 1: the environment sets an app of this name too/],
    ],
    [
      'one name twice',
      'apps:\n  eu: { vendor: netease, appKey: k, appSecret: s }\n  eu: { vendor: zim }',
      ['hush.yml: line 3 is not sound YAML (DUPLICATE_KEY)'],
    ],
    ['something that is not YAML', 'apps:\n  eu: { vendor: zim\n', [/^hush\.yml: line [23] is not sound YAML/]],
    ['a list', '- a', [/^hush\.yml: /]],
  ])('with %s is refused', (_, text, expected) => {
    const problems = problemsOf({ ...slack, ...zim, ...hushYml(text) });
    expect(problems).toHaveLength(expected.length);
    for (const [index, one] of expected.entries()) expect(problems[index]).toMatch(one);
  });

  test('that cannot be read is one problem, not a missing app as well', () => {
    const nowhere = join(folder, 'nowhere.yml');
    expect(problemsOf({ ...slack, HUSH_CONFIG: nowhere })).toEqual([
      `HUSH_CONFIG names a file that cannot be read: ${nowhere} (there is no such file)`,
    ]);
    expect(problemsOf({ ...slack, HUSH_CONFIG: 'nowhere.yml' })).toEqual([
      `HUSH_CONFIG names a file that cannot be read: ${resolve('nowhere.yml')} (there is no such file)`,
    ]);
    expect(problemsOf({ ...slack, HUSH_CONFIG: folder })).toEqual([
      `HUSH_CONFIG names a file that cannot be read: ${folder} (it is a folder)`,
    ]);
    expect(problemsOf({ ...slack, HUSH_CONFIG: 'q7pasted-by-mistake' })).toEqual([
      'HUSH_CONFIG names a file that cannot be read (there is no such file)',
    ]);
    expect(problemsOf({ ...slack, ...hushYml('apps: [') })).toHaveLength(1);
  });
});

describe('no error shows a secret', () => {
  const value = fc.stringMatching(/^[a-z0-9!*&|>@`"'{}[\]#%:,-]{0,6}q7[A-Za-z0-9]{14}$/);

  test('of the environment', () => {
    const secrets = fc.record(Object.fromEntries(Object.keys(variables).map((name) => [name, value])));
    fc.assert(
      fc.property(secrets, (all) => {
        const text = problemsOf(all).join('\n');
        expect(text).not.toBe('');
        for (const one of Object.values(all)) expect(text).not.toContain(one.slice(-16));
      }),
    );
  });

  test('of hush.yml, however it is misspelt', () => {
    const line = fc.constantFrom(
      (one: string) => `{ vendor: zim, secret: ${one}, secret: ${one} }`,
      (one: string) => `{ vendor: zim, secret:${one} }`,
      (one: string) => `{ vendor: netease, appKey: k, appSecret: ${one}, url: ${one} }`,
      (one: string) => `{ vendor: ${one} }`,
      (one: string) => `${one}`,
      (one: string) => `\n    vendor: zim\n    secret:${one}\n    operator: ${one}`,
      (one: string) => `\n    vendor: zim\n    secret: ${one}\n   operator: ${one}`,
      (one: string) => `\n    vendor: zim\n    secret: "${one}\n`,
      (one: string) => `\n    vendor: zim\n    appId: ${one}\n    callsPerSecond: ${one}`,
      (one: string) => `\n    vendor: zim\n    secret: '\${${one}}'`,
    );
    fc.assert(
      fc.property(line, value, (write, one) => {
        const text = problemsOf({ ...slack, ...zim, ...hushYml(`apps:\n  eu: ${write(one)}\n`) }).join('\n');
        expect(text).not.toContain(one.slice(-16));
      }),
      { numRuns: 300 },
    );
  });
});

test('serve with a wrong configuration ends with code 2 and words alone', () => {
  const root = join(import.meta.dirname, '..');
  const { status, stdout, stderr } = spawnSync(join(root, 'node_modules/.bin/node'), ['src/main.ts', 'serve'], {
    cwd: root,
    env: { PATH: process.env.PATH, SLACK_BOT_TOKEN: 'secret-of-mine' },
    encoding: 'utf8',
  });
  expect(status).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain(
    'Hush cannot start. 4 things are wrong with its configuration:\n  - SLACK_BOT_TOKEN must start',
  );
  expect(stderr).not.toMatch(/secret-of-mine|\n {4}at |node:/);
});

describe('the section audit of hush.yml', () => {
  const { privatePem, publicPem, key } = newAuditKey();
  const read = (text: string, environment: Environment = {}) => ({
    ...slack,
    ...zim,
    ...hushYml(text),
    ...environment,
  });
  const withKey = 'audit: { keep: 400d, key: "$' + '{HUSH_AUDIT_KEY}" }';

  test('says for how long entries are kept, and who signs for the rest', () => {
    const { audit } = readConfig(read(withKey, { HUSH_AUDIT_KEY: privatePem }));
    expect(audit).toMatchObject({ keepMs: 400 * 86_400_000, key: { id: key.id }, formerKeys: [] });
    const former = readConfig(read(`audit: { formerKeys: [${JSON.stringify(publicPem)}] }`)).audit;
    expect(former).toMatchObject({ formerKeys: [{ id: key.id }] });
    expect(readConfig({ ...slack, ...zim }).audit).toBeUndefined();
  });

  test.each([
    ['audit: { keep: 29d, key: x }', 'audit.keep in hush.yml, line 1: must be a length of at least 30d'],
    ['audit: { keep: permanent }', 'audit.keep in hush.yml, line 1: must be a length of at least 30d'],
    ['audit: { keep: 400 }', 'audit.keep in hush.yml, line 1: must be a length, such as 400d'],
    ['audit:\n  keep: 400d', 'audit.key in hush.yml, line 1: is missing: what keep removes is signed for'],
    [
      'audit:\n  key: hunter2hunter2hunter2hunter2hunter2',
      'audit.key in hush.yml, line 2: is not an Ed25519 private key',
    ],
    ['audit: { kept: 400d }', 'audit.kept in hush.yml, line 1: there is no such setting'],
  ])('is refused in words, without showing what it holds: %s', (text, says) => {
    const problems = problemsOf(read(text)).join('\n');
    expect(problems).toContain(says);
    expect(problems).not.toContain('hunter2');
  });

  test('of a key that is the public half says so', () => {
    const problems = problemsOf(read(withKey, { HUSH_AUDIT_KEY: publicPem })).join('\n');
    expect(problems).toContain(
      'audit.key in hush.yml, line 1: is the public half of a key; Hush signs with the private one',
    );
  });

  test('is all that somebody needs who only checks the audit', () => {
    const { HUSH_CONFIG } = hushYml(`apps: { eu: { secret: "$\{EU_SECRET}" } }\n${withKey}`);
    expect(readAuditAccess({ HUSH_CONFIG, HUSH_AUDIT_KEY: publicPem })).toMatchObject({
      dataDir: './data',
      keys: [{ id: key.id }],
    });
    expect(readAuditAccess({ HUSH_CONFIG, HUSH_DATA_DIR: 'x' })).toEqual({ dataDir: 'x', keys: [] });
    expect(readAuditAccess({ HUSH_AUDIT_KEY: privatePem })).toMatchObject({ keys: [{ id: key.id }] });
    expect(() => readAuditAccess({ HUSH_AUDIT_KEY: 'hunter2' })).toThrow('HUSH_AUDIT_KEY is not an Ed25519 key');
  });
});
