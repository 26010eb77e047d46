import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { noPolicy } from '../../src/config/policy.ts';
import { ConfigError, readConfig } from '../../src/config.ts';
import type { Policy } from '../../src/moderation/policy/settings.ts';
import { roleVerbs } from '../../src/moderation/policy/verbs.ts';
import { verbs } from '../../src/slack/line/command.ts';

const folder = mkdtempSync(join(tmpdir(), 'hush-policy-'));
afterAll(() => rmSync(folder, { recursive: true }));

const both = {
  SLACK_BOT_TOKEN: 'xoxb-1',
  SLACK_SIGNING_SECRET: 'signing-secret-q7q7',
  HUSH_AUDIT_CHANNEL: 'C0123456789',
  ZIM_APP_ID: '1',
  ZIM_SERVER_SECRET: 'zim-secret-q7q7',
  ZIM_OPERATOR: 'admin',
  NETEASE_APP_KEY: 'key',
  NETEASE_APP_SECRET: 'app-secret-q7q7',
};

function read(text: string, environment: Record<string, string> = {}): Policy | readonly string[] {
  const file = join(folder, 'hush.yml');
  writeFileSync(file, text);
  try {
    return readConfig({ ...both, ...environment, HUSH_CONFIG: file }).policy;
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

/** What is wrong with one part of a policy, without where it stands. */
function problems(part: string, environment: Record<string, string> = {}): readonly string[] {
  const found = read(`policy:\n${part.replace(/^/gm, '  ')}\n`, environment);
  return Array.isArray(found) ? found.map((problem) => problem.replace(/ in hush\.yml, line \d+/, '')) : [];
}

test('a policy is read as it is written', () => {
  const policy = read(`
policy:
  roles:
    moderator: { longest: 1d }
    lead: { who: [U0123456789, S0123456789] }
    helper: { who: [S0EU], apps: [zim, netease], places: [lobby, 'event-*', p2p], verbs: [mute, unmute, undo], longest: permanent }
  protected: [admin, 'staff-*']
  reason:
    required: true
    templates: { spam: 2h, abuse: 1d, 'ban evasion': permanent }
  people: { U0123456789: { zim: ana, netease: ana_cn } }
  targetsPerHour: 500
  approval: { above: 50, permanent: true, by: [lead], expires: 90 minutes }
  confirm: { above: 20 }
  recent: 5m
  ladder: { steps: [10m, 1h, 1d, permanent], forget: 90d }
`);
  expect(policy).toEqual({
    roles: [
      { name: 'moderator', longestSeconds: 86_400 },
      { name: 'lead', who: ['U0123456789', 'S0123456789'] },
      {
        name: 'helper',
        who: ['S0EU'],
        apps: ['zim', 'netease'],
        places: [{ exact: 'lobby' }, { prefix: 'event-' }, { exact: 'p2p' }],
        verbs: ['mute', 'unmute', 'undo'],
      },
    ],
    protected: [{ exact: 'admin' }, { prefix: 'staff-' }],
    reason: {
      requiredFor: ['mute', 'silence'],
      templates: new Map<string, number | 'permanent'>([
        ['spam', 7200],
        ['abuse', 86_400],
        ['ban evasion', 'permanent'],
      ]),
    },
    people: new Map([['U0123456789', { zim: 'ana', netease: 'ana_cn' }]]),
    targetsPerHour: 500,
    approval: { above: 50, permanent: true, by: ['lead'], expiresSeconds: 5400 },
    confirmAbove: 20,
    recentSeconds: 300,
    ladder: { steps: [600, 3600, 86_400, 'permanent'], forgetSeconds: 90 * 86_400 },
  });
});

test('a policy may be short, or empty', () => {
  expect(read('policy:\n  # nothing yet\n')).toEqual(noPolicy);
  expect(read('policy: {}')).toEqual(noPolicy);
  expect(read('policy: { ladder: [10m, 1h], approval: { above: 0 }, reason: { required: [unmute] } }')).toEqual({
    ...noPolicy,
    ladder: { steps: [600, 3600] },
    approval: { above: 0, permanent: false, expiresSeconds: 4 * 3600 },
    reason: { requiredFor: ['unmute'], templates: new Map() },
  });
});

test('everything that is wrong is told at once, each with its line', () => {
  const text = `
policy:
  roles:
    moderator: { who: [maria] }
    lead:
      longest: 1 month
      verb: [mute]
  protected:
    - staff-1
    - 'staff-*'
    - '*'
  people:
    U0123456789: { zin: ana }
  targetsPerHour: 50
  approval:
    above: 50
    by:
      - leed
  recent: 5
  ladder:
    - 1h
    - 10m
  quiet: true
`;
  const found = read(text);
  expect(found).toEqual([
    'policy.roles.moderator.who.0 in hush.yml, line 4: must be a Slack id: users start with U or W, user groups with S',
    expect.stringMatching(/^policy\.roles\.lead\.longest in hush\.yml, line 6: .*30d/),
    'policy.roles.lead.verb in hush.yml, line 7: there is no such setting. Did you mean verbs?',
    expect.stringMatching(/^policy\.protected\.2 in hush\.yml, line 11: would protect everyone/),
    'policy.recent in hush.yml, line 19: 5 of what? Write 5s, 5m or 5h.',
    expect.stringMatching(
      /^policy\.quiet in hush\.yml, line 23: there is no such setting\. There are roles, protected, /,
    ),
    'policy.ladder.1 in hush.yml, line 22: a ladder rises, and 10m is not longer than 1h before it',
    'policy.approval.by.0 in hush.yml, line 18: there is no such role, so nobody has it. Did you mean lead?',
    'policy.approval.above in hush.yml, line 16: only matters for whole groups: targetsPerHour refuses more than 50 targets before. Make it less than that',
    'policy.people.U0123456789.zin in hush.yml, line 13: there is no such app. Did you mean zim?',
  ]);
});

test.each<[string, string, RegExp]>([
  ['a role with a capital', 'roles: { Lead: {} }', /^policy\.roles\.Lead: names of roles are lower-case/],
  ['no role at all', 'roles: {}', /nobody could use Hush/],
  ['a role of nobody', 'roles: { lead: { who: [] } }', /^policy\.roles\.lead\.who: names nobody/],
  ['an unknown verb', 'roles: { lead: { verbs: [mut] } }', /there is no such verb\. Did you mean mute\?/],
  ['a verb of everybody', 'roles: { lead: { verbs: [help] } }', /help is for everybody/],
  ['a button as a verb', 'roles: { lead: { verbs: [retry] } }', /leave it out/],
  ['an unknown app', 'roles: { lead: { apps: [zimm] } }', /there is no such app\. Did you mean zim\?/],
  [
    'a longest that no verb takes',
    'roles: { a: { verbs: [case, history], longest: 1d } }',
    /^policy\.roles\.a\.longest: no verb of this role takes a length/,
  ],
  [
    'a module without NetEase',
    'roles: { a: { apps: [zim], places: [lobby, p2p] } }',
    /^policy\.roles\.a\.places\.1: is a place of NetEase/,
  ],
  [
    'a group without ZIM',
    'roles: { a: { apps: [netease], places: [p2p, lobby] } }',
    /^policy\.roles\.a\.places\.1: is no place of NetEase/,
  ],
  ['half a module', "roles: { a: { apps: [netease], places: ['te*'] } }", /each written out/],
  [
    'a place twice',
    "roles: { a: { places: ['event-*', event-1] } }",
    /^policy\.roles\.a\.places\.1: event-\* allows it already/,
  ],
  ['anywhere as a place', "roles: { a: { places: ['*'] } }", /leave places out/],
  ['a star in front', "protected: ['*x']", /a star stands only at the end/],
  ['a star in the middle', "protected: ['a*b']", /a star stands only at the end/],
  ['two stars', "protected: ['**']", /would protect everyone/],
  ['two stars at the end', "protected: ['a**']", /a star stands only at the end/],
  ['an empty id', "protected: ['']", /is empty/],
  ['an id that no vendor has', `protected: [${'x'.repeat(33)}]`, /is longer than 32 bytes/],
  ['one id twice', 'protected: [admin, admin]', /^policy\.protected\.1: admin protects it already/],
  [
    'a number for an id',
    'people: { U012: { zim: 7 } }',
    /^policy\.people\.U012\.zim: must be a text: an id that is a number goes in quotes/,
  ],
  ['a group as a person', 'people: { S012: { zim: a } }', /must be the Slack id of a person/],
  ['a template like a length', 'reason: { templates: { 2h: 2h } }', /could be read as a length/],
  ['a template that begins like one', 'reason: { templates: { 2h spam: 2h } }', /could be read as a length/],
  ['a template in words of time', 'reason: { templates: { two hours: 2h } }', /could be read as a length/],
  ['a template that never ends', 'reason: { templates: { forever: 2h } }', /could be read as a length/],
  [
    'a template of the grammar',
    'reason: { templates: { Team: 2h } }',
    /^policy\.reason\.templates\.Team: team means something else/,
  ],
  ['a template called auto', 'reason: { templates: { Auto: 2h } }', /auto means something else/],
  ['a template with no name', "reason: { templates: { '': 2h } }", /needs a name/],
  ['a template of 61 characters', `reason: { templates: { ${'x'.repeat(61)}: 2h } }`, /at most 60 characters/],
  ['a template that cannot be seen', 'reason: { templates: { "a\\u200bb": 2h } }', /cannot be seen/],
  [
    'a template twice',
    'reason: { templates: { spam: 2h, Spam: 1d } }',
    /^policy\.reason\.templates\.Spam: is the same name as spam/,
  ],
  [
    'a template beyond every role',
    'roles: { a: { longest: 1h } }\nreason: { templates: { spam: 2h } }',
    /^policy\.reason\.templates\.spam: is longer than any role may set: at most 1h/,
  ],
  ['an action that takes no reason', 'reason: { required: [undo] }', /must be true, false, or a list of actions/],
  [
    'a step beyond every role',
    'roles: { a: { longest: 1h } }\nladder: [10m, permanent]',
    /^policy\.ladder\.1: is longer than any role/,
  ],
  ['an approval of nothing', 'approval: { by: [moderator] }', /asks for nothing/],
  ['an approval that waits forever', 'approval: { above: 5, expires: forever }', /nothing waits forever/],
  [
    'an approval that no role could need',
    'roles: { a: { longest: 1h } }\napproval: { permanent: true }',
    /^policy\.approval\.permanent: never matters/,
  ],
  [
    'a confirmation that comes too late',
    'confirm: { above: 50 }\napproval: { above: 50 }',
    /^policy\.confirm\.above: only matters for what ends something/,
  ],
  [
    'a confirmation beyond the quota',
    'confirm: { above: 60 }\ntargetsPerHour: 50',
    /^policy\.confirm\.above: only matters for whole groups/,
  ],
  ['half a target', 'targetsPerHour: 0.5', /whole number from 1/],
  [
    'a variable',
    `roles: { lead: { who: ['\${LEADS}'] } }`,
    /^policy\.roles\.lead\.who\.0: takes nothing from the environment/,
  ],
  ['a text for a list', 'protected: admin', /^policy\.protected: must be a list$/],
])('with %s is refused', (_, part, expected) => {
  const found = problems(part);
  expect(found).toEqual([expect.stringMatching(expected)]);
});

describe('HUSH_MODERATORS', () => {
  const some = { HUSH_MODERATORS: 'U0123456789' };
  test('and the who of moderators are one too many', () => {
    const found = problems('roles: { moderator: { who: [U012] } }', some);
    expect(found).toEqual([expect.stringMatching(/^policy\.roles\.moderator\.who: HUSH_MODERATORS says who/)]);
    expect(problems('roles: { moderator: { who: [U012] } }')).toEqual([]);
  });
  test('needs a role for those it names', () => {
    const found = problems('roles: { lead: { who: [U012] } }', some);
    expect(found).toEqual([
      expect.stringMatching(/^policy\.roles: HUSH_MODERATORS names people who would have no role/),
    ]);
    expect(problems('roles: { lead: { who: [U012] }, moderator: {} }', some)).toEqual([]);
  });
});

test('one id of two people, and people who are protected, are fine', () => {
  expect(problems('people: { U012: { zim: ana }, U345: { zim: ana } }\nprotected: [ana]')).toEqual([]);
});

test('a role can name every verb but the one for everybody', () => {
  expect(Object.keys(roleVerbs)).toEqual(verbs.filter((verb) => verb !== 'help'));
});

test('whatever it says, it is a policy, or a list of problems with their lines; no secret is shown', () => {
  const text = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.constantFrom(
      ...[
        '2h',
        '90',
        'permanent',
        'staff-*',
        '*',
        'mute',
        'zim',
        'netease',
        'p2p',
        'moderator',
        'U0123',
        'spam',
        'auto',
      ],
      ...[`\${ZIM_SERVER_SECRET}`, `\${NETEASE_APP_SECRET}x`, '${', '\u202e', '\ud800', '__proto__'],
    ),
  );
  const key = fc.oneof(
    text,
    fc.constantFrom(
      ...['roles', 'protected', 'reason', 'people', 'targetsPerHour', 'approval', 'confirm', 'recent', 'ladder'],
      ...['who', 'verbs', 'apps', 'places', 'longest', 'required', 'templates', 'above', 'permanent', 'by', 'expires'],
      ...['steps', 'forget', '__proto__', 'constructor', 'toString'],
    ),
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      text,
      fc.constantFrom<unknown>(null, true, false, 0, 5, -1, 1.5, 1e21),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(key, tie('value'), { maxKeys: 4 }),
    ),
  }));
  const policy = fc.oneof(fc.dictionary(key, value, { maxKeys: 6 }), value);
  let policies = 0;
  fc.assert(
    fc.property(policy, (written) => {
      const found = read(`policy: ${JSON.stringify(written)}`);
      if (!Array.isArray(found)) {
        policies += 1;
        expect((found as Policy).roles.length).toBeGreaterThan(0);
        return;
      }
      expect(found.length).toBeGreaterThan(0);
      for (const problem of found) {
        expect(problem).toMatch(/^policy[^\n]* in hush\.yml, line 1: \S[^\n]*$/u);
        expect(problem).not.toContain('q7q7');
      }
    }),
    { numRuns: 300 },
  );
  expect(policies).toBeGreaterThan(0);
});
