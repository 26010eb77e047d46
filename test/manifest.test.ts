import { globSync, readFileSync } from 'node:fs';
import { webApi } from '@slack/bolt';
import { expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { appShortcuts } from '../src/playground/slack/app-shortcuts.ts';
import { slackMethods } from '../src/playground/slack/methods/all.ts';
import { verbHelp } from '../src/slack/line/usage.ts';
import { scopes as neededScopes } from '../src/slack/scopes.ts';
import { shortcuts } from '../src/slack/shortcuts/index.ts';

const address = z.url({ protocol: /^https$/ });

/** What Slack allows in a manifest (https://docs.slack.dev/reference/app-manifest), as far as Hush uses it. */
const shape = z.strictObject({
  _metadata: z.strictObject({ major_version: z.literal(2), minor_version: z.literal(1) }),
  display_information: z.strictObject({
    name: z.string().min(1).max(35),
    description: z.string().min(1).max(140),
    long_description: z.string().min(175).max(4000),
  }),
  features: z.strictObject({
    app_home: z.strictObject({
      home_tab_enabled: z.boolean(),
      messages_tab_enabled: z.boolean(),
      messages_tab_read_only_enabled: z.boolean(),
    }),
    bot_user: z.strictObject({ display_name: z.string().min(1).max(80), always_online: z.boolean() }),
    // Slack refuses longer names (https://github.com/slackapi/manifest-schema).
    shortcuts: z
      .array(
        z.strictObject({
          name: z.string().min(1).max(24),
          type: z.enum(['message', 'global']),
          callback_id: z.string().min(1).max(255),
          description: z.string().min(1).max(150),
        }),
      )
      .max(10),
    slash_commands: z
      .array(
        z.strictObject({
          command: z.string().regex(/^\/[a-z0-9_-]{1,31}$/),
          description: z.string().min(1).max(2000),
          // Slack takes 1000 characters, and shows about 60.
          usage_hint: z.string().min(1).max(59),
          url: address,
          should_escape: z.boolean(),
        }),
      )
      .max(50),
  }),
  oauth_config: z.strictObject({
    redirect_urls: z.array(address).min(1).max(1000),
    scopes: z.strictObject({ bot: z.array(z.string()).max(255), bot_optional: z.array(z.string()).default([]) }),
  }),
  settings: z.strictObject({
    interactivity: z.strictObject({ is_enabled: z.boolean(), request_url: address }),
    event_subscriptions: z.strictObject({ request_url: address, bot_events: z.array(z.string()).max(100) }),
    org_deploy_enabled: z.boolean(),
    socket_mode_enabled: z.boolean(),
    token_rotation_enabled: z.boolean(),
  }),
});

const source = readFileSync(new URL('../manifest.yml', import.meta.url), 'utf8');
const document = parseDocument(source);
// Throws what Slack would refuse, and every key that it does not know.
const { features, oauth_config, settings } = shape.parse(document.toJS());
const { bot: scopes, bot_optional: optionalScopes } = oauth_config.scopes;

/** Slack's own commands: it refuses the whole manifest, or people get Slack's command instead. */
const reserved = (
  'me status away dnd shrug remind msg feed who collapse expand leave join open search topic mute pro shortcuts ' +
  'invite kick remove archive rename dm apps call invite_people prefs help part active star feedback keys todo'
).split(' ');

const root = new URL('../src/slack/', import.meta.url);
const code = globSync('**/*.ts', { cwd: root })
  .map((file) => readFileSync(new URL(file, root), 'utf8'))
  .join('\n');

/** Every method of Slack's Web API, by its name, as the client library has them. */
function allMethods(client: object, path: readonly string[] = []): readonly string[] {
  return Object.entries(client).flatMap(([key, value]) => {
    if (typeof value === 'function') return path.length > 0 ? [[...path, key].join('.')] : [];
    return value?.constructor === Object ? allMethods(value, [...path, key]) : [];
  });
}
const methods = allMethods(new webApi.WebClient());
const longestFirst = methods.toSorted((a, b) => b.length - a.length);
const call = new RegExp(`\\b(?:${longestFirst.join('|').replaceAll('.', '\\s*\\.\\s*')})\\s*\\(`, 'g');
const called = new Set(code.match(call)?.map((text) => text.replace(/[\s(]/g, '')));

/** The scope of every method that Hush may call; absent: it needs none. */
const scopeOfMethod: Readonly<Record<string, string | undefined>> = {
  'auth.test': undefined,
  // Socket Mode begins with it. It is called with the app-level token alone, whose scope, connections:write, is none of the bot's.
  'apps.connections.open': undefined,
  'auth.revoke': undefined,
  'oauth.v2.access': undefined,
  'chat.postMessage': 'chat:write',
  'chat.update': 'chat:write',
  'views.open': undefined,
  'views.publish': undefined,
  'views.push': undefined,
  'views.update': undefined,
  'users.info': 'users:read',
  'usergroups.users.list': 'usergroups:read',
  'conversations.open': 'im:write',
  'files.getUploadURLExternal': 'files:write',
  'files.completeUploadExternal': 'files:write',
  'files.info': 'files:read',
};

it('is YAML that every reader takes alike: no mistake, no key twice', () => {
  expect([...document.errors, ...document.warnings]).toEqual([]);
});

it('has one command, whose name is nobody else’s, and it is the one that every line of the help starts with', () => {
  const [command, ...others] = features.slash_commands;
  expect(others).toEqual([]);
  expect(reserved.map((name) => `/${name}`)).not.toContain(command?.command);
  const lines = Object.values(verbHelp).flatMap(({ lines }): readonly string[] => lines);
  for (const line of lines) expect(line).toMatch(new RegExp(`^${command?.command} `));
});

it('has Slack mark mentions, so that a Slack person is never taken for somebody of the chat', () => {
  expect(features.slash_commands.map(({ should_escape }) => should_escape)).toEqual([true]);
});

it('sends everything to the one path that Hush answers Slack at', () => {
  const addresses = [
    ...features.slash_commands.map(({ url }) => url),
    settings.interactivity.request_url,
    settings.event_subscriptions.request_url,
  ];
  for (const url of addresses) expect(url).toBe('https://hush.example.com/slack/events');
  expect(code).toContain("'/slack/events'");
});

it('turns on what the code listens to, and nothing that it does not', () => {
  const listens = (kind: string) => new RegExp(`\\bapp\\.${kind}\\(`).test(code);
  expect(features.slash_commands.length > 0).toBe(listens('command'));
  expect(settings.interactivity.is_enabled).toBe(listens('(?:action|view)'));
  expect(features.shortcuts.length > 0).toBe(listens('shortcut'));
  expect(listens('message')).toBe(false);
  const heard = [...code.matchAll(/\bapp\.event\(\s*'([a-z_]+)'/g)].map(([, event]) => event);
  expect(settings.event_subscriptions.bot_events.toSorted()).toEqual(heard.toSorted());
  expect(code.match(/\bapp\.event\(/g)).toHaveLength(heard.length);
  expect(features.app_home.home_tab_enabled).toBe(called.has('views.publish'));
});

it('has the shortcuts that the code has, as the playground offers them', () => {
  expect(features.shortcuts.map(({ callback_id }) => callback_id).toSorted()).toEqual(
    Object.keys(shortcuts).toSorted(),
  );
  const installed = appShortcuts.map(({ name, type, callbackId }) => ({ name, type, callback_id: callbackId }));
  expect(features.shortcuts.map(({ description: _, ...rest }) => rest)).toEqual(installed);
  // Slack wants a verb in front (https://docs.slack.dev/interactivity/implementing-shortcuts).
  for (const { name } of features.shortcuts) expect(name).toMatch(/^(?:Mute|Unmute|Open) /);
});

it('says why it has each shortcut and hears each event', () => {
  const reasoned = [
    ...features.shortcuts.map(({ name }) => `- name: ${name}`),
    ...settings.event_subscriptions.bot_events.map((event) => `- ${event}`),
  ];
  for (const line of reasoned) expect(source, line).toMatch(new RegExp(`^ *# .+\n *${line}$`, 'm'));
});

it('has the command taken by exactly one listener', () => {
  const patterns = [...code.matchAll(/\bapp\.command\(\s*\/(.+?)\/,/g)].map(([, pattern = '']) => new RegExp(pattern));
  for (const { command } of features.slash_commands) {
    expect(patterns.filter((pattern) => pattern.test(command))).toHaveLength(1);
  }
  expect(code.match(/\bapp\.command\(/g)).toHaveLength(patterns.length);
});

it('is for HTTP, and leaves out token rotation and whole organisations, which Hush cannot do', () => {
  const { socket_mode_enabled, token_rotation_enabled, org_deploy_enabled } = settings;
  expect({ socket_mode_enabled, token_rotation_enabled, org_deploy_enabled }).toEqual({
    socket_mode_enabled: false,
    token_rotation_enabled: false,
    org_deploy_enabled: false,
  });
});

it('says what is different in Socket Mode, as README does: the switch, no addresses, and a token that the manifest cannot make', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  for (const text of [source, readme]) {
    expect(text).toContain('socket_mode_enabled: true');
    expect(text).toContain('connections:write');
    expect(text).toContain('SLACK_APP_TOKEN');
  }
  // The lines that may go then are those where Slack posts, and no other.
  const marked = source.split('\n').filter((line) => line.includes('https://hush.example.com/slack/events'));
  expect(marked).toHaveLength(3);
  for (const line of marked) expect(line).toMatch(/^ +(?:url|request_url): /);
});

it('calls no method of Slack’s but the few that are written down here with their scopes', () => {
  expect(methods).toEqual(expect.arrayContaining(Object.keys(scopeOfMethod)));
  expect(called.size).toBeGreaterThan(5);
  expect([...called].filter((method) => !Object.hasOwn(scopeOfMethod, method))).toEqual([]);
  // Other ways to call a method would go unseen here.
  const others = code.replace(/override async apiCall\(method: string,|super\.apiCall\(method,/g, '');
  expect(others).not.toMatch(/\bapiCall\b|\bfilesUploadV2\b/);
});

it('asks for every scope that a called method needs, and for no other', () => {
  const needed = [...called].flatMap((method) => scopeOfMethod[method] ?? []);
  // The form's field for a file needs it, and so does the address of the file.
  if (code.includes("type: 'file_input'")) needed.push('files:read');
  const wanted = [...new Set([...needed, 'commands'])];
  expect(scopes.toSorted()).toEqual(wanted.toSorted());
  expect(scopes).toEqual(expect.arrayContaining(optionalScopes));
});

it('says why it asks for each scope, and names the methods that need it', () => {
  for (const scope of scopes) {
    const [, reason = ''] = new RegExp(`^ *# (.+)\\n *- ${scope}$`, 'm').exec(source) ?? [];
    expect(reason, scope).not.toBe('');
    const users = [...called].filter((method) => scopeOfMethod[method] === scope);
    for (const method of users) expect(reason).toContain(method);
  }
});

it('knows the same scopes as the Slack stand-in', () => {
  for (const [method, scope] of Object.entries(scopeOfMethod)) {
    if (slackMethods.has(method)) expect(slackMethods.get(method)?.scope, method).toBe(scope);
  }
});

it('asks for exactly the permissions that doctor looks for', () => {
  expect([...scopes].toSorted()).toEqual(Object.keys(neededScopes).toSorted());
});
