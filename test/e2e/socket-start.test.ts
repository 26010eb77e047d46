import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { examine } from '../../src/doctor.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { systemRandom } from '../../src/lib/random.ts';
import { startNetease } from '../../src/playground/netease/start-netease.ts';
import { playgroundSlack } from '../../src/playground/slack/seed.ts';
import { startSlack } from '../../src/playground/slack/start-slack.ts';
import { botVariables, type StandIns } from '../../src/playground/stand-ins.ts';
import { startZim } from '../../src/playground/zim/start-zim.ts';
import { run, startBotProcess } from '../support/bot-process.ts';
import { written } from '../support/doctor-bed.ts';
import { type SlackSockets, startSlackSockets } from '../support/slack-sockets.ts';

const clock = systemClock;
let sockets: SlackSockets;
let standIns: StandIns;
let folder: string;
beforeEach(async () => {
  sockets = await startSlackSockets();
  const [slack, zim, netease] = await Promise.all([
    startSlack({ clock, otherWay: sockets.otherWay }),
    startZim({ clock }),
    startNetease({ clock }),
  ]);
  standIns = { slack, zim, netease, close: () => Promise.resolve() };
  folder = mkdtempSync(join(tmpdir(), 'hush-socket-'));
});
afterEach(async () => {
  await Promise.all([standIns.slack.close(), standIns.zim.close(), standIns.netease.close(), sockets.close()]);
  rmSync(folder, { recursive: true, force: true });
});

const environment = (more: Readonly<Record<string, string>> = {}) => ({
  ...botVariables(standIns),
  SLACK_SIGNING_SECRET: '',
  SLACK_APP_TOKEN: sockets.appToken,
  PORT: '0',
  HUSH_DATA_DIR: folder,
  ...more,
});
const refuseWith = (error: string) =>
  standIns.slack.faults.add({ fault: { kind: 'error', error }, operation: 'apps.connections.open' });

test('npm start with an app-level token alone is the real bot, and tells what is missing', async () => {
  const { code, errors } = await run(['start'], { environment: { SLACK_APP_TOKEN: sockets.appToken } });
  expect(code).toBe(2);
  expect(errors).toContain('SLACK_BOT_TOKEN is missing');
  expect(errors).not.toContain('SLACK_SIGNING_SECRET');
});

test('the bot as a process takes lines over its WebSockets, and closes them when it is stopped', async () => {
  const { slack } = standIns;
  const more = { SLACK_SIGNING_SECRET: '', SLACK_APP_TOKEN: sockets.appToken };
  const bot = await startBotProcess(standIns, folder, more);
  const { moderator: user, moderationChannel: channel } = playgroundSlack;
  expect((await slack.people.command({ user, channel, text: 'mute alice in lobby for 2h' })).shown).toBe('ok');
  await slack.waitFor(() => slack.messages(playgroundSlack.auditChannel).find(({ text }) => text.includes('Ended')));
  await bot.stop();
  expect(await bot.ended).toBe(0);
  expect(sockets.open()).toEqual([]);
  expect(slack.violations()).toEqual([]);
});

describe('a start that Slack refuses ends with one sentence and exit code 1:', () => {
  test('another token', async () => {
    const { code, errors } = await run(['serve'], { environment: environment({ SLACK_APP_TOKEN: 'xapp-1-other' }) });
    expect(code).toBe(1);
    expect(errors).toMatch(/^Slack refused the app-level token \(invalid_auth\)\. .*SLACK_APP_TOKEN\.$/m);
    expect(errors).not.toContain('    at ');
  });

  test.each([
    ['missing_scope', /^The app-level token lacks the scope connections:write \(missing_scope\)\. /m],
    ['not_allowed_token_type', /^Slack refused the app-level token \(not_allowed_token_type\)\. /m],
    ['some_new_word', /^Slack opens no WebSocket for the app \(some_new_word\)\. .*Socket Mode is switched on/m],
  ])('%s', async (word, sentence) => {
    refuseWith(word);
    const { code, errors } = await run(['serve'], { environment: environment() });
    expect(code).toBe(1);
    expect(errors).toMatch(sentence);
  });

  test('Socket Mode is off', async () => {
    sockets.misbehaviour.insteadOfGreeting = 'link_disabled';
    const { code, errors } = await run(['serve'], { environment: environment() });
    expect(code).toBe(1);
    expect(errors).toMatch(/^Socket Mode is switched off for the app \(link_disabled\)\. Switch it on/m);
  });
});

describe('doctor', () => {
  const ofSocketMode = async (more: Readonly<Record<string, string>> = {}) => {
    const findings = await examine(readConfig(environment(more)), { clock, random: systemRandom });
    return findings.map(written).filter((line) => line.includes('Socket Mode: '));
  };

  test('says that the app-level token is good, and opens no WebSocket', async () => {
    expect(await ofSocketMode()).toEqual([
      'ok Socket Mode: Slack takes the app-level token, and opens WebSockets for the app → ',
    ]);
    expect(sockets.sockets).toEqual([]);
    const { code, output } = await run(['doctor'], { environment: environment() });
    expect(output).toContain('Configuration: complete, with 2 vendor apps; Socket Mode');
    expect(output).toMatch(/^skip {2}WebSockets: none was opened, .*\/readyz/m);
    expect(output).not.toContain('/slack/events');
    expect(code).toBe(0);
  });

  test('says what is wrong with it, and what to do', async () => {
    expect(await ofSocketMode({ SLACK_APP_TOKEN: 'xapp-1-other' })).toEqual([
      expect.stringMatching(
        /^fail Socket Mode: Slack refused the app-level token \(invalid_auth\) → .*SLACK_APP_TOKEN\.$/,
      ),
    ]);
    refuseWith('missing_scope');
    expect(await ofSocketMode()).toEqual([
      expect.stringMatching(
        /^fail Socket Mode: The app-level token lacks the scope connections:write .* → Make a token/,
      ),
    ]);
    standIns.slack.faults.clear();
    standIns.slack.faults.add({ fault: { kind: 'rate-limited' }, operation: 'apps.connections.open' });
    expect(await ofSocketMode()).toEqual([expect.stringMatching(/^skip Socket Mode: not checked/)]);
  });
});
