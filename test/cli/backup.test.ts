import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../src/lib/clock.ts';
import { playgroundSlack } from '../../src/playground/slack/seed.ts';
import { type StandIns, startStandIns } from '../../src/playground/stand-ins.ts';
import { run, startBotProcess } from '../support/bot-process.ts';

let standIns: StandIns;
let root: string;
beforeEach(async () => {
  standIns = await startStandIns(systemClock);
  root = mkdtempSync(join(tmpdir(), 'hush-backup-'));
});
afterEach(async () => {
  await standIns.close();
  rmSync(root, { recursive: true, force: true });
});
const data = () => join(root, 'data');
const file = () => join(root, 'hush-backup.db');
const backUp = (to = file(), more: Readonly<Record<string, string>> = {}) =>
  run(['backup', '--to', to], { environment: { HUSH_DATA_DIR: data(), ...more } });
const types = (text: string) =>
  standIns.slack.people.command({
    user: playgroundSlack.moderator,
    channel: playgroundSlack.moderationChannel,
    text,
  });
const people = Array.from({ length: 2000 }, (_, index) => `fan${index}`);
const endOf = (number: number) =>
  standIns.slack.waitFor(
    () =>
      standIns.slack
        .messages(playgroundSlack.auditChannel)
        .find(({ text }) => text.startsWith(`*Case ${number}*`) && text.includes('Ended: ')),
    30_000,
  );

test('a copy that is made amid a mute of 2,000 is whole and sound, and a bot that is started from it carries the rest out', async () => {
  const { zim } = standIns;
  zim.addUsers(people);
  zim.addGroup({ id: 'arena', owner: 'admin', members: people });
  zim.faults.add({ fault: { kind: 'slow', ms: 100 } });
  const bot = await startBotProcess(standIns, data());
  await types(`mute ${people.join(' ')} in arena for 2h raid`);
  await zim.waitFor(() => zim.muted('arena').length >= 200);
  const copied = await backUp();
  expect(copied).toMatchObject({ code: 0, errors: '' });
  expect(copied.output).toMatch(
    /^Copied the database in .+ to .+: \d\.\d MB\.\n\nok {6}\d+ entries are sound\.\nok {6}1 case agrees/,
  );
  expect(copied.output).toMatch(/^Head {4}\d+:[0-9a-f]{64}$/m);
  expect(statSync(file()).mode & 0o777).toBe(0o600);
  const copy = new DatabaseSync(file(), { readOnly: true });
  const [{ open = 0 } = {}] = copy.prepare('select count(*) as open from targets where outcome is null').all();
  copy.close();
  expect(Number(open)).toBeGreaterThan(0);
  // The bot has gone on; then its machine is lost.
  await zim.waitFor(() => zim.muted('arena').length >= 600);
  bot.kill();
  await bot.ended;
  rmSync(data(), { recursive: true });
  mkdirSync(data());
  renameSync(file(), join(data(), 'hush.db'));
  expect(await run(['audit', 'verify'], { environment: { HUSH_DATA_DIR: data() } })).toMatchObject({ code: 0 });
  const restored = await startBotProcess(standIns, data());
  // What the copy does not know of is done once more, and nobody is left out.
  expect((await endOf(1)).text).toContain('2,000 done');
  expect(zim.muted('arena')).toHaveLength(people.length);
  await restored.stop();
}, 60_000);

test('of a bot that does not run leaves nothing behind in its folder', async () => {
  const bot = await startBotProcess(standIns, data());
  await types('mute alice in lobby for 2h');
  await endOf(1);
  await bot.stop();
  const before = readdirSync(data()).map((name) => [name, statSync(join(data(), name)).mtimeMs]);
  expect(await backUp()).toMatchObject({ code: 0, errors: '' });
  expect(readdirSync(data()).map((name) => [name, statSync(join(data(), name)).mtimeMs])).toEqual(before);
  expect(readdirSync(root).toSorted()).toEqual(['data', 'hush-backup.db']);
});

test('that is not sound is kept, told and answered with exit code 1', async () => {
  const bot = await startBotProcess(standIns, data());
  await types('mute alice in lobby for 2h');
  await endOf(1);
  await bot.stop();
  const database = new DatabaseSync(join(data(), 'hush.db'));
  database.exec("update cases set reason = 'another'");
  database.close();
  const { code, output } = await backUp();
  expect(code).toBe(1);
  expect(output).toMatch(/^BROKEN {2}Case 1 was changed: its reason/m);
  expect(existsSync(file())).toBe(true);
});

test('is refused with words, and nothing is written over', async () => {
  expect(await backUp()).toMatchObject({
    code: 1,
    errors: `There is no database in ${data()}. HUSH_DATA_DIR names the folder.\n`,
  });
  const bot = await startBotProcess(standIns, data());
  writeFileSync(file(), 'older');
  expect(await backUp()).toMatchObject({
    code: 1,
    errors: `${file()} is there already, and is left as it is. Name another file.\n`,
  });
  expect(readFileSync(file(), 'utf8')).toBe('older');
  const nowhere = join(root, 'nowhere', 'hush.db');
  expect(await backUp(nowhere)).toMatchObject({
    code: 1,
    errors: `${nowhere} cannot be written: there is no folder ${join(root, 'nowhere')}.\n`,
  });
  expect(await run(['backup'])).toMatchObject({ code: 2, errors: '--to has to name the file to write.\n' });
  const elsewhere = await backUp(join(root, 'other.db'), { DATABASE_URL: 'postgres://hush:pa55word@db/hush' });
  expect(elsewhere).toMatchObject({ code: 2, errors: expect.stringContaining('pg_dump') });
  expect(elsewhere.errors).not.toContain('pa55word');
  await bot.stop();
  expect(readdirSync(root).toSorted()).toEqual(['data', 'hush-backup.db']);
});
