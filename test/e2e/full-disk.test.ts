import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/lib/clock.ts';
import type { BotProcess } from '../../src/playground/bot-process.ts';
import { playgroundSlack } from '../../src/playground/slack/seed.ts';
import { botVariables, type StandIns, startStandIns } from '../../src/playground/stand-ins.ts';
import { run, startBotProcess } from '../support/bot-process.ts';
import { readinessAt } from '../support/readiness.ts';

const maria = playgroundSlack.moderator;
let standIns: StandIns;
let folder: string;
beforeEach(async () => {
  standIns = await startStandIns(systemClock);
  standIns.slack.switches.messagesPerSecond = 0;
  folder = mkdtempSync(join(tmpdir(), 'hush-full-'));
});
afterEach(async () => {
  await standIns.close();
  rmSync(folder, { recursive: true, force: true });
});

const privately = () => standIns.slack.ephemerals(maria).filter(({ author }) => author !== maria);

/** Types a line and waits for the next thing that its author is told. */
async function say(text: string): Promise<string> {
  const { slack } = standIns;
  const before = privately().length;
  await slack.people.command({ user: maria, channel: playgroundSlack.moderationChannel, text });
  const told = await slack.waitFor(() => privately()[before], 10_000);
  return slack.plainText(told);
}

/** Asks until the answer is this, as a load balancer does. */
async function becomes(bot: BotProcess, status: number): Promise<readonly string[]> {
  for (;;) {
    const now = await readinessAt(`http://127.0.0.1:${bot.port}`);
    if (now.status === status) return now.degraded;
    await systemClock.sleep(100);
  }
}

/** From now on every file the process writes may grow to so many bytes: 0 keeps it from writing anything. */
function limitFiles(pid: number, bytes: string): boolean {
  return spawnSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`]).status === 0;
}

const ioWords =
  'Hush cannot write its database: the disk or the operating system reports an error. Nothing was recorded or done;';
const cannotLimit = spawnSync('prlimit', ['--version']).error !== undefined;

// Needs prlimit of util-linux, which every Linux has; nothing like it elsewhere.
test.skipIf(cannotLimit)(
  'a bot whose files cannot be written refuses cases in words, serves, and goes on by itself once they can',
  async () => {
    const { slack, zim } = standIns;
    const troubles: string[] = [];
    const bot = await startBotProcess(standIns, folder, {}, (line) => troubles.push(line));
    expect(await say('mute alice in lobby for 2h')).toContain('1 done');
    await zim.refuseConnections(true);
    expect(await say('mute bob in lobby for 2h')).toContain('started');
    expect(await becomes(bot, 200)).toEqual([]);

    expect(limitFiles(bot.pid, '0')).toBe(true);
    await zim.refuseConnections(false);
    expect(await say('mute carol in lobby for 2h')).toContain(ioWords);
    expect(await becomes(bot, 503)).toEqual([
      'database: The database cannot be used: the disk or the operating system reports an error.',
    ]);
    expect(await say('help')).toContain('/hush mute');
    expect(await say('groups')).toContain('muted now');
    expect((await fetch(`http://127.0.0.1:${bot.port}/healthz`)).status).toBe(200);
    expect(zim.muted('lobby')).toEqual(['alice']);
    expect(troubles.filter((line) => line.includes('sweep.broke')).length).toBeLessThan(3);

    limitFiles(bot.pid, 'unlimited');
    expect(await becomes(bot, 200)).toEqual([]);
    await zim.waitFor(() => zim.muted('lobby').includes('bob'), 20_000);
    expect(await say('mute carol in lobby for 2h')).toContain('1 done');
    await slack.waitFor(() => slack.messages(playgroundSlack.auditChannel).length === 3, 10_000);
    await bot.stop();
  },
  60_000,
);

/** A disk of its own, 2 MB. Only root may mount one, and not everywhere. */
function mountSmallDisk(at: string): boolean {
  mkdirSync(at);
  return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', at]).status === 0;
}

test('on a disk that is really full cases are refused with the words for it, until there is room again', async (context) => {
  const disk = join(folder, 'disk');
  if (!mountSmallDisk(disk)) return context.skip('a disk can only be mounted by root, and not in every container');
  try {
    const bot = await startBotProcess(standIns, disk);
    expect(await say('mute alice in lobby for 2h')).toContain('1 done');
    const ballast = join(disk, 'ballast');
    expect(() => {
      for (;;) writeFileSync(ballast, Buffer.alloc(4096), { flag: 'a' });
    }).toThrow('ENOSPC');
    let told = '';
    while (!told.includes('disk is full')) told = await say('mute bob in lobby for 2h');
    expect(told).toContain('Hush cannot write its database: the disk is full. Nothing was recorded or done;');
    expect(await becomes(bot, 503)).toEqual(['database: The database cannot be used: the disk is full.']);
    expect(await say('help')).toContain('/hush mute');

    rmSync(ballast);
    expect(await becomes(bot, 200)).toEqual([]);
    expect(await say('mute carol in lobby for 2h')).toContain('1 done');
    await bot.stop();
  } finally {
    spawnSync('umount', ['--lazy', disk]);
  }
}, 60_000);

describe('a start with a database that cannot be used ends with a sentence and exit code 1:', () => {
  const serve = (more: { uid?: number } = {}) =>
    run(['serve'], { environment: { ...botVariables(standIns), PORT: '0', HUSH_DATA_DIR: folder }, ...more });
  const file = () => join(folder, 'hush.db');

  beforeEach(async () => {
    const bot = await startBotProcess(standIns, folder);
    expect(await say('mute alice in lobby for 2h')).toContain('1 done');
    await bot.stop();
    expect(existsSync(`${file()}-wal`)).toBe(false);
  });

  test('one that is no database any more', async () => {
    writeFileSync(file(), Buffer.alloc(statSync(file()).size, 'garbage '));
    const { code, errors } = await serve();
    expect(code).toBe(1);
    expect(errors).toContain(`The database in ${folder} cannot be used: the file is no database.`);
    expect(errors).toContain('bring back a sound copy of hush.db');
    expect(errors).not.toContain('    at ');
  });

  test('one that is damaged behind its first page', async () => {
    const size = statSync(file()).size;
    const bytes = readFileSync(file());
    bytes.fill('garbage ', 4096, size);
    writeFileSync(file(), bytes);
    const { code, errors } = await serve();
    expect(code).toBe(1);
    expect(errors).toContain(`The database in ${folder} cannot be used: the file is damaged.`);
    expect(errors).not.toContain('    at ');
  });

  // Root writes whatever it likes, so as root the bot runs as nobody.
  const isRoot = process.getuid?.() === 0;
  const nobody = 65_534;
  test('one that may only be read', async () => {
    if (isRoot) for (const name of ['', '/hush.db', '/hush.lock']) chownSync(`${folder}${name}`, nobody, nobody);
    chmodSync(file(), 0o400);
    const { code, errors } = await serve(isRoot ? { uid: nobody } : {});
    expect(errors).toContain(`The database in ${folder} cannot be used: the file or its disk is read-only.`);
    expect(code).toBe(1);
    expect(errors).not.toContain('    at ');
  });
});
