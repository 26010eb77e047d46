import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/lib/clock.ts';
import { playgroundSlack } from '../../src/playground/slack/seed.ts';
import { botVariables, type StandIns, startStandIns } from '../../src/playground/stand-ins.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { bareEnvironment, program, run, startBotProcess } from '../support/bot-process.ts';

describe('the bot as a process', () => {
  let standIns: StandIns;
  let folder: string;
  beforeEach(async () => {
    standIns = await startStandIns(systemClock);
    folder = mkdtempSync(join(tmpdir(), 'hush-process-'));
  });
  afterEach(async () => {
    await standIns.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const people = Array.from({ length: 2000 }, (_, index) => `fan${index}`);
  const callSize = 20;
  const audit = () =>
    standIns.slack.messages(playgroundSlack.auditChannel).filter(({ text }) => text.startsWith('*Case 1*'));
  /** How many targets have no ending yet, and how many were named in requests so far. */
  const progress = () => {
    const database = openSqlite(folder, { readOnly: true });
    const found = database.prepare('select sum(outcome is null) open, sum(sent) sent from targets').get();
    database.close();
    return { open: Number(found?.open), sent: Number(found?.sent) };
  };

  test.each([
    'stop',
    'kill',
  ] as const)('that is ended by a %s amid a mute of 2,000 finishes it after the restart, with one audit message', async (how) => {
    const { slack, zim } = standIns;
    zim.addUsers(people);
    zim.addGroup({ id: 'arena', owner: 'admin', members: people });
    zim.switches.callsPerSecond = 50;
    zim.faults.add({ fault: { kind: 'slow', ms: 100 } });
    const first = await startBotProcess(standIns, folder, { ZIM_CALLS_PER_SECOND: '50' });
    const text = `mute ${people.join(' ')} in arena for 2h raid`;
    await slack.people.command({ user: playgroundSlack.moderator, channel: playgroundSlack.moderationChannel, text });
    await zim.waitFor(() => zim.muted('arena').length >= 600);
    await first[how]();
    expect(await first.ended).toBe(how === 'stop' ? 0 : null);
    const { open, sent } = progress();
    expect(open).toBeGreaterThan(0);
    if (how === 'stop') expect(sent).toBe(people.length - open);

    const second = await startBotProcess(standIns, folder, { ZIM_CALLS_PER_SECOND: '50' });
    await slack.waitFor(() => audit()[0]?.text.includes('Ended: 2,000 done'), 30_000);
    expect(zim.muted('arena')).toHaveLength(people.length);
    expect(audit()).toHaveLength(1);
    // Nothing whose ending was recorded is asked again.
    expect(zim.calls.length * callSize).toBeLessThanOrEqual(sent + open);
    expect(zim.overQuota()).toBe(0);
    await second.stop();
  }, 60_000);

  test('keeps a second one off its folder, with a sentence', async () => {
    const first = await startBotProcess(standIns, folder);
    const second = await run(['serve'], {
      environment: { ...botVariables(standIns), PORT: '0', HUSH_DATA_DIR: folder },
    });
    expect(second).toMatchObject({ code: 1, errors: expect.stringContaining('Another Hush is already running on') });
    expect(second.errors).not.toContain('    at ');
    await first.stop();
  });

  test('says so when its port is taken, and when Slack refuses its token', async () => {
    const first = await startBotProcess(standIns, folder);
    const environment = { ...botVariables(standIns), HUSH_DATA_DIR: join(folder, 'other') };
    const taken = await run(['serve'], { environment: { ...environment, PORT: String(first.port) } });
    expect(taken).toMatchObject({ code: 1, errors: expect.stringContaining('something else listens there') });
    const refused = await run(['serve'], { environment: { ...environment, PORT: '0', SLACK_BOT_TOKEN: 'xoxb-wrong' } });
    expect(refused).toMatchObject({
      code: 1,
      errors: expect.stringContaining('Slack refused the bot token (invalid_auth)'),
    });
    expect(taken.errors + refused.errors).not.toContain('    at ');
    await first.stop();
  });
});

describe('the command line', () => {
  test('lists every problem of the configuration, with exit code 2 and no stack trace', async () => {
    const ran = await run(['start'], { environment: { SLACK_BOT_TOKEN: 'xoxb-s3cret' } });
    expect(ran.code).toBe(2);
    for (const name of ['SLACK_SIGNING_SECRET', 'HUSH_AUDIT_CHANNEL', 'vendor app']) expect(ran.errors).toContain(name);
    expect(ran.errors).not.toContain('s3cret');
    expect(ran.errors).not.toContain('    at ');
  });

  test('explains itself', async () => {
    expect(await run(['--help'])).toMatchObject({ code: 0, output: expect.stringContaining('serve') });
    expect(await run(['serve', '--help'])).toMatchObject({ code: 0, output: expect.stringContaining('serve') });
    expect(await run(['dance'])).toMatchObject({ code: 2, errors: expect.stringContaining('no such command: dance') });
    for (const args of [
      ['serve', '--fast'],
      ['start', '-p'],
    ]) {
      const { code, errors } = await run(args);
      expect(code).toBe(2);
      expect(errors).toMatch(new RegExp(`^There is no such option: ${args[1]}\n\nUsage: npm run hush`));
    }
  });
});

describe('npm start without an account', () => {
  test('mutes people from lines on its input, and shows what everybody sees', async () => {
    const input = [
      '/hush mute alice bob nosuch in lobby for 2h spam',
      'state',
      '/hush mute alice in lobby for 90',
      'as sam',
      '/hush groups',
      '',
    ].join('\n');
    const { code, output } = await run(['start'], { environment: { PORT: '0' }, input });
    expect(code).toBe(0);
    for (const seen of [
      'Only visible to you',
      '*2 done*',
      '*1 rejected – is not in the group (660600024)*',
      '#mod-audit',
      'by @maria: mute of 3 members',
      '+ ZIM lobby: alice is muted until',
      'ZIM lobby: bob is muted until',
      '90 of what? Write 90s, 90m or 90h.',
      'You may not use Hush here',
    ]) {
      expect(output).toContain(seen);
    }
  });

  test('killed outright, takes its bot along', async () => {
    const temporary = mkdtempSync(join(tmpdir(), 'hush-killed-'));
    const environment = { ...bareEnvironment, PORT: '0', TMPDIR: temporary };
    const playground = spawn(process.execPath, [program, 'start', '--port', '0'], { env: environment });
    const port = await new Promise<string>((resolve) => {
      playground.stdout.on('data', (text) => {
        const found = /bot itself listens on 127\.0\.0\.1:(\d+)/.exec(String(text))?.[1];
        if (found) resolve(found);
      });
    });
    const bot = connect(Number(port), '127.0.0.1');
    await once(bot, 'connect');
    playground.kill('SIGKILL');
    await once(bot, 'close');
    await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow();
    rmSync(temporary, { recursive: true, force: true });
  });

  test('fills in a form question by question', async () => {
    const input = ['/hush mute', 'alice', '', 'lobby', '90', '', '2h', '2', '', ''].join('\n');
    const { code, output } = await run(['start'], { environment: { PORT: '0' }, input });
    expect(code).toBe(0);
    expect(output).toContain('✗ For how long: 90 of what?');
    expect(output).toContain('*1 done*');
    expect(output).toContain('# Case 1');
  });
});
