import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import packageFile from '../package.json' with { type: 'json' };
import { policySettings } from '../src/config/policy/sections.ts';
import type { Config } from '../src/config/schema.ts';
import { type Environment, type Variable, variables } from '../src/config/variables.ts';
import { readConfig } from '../src/config.ts';
import { lengthInWords, parseLength } from '../src/moderation/length.ts';
import { outcomes } from '../src/moderation/outcome.ts';
import { verbs } from '../src/slack/line/command.ts';
import { parseLine } from '../src/slack/line/parse-line.ts';
import { verbHelp } from '../src/slack/line/usage.ts';
import { startTestBed } from './support/hush.ts';

const root = new URL('../', import.meta.url);
const readme = readFileSync(new URL('README.md', root), 'utf8');

/** The text under a heading, up to the next heading of the same level or above. */
function under(heading: string): string {
  const [, marks = ''] = /^(#+) /.exec(heading) ?? [];
  const rest = readme.split(`\n${heading}\n`)[1] ?? '';
  expect(rest, `README has no heading "${heading}"`).not.toBe('');
  return rest.split(new RegExp(`\\n#{1,${marks.length}} `))[0] ?? '';
}

/** Code blocks in a language, without their fences. */
function blocks(text: string, language: string): readonly string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)\\n\`\`\``, 'gms'))].map(([, inner = '']) => inner);
}

/** The rows of a text's tables, headings left out, as cells. */
function rows(text: string): readonly (readonly string[])[] {
  const lines = text.split('\n').filter((line) => line.startsWith('| '));
  return lines.slice(1).map((line) =>
    line
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim())
      .slice(1, -1),
  );
}

/** What stands in backticks. */
function codes(text: string): readonly string[] {
  return [...text.replace(/^```.*?^```/gms, '').matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
}

const table = (heading: string) =>
  rows(under(heading)).map(([first = '', ...rest]) => [codes(first)[0] ?? '', ...rest]);

const slackAndZim: Environment = {
  SLACK_BOT_TOKEN: 'xoxb-1',
  SLACK_SIGNING_SECRET: 'secret',
  HUSH_AUDIT_CHANNEL: 'C0123456789',
  ZIM_APP_ID: '1',
  ZIM_SERVER_SECRET: 'secret',
  ZIM_OPERATOR: 'admin',
};
const withNetease: Environment = { ...slackAndZim, NETEASE_APP_KEY: 'key', NETEASE_APP_SECRET: 'secret' };

it('lists every variable that Hush reads, and no other', () => {
  expect(
    table('## Configuration')
      .map(([name]) => name)
      .toSorted(),
  ).toEqual(Object.keys(variables).toSorted());
});

it('tells the defaults as they are', () => {
  const config: Config = readConfig(withNetease);
  const { zim, netease } = config.apps;
  const defaults: Partial<Record<Variable, string | number | undefined>> = {
    SLACK_API_URL: config.slack.apiUrl,
    HOST: config.host,
    PORT: config.port,
    HUSH_DATA_DIR: config.dataDir,
    ZIM_API_URL: zim?.url,
    ZIM_CALLS_PER_SECOND: zim?.callsPerSecond,
    NETEASE_API_URL: netease?.url,
    NETEASE_CALLS_PER_SECOND: netease?.callsPerSecond,
    HUSH_VENDOR_TIMEOUT_MS: config.vendorTimeoutMs,
    LOG_LEVEL: config.logLevel,
  };
  for (const [name = '', , told = ''] of table('## Configuration')) {
    const actual = defaults[name as Variable];
    expect(codes(told)[0], name).toBe(actual === undefined ? undefined : String(actual));
  }
});

it('calls required what Hush does not start without', () => {
  const told = table('## Configuration').filter(([, , value]) => value?.startsWith('required'));
  expect(told.map(([name]) => name).toSorted()).toEqual(Object.keys(withNetease).toSorted());
  for (const [name = ''] of told) expect(() => readConfig({ ...withNetease, [name]: '' }), name).toThrow(name);
});

it('shows a hush.yml that Hush reads', () => {
  const [text = ''] = blocks(under('### Several apps'), 'yaml');
  const folder = mkdtempSync(join(tmpdir(), 'hush-readme-'));
  try {
    const file = join(folder, 'hush.yml');
    writeFileSync(file, text);
    const secrets = { EU_SECRET: 'eu', CN_KEY: 'key', CN_SECRET: 'cn' };
    const { apps } = readConfig({ ...slackAndZim, ...secrets, HUSH_CONFIG: file });
    expect(Object.keys(apps).toSorted()).toEqual(['cn', 'eu', 'zim']);
    const { eu, cn, zim } = apps;
    expect(eu).toMatchObject({ secret: 'eu', url: zim?.url, callsPerSecond: zim?.callsPerSecond });
    expect(cn).toMatchObject({ appKey: 'key', appSecret: 'cn' });
    const { netease } = readConfig(withNetease).apps;
    expect(cn).toMatchObject({ url: netease?.url, callsPerSecond: netease?.callsPerSecond });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('shows workspaces that Hush takes', () => {
  const [text = ''] = blocks(under('### Several workspaces'), 'yaml');
  const folder = mkdtempSync(join(tmpdir(), 'hush-readme-'));
  try {
    const file = join(folder, 'hush.yml');
    writeFileSync(file, text);
    const { SLACK_BOT_TOKEN: _, HUSH_AUDIT_CHANNEL: __, ...rest } = slackAndZim;
    const key = Buffer.from(Array.from({ length: 32 }, (___, index) => index)).toString('base64');
    const oauth = { SLACK_CLIENT_ID: '1.2', SLACK_CLIENT_SECRET: 'secret', HUSH_TOKEN_KEY: key };
    const { workspaces } = readConfig({ ...rest, ...oauth, HUSH_CONFIG: file });
    expect(Object.keys(workspaces ?? {})).toEqual(['T0123456789', 'T9876543210']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('shows rules that Hush takes, and lists every setting of them', () => {
  const [text = ''] = blocks(under('## Rules'), 'yaml');
  const folder = mkdtempSync(join(tmpdir(), 'hush-readme-'));
  try {
    const file = join(folder, 'hush.yml');
    writeFileSync(file, text);
    const { policy } = readConfig({ ...withNetease, HUSH_CONFIG: file });
    expect(policy.roles.map(({ name }) => name)).toEqual(['moderator', 'lead', 'event-moderator']);
    expect(table('## Rules').map(([name]) => name)).toEqual(policySettings);
    const named = new Set(policySettings.map((name) => name.split('.')[0]));
    expect(Object.keys((parse(text) as { policy: object }).policy).toSorted()).toEqual([...named].toSorted());
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('has every line of every verb', () => {
  const [lines, ...others] = blocks(under('## What moderators type').split('\n### ')[0] ?? '', 'text');
  expect(lines?.split('\n')).toEqual(verbs.flatMap((verb): readonly string[] => verbHelp[verb].lines));
  expect(others).toEqual([]);
});

it('has only examples that Hush understands', () => {
  const usage = new Set(verbs.flatMap((verb): readonly string[] => verbHelp[verb].lines));
  const all = [...blocks(readme, 'text').flatMap((block) => block.split('\n')), ...codes(readme)];
  const examples = all.filter((line) => line.startsWith('/hush') && !usage.has(line));
  expect(examples.length).toBeGreaterThan(3);
  const apps = [
    { name: 'zim', vendor: 'zim' },
    { name: 'netease', vendor: 'netease' },
  ] as const;
  for (const example of examples) {
    const parsed = parseLine(example.slice('/hush'.length), { apps, ladder: true });
    expect(parsed.ok || parsed.refusal.sentence, example).toBe(true);
  }
});

it('tells lengths as Hush reads them, and refuses what it says is refused', () => {
  for (const [written = '', means] of table('### Lengths')) {
    const reading = parseLength(written);
    expect(reading.ok && lengthInWords(reading.length), written).toBe(means);
  }
  const [, refused = ''] = under('### Lengths').split('Refused, each');
  expect(codes(refused).length).toBeGreaterThan(5);
  for (const written of codes(refused)) expect(parseLength(written).ok, written).toBe(false);
});

it('explains the six outcomes', () => {
  expect(table('## How a target can end').map(([outcome]) => outcome)).toEqual([...outcomes]);
});

it('names only files and folders that are there, and every folder of src', () => {
  const links = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map(([, target = '']) => target);
  const named = codes(readme).filter((code) => /^(?:src|test|bench|\.ci)(?:\/[\w./-]*)?$/.test(code));
  const paths = [...links.filter((target) => !/^[a-z]+:/.test(target)), ...named];
  expect(paths.length).toBeGreaterThan(30);
  for (const path of paths) expect(existsSync(new URL(path, root)), path).toBe(true);
  const layout = codes(under('## How the code is laid out'));
  for (const entry of readdirSync(new URL('src/', root))) expect(layout).toContain(`src/${entry}`);
});

it('has no link into itself that leads nowhere', () => {
  const headings = [...readme.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
  for (const [, anchor] of readme.matchAll(/\]\(#([^)]+)\)/g)) expect(headings).toContain(anchor);
});

it('names every npm script, and none that does not exist', () => {
  const named = [...readme.matchAll(/\bnpm (?:run ([\w:-]+)|(start|test)\b)/g)].map(([, run, short]) => run ?? short);
  expect([...new Set(named)].toSorted()).toEqual(Object.keys(packageFile.scripts).toSorted());
});

it('gives the reason for every dependency', () => {
  const { dependencies, devDependencies } = packageFile;
  const told = table('## Dependencies');
  expect(told.map(([name]) => name).toSorted()).toEqual(
    Object.keys({ ...dependencies, ...devDependencies }).toSorted(),
  );
  for (const [name, reason] of told) expect(reason, name).toMatch(/\w.*\.$/);
});

it('gives the test command that CI runs', () => {
  const [, test] = blocks(under('## Try it, test it'), 'sh');
  expect(readFileSync(new URL('.ci/run', root), 'utf8')).toContain(`(${test})`);
});

it('shows a mute as it really goes', async () => {
  const [line = '', told, audit, request = ''] = blocks(under('## One mute, from the line to the vendor'), 'text');
  const bed = await startTestBed();
  try {
    const undated = (text = '') => text.replace(/until .*/g, 'until …');
    expect(undated((await bed.say(line)).text)).toBe(undated(told));
    await bed.slack.waitFor(() => bed.audit()[0]?.text.includes('Ended'));
    expect(undated(bed.audit()[0]?.text)).toBe(undated(audit));
    const sent = bed.zim.calls.flatMap(({ operation, params }) => [
      ['Action', operation],
      ...Object.entries(params).flatMap(([name, value]) => [value].flat().map((one) => [name, String(one)])),
    ]);
    expect(request).toBe(`GET /?${sent.map((field) => field.join('=')).join('&')}`);
  } finally {
    await bed.close();
  }
});

it('names a test beside what it says of security, and that test is there', () => {
  const tests = codes(under('## Security')).filter((code) => code.startsWith('test/'));
  expect(tests.length).toBeGreaterThan(10);
  for (const path of tests) expect(existsSync(new URL(path, root)), path).toBe(true);
});
