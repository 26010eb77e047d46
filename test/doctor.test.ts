import {
  chmodSync,
  chownSync,
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';
import { examine } from '../src/doctor.ts';
import { systemClock } from '../src/lib/clock.ts';
import type { Finding } from '../src/lib/finding.ts';
import { systemRandom } from '../src/lib/random.ts';
import { defaultScopes, playgroundSlack } from '../src/playground/slack/seed.ts';
import { botVariables, type StandIns, startStandIns } from '../src/playground/stand-ins.ts';
import { spaceFinding } from '../src/store/check-store.ts';
import { openStore } from '../src/store/open.ts';
import { openSqlite } from '../src/store/sqlite.ts';
import { run, startBotProcess } from './support/bot-process.ts';

let standIns: StandIns;
let root: string;
/** The database's folder; not there until somebody makes it. */
let folder: string;
beforeAll(async () => {
  standIns = await startStandIns(systemClock);
});
afterAll(() => standIns.close());
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hush-doctor-'));
  folder = join(root, 'data');
});
afterEach(() => {
  standIns.slack.switches.scopes = defaultScopes;
  standIns.slack.admin.inviteBot(playgroundSlack.auditChannel);
  standIns.netease.switches.unknownInRead = 'missing';
  standIns.slack.faults.clear();
  standIns.zim.faults.clear();
  standIns.netease.faults.clear();
  rmSync(root, { recursive: true, force: true });
});

const environment = (more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> => ({
  ...botVariables(standIns),
  HUSH_DATA_DIR: folder,
  HUSH_VENDOR_TIMEOUT_MS: '8000',
  ...more,
});

/** What the doctor finds, beside what is well. */
async function troubles(more: Readonly<Record<string, string>> = {}, aheadMs = 0): Promise<readonly string[]> {
  const clock = { ...systemClock, now: () => systemClock.now() + aheadMs };
  const findings = await examine(readConfig(environment(more)), { clock, random: systemRandom });
  for (const { level, fix } of findings) if (level === 'warn' || level === 'fail') expect(fix).toMatch(/[\w)']\.$/);
  return findings.filter(({ level, what }) => level !== 'ok' && !what.includes('GB free')).map(written);
}

const written = ({ level, what, fix = '' }: Finding) => `${level} ${what} → ${fix}`;

/** Everything in a folder, with when it was written. */
const snapshot = () => readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mtimeMs]);

const untold = expect.stringMatching(/^skip Audit channel C\w+: not checked/);

test('where all is well, says so line by line, and has changed and created nothing', async () => {
  const before = { slack: standIns.slack.calls().length, zim: standIns.zim.calls.length };
  const { code, output, errors } = await run(['doctor'], { environment: environment() });
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  expect(output.replaceAll(root, '').replace(/^\w+ +Data folder .*\n/m, '')).toMatchInlineSnapshot(`
    "ok    Configuration: complete, with 2 vendor apps
    ok    Slack token: bot hush in workspace Playground
    ok    Slack scopes: all 7 that Hush needs
    ok    Moderators: Slack knows S0MODS0001
    ok    ZIM (zim): app id, secret and operator are accepted; whether the operator is admin of a group shows at its first mute
    ok    NetEase (netease): app key and secret are accepted
    ok    Clock: at most 0 s off (Slack, ZIM (zim), NetEase (netease))
    skip  Audit channel C0MODAUDIT: not checked, for Slack tells only whoever writes there, and doctor writes nothing. → See that the bot is in it: type /invite @Hush there. Until Hush can write there, its messages wait.
    ok    Database: there is none yet, the first start makes it
    skip  Reachability: not checked, for Slack has to reach Hush, not the other way round. → While Hush runs, try here: curl http://127.0.0.1:3000/healthz (answers {"ok":true}), and from outside: curl -i -X POST https://<your address>/slack/events (answers 401).

    Nothing fails.
    "
  `);
  expect(readdirSync(root)).toEqual([]);
  expect(
    standIns.slack
      .calls()
      .slice(before.slack)
      .map(({ method }) => method),
  ).toEqual(['auth.test', 'usergroups.users.list']);
  expect(standIns.zim.calls.slice(before.zim).map(({ operation }) => operation)).toEqual(['FetchForbidGroupList']);
  const { SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET, ZIM_SERVER_SECRET, NETEASE_APP_SECRET } = environment();
  for (const secret of [SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET, ZIM_SERVER_SECRET, NETEASE_APP_SECRET]) {
    expect(output).not.toContain(secret);
  }
});

test('a wrong configuration is listed in full, with exit code 2', async () => {
  const { code, output, errors } = await run(['doctor'], { environment: { SLACK_BOT_TOKEN: 'xoxp-1', PORT: 'x' } });
  expect({ code, output }).toEqual({ code: 2, output: '' });
  for (const name of ['SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET', 'PORT', 'HUSH_AUDIT_CHANNEL'])
    expect(errors).toContain(name);
});

test('beside a running bot only reads: nothing in the folder changes, and the bot goes on', async () => {
  const bot = await startBotProcess(standIns, folder);
  const { slack } = standIns;
  const mute = async (id: string) => {
    await slack.people.command({
      user: playgroundSlack.moderator,
      channel: playgroundSlack.moderationChannel,
      text: `mute ${id} in lobby for 2h`,
    });
    await slack.waitFor(() =>
      slack.messages(playgroundSlack.auditChannel).findLast(({ text }) => /Ended/.test(text) && text.includes(id)),
    );
  };
  await mute('alice');
  const before = readdirSync(folder);
  const { code, output } = await run(['doctor'], { environment: environment() });
  expect(output).toContain('ok    Database: up to date, a bot is running on it (so it was only read)');
  expect(output).toContain('ok    Database file: sound');
  expect(output).toMatch(/^ok {4}Audit channel C\w+: Slack took Hush's last message there on \d{4}-/m);
  expect(code).toBe(0);
  expect(readdirSync(folder)).toEqual(before);
  await mute('bob');
  await bot.stop();
});

describe('Slack', () => {
  test('refuses the token', async () => {
    expect(await troubles({ SLACK_BOT_TOKEN: 'xoxb-other' })).toEqual([
      expect.stringMatching(/^fail Slack token: Slack refused it \(invalid_auth\) → .*SLACK_BOT_TOKEN/),
      expect.stringMatching(/^skip Slack scopes/),
      expect.stringMatching(/^skip Moderators/),
      untold,
    ]);
  });

  test('does not answer; everything else is checked all the same', async () => {
    expect(await troubles({ SLACK_API_URL: 'http://127.0.0.1:9/api/', ZIM_OPERATOR: 'nobody' })).toEqual([
      expect.stringMatching(/^fail Slack: no answer from 127\.0\.0\.1:9 \(.+\) → .*firewall/),
      expect.stringMatching(/^skip Slack scopes/),
      expect.stringMatching(/^skip Moderators/),
      expect.stringMatching(/^fail ZIM \(zim\): the operator is not registered/),
      untold,
    ]);
  });

  test('has not granted a permission', async () => {
    standIns.slack.switches.scopes = defaultScopes.filter((scope) => scope !== 'files:write');
    expect(await troubles()).toEqual([
      expect.stringMatching(
        /^fail Slack scopes: files:write is missing \(sending a list.*\) → Add it under .*OAuth & Permissions .*install the app again/,
      ),
      untold,
    ]);
  });

  test('knows no such moderators', async () => {
    const { slack } = standIns;
    slack.admin.addUser({ id: 'U0GONE', name: 'gone', realName: 'Gone' });
    slack.admin.changeUser('U0GONE', { deleted: true });
    slack.admin.setUserGroup('S0EMPTY', []);
    expect(await troubles({ HUSH_MODERATORS: 'UNOBODY,SNOBODY,U0GONE,S0EMPTY' })).toEqual([
      expect.stringMatching(/^fail Moderators: UNOBODY is nobody in this workspace → Correct HUSH_MODERATORS/),
      expect.stringMatching(/^fail Moderators: SNOBODY is no user group of this workspace → Correct HUSH_MODERATORS/),
      'warn Moderators: U0GONE is a deactivated account → Correct HUSH_MODERATORS.',
      'warn Moderators: S0EMPTY is a user group without members → Correct HUSH_MODERATORS.',
      untold,
    ]);
  });
});

describe('a vendor', () => {
  test.each([
    [
      'secret',
      { ZIM_SERVER_SECRET: 'x'.repeat(32) },
      /^fail ZIM \(zim\): the secret is wrong \(100000005: .*\) → .*ZIM_SERVER_SECRET/,
    ],
    [
      'app id',
      { ZIM_APP_ID: '77' },
      /^fail ZIM \(zim\): ZIM does not know the app id \(100000011: .*\) → .*ZIM_APP_ID/,
    ],
    [
      'operator',
      { ZIM_OPERATOR: 'nobody' },
      /^fail ZIM \(zim\): the operator is not registered with ZIM \(660500002.*\) → .*ZIM_OPERATOR/,
    ],
    [
      'secret',
      { NETEASE_APP_SECRET: 'other' },
      /^fail NetEase \(netease\): NetEase refused the request, most likely for a wrong secret or clock \(414: .*\) → .*NETEASE_APP_SECRET/,
    ],
    [
      'app key',
      { NETEASE_APP_KEY: 'other' },
      /^fail NetEase \(netease\): NetEase does not know the app key \(414: .*\) → .*NETEASE_APP_KEY/,
    ],
    [
      'port',
      { ZIM_API_URL: 'http://127.0.0.1:9/' },
      /^fail ZIM \(zim\): ZIM did not answer: the connection was refused → .*127\.0\.0\.1:9/,
    ],
    [
      'host',
      { ZIM_API_URL: 'https://zim.invalid/' },
      /^fail ZIM \(zim\): ZIM did not answer: the address (was not found|could not be looked up) → .*zim\.invalid.*DNS/,
    ],
  ])('that is given a wrong %s: %o', async (_, more, told) => {
    expect(await troubles(more)).toEqual([expect.stringMatching(told), untold]);
  });

  test.each([
    ['zim', { kind: 'hang' }, /^fail ZIM \(zim\): ZIM did not answer: no answer within 8 s → /],
    [
      'zim',
      { kind: 'html', status: 502 },
      /^fail ZIM \(zim\): ZIM did not answer: the answer was a web page \(HTTP 502\) → /,
    ],
    [
      'zim',
      { kind: 'code', code: 1 },
      /^skip ZIM \(zim\): not checked, for ZIM did not answer: the server was busy \(1\) → Try again/,
    ],
    ['zim', { kind: 'code', code: 7 }, /^skip ZIM \(zim\): not checked, for it takes no more calls now → /],
    ['zim', { kind: 'code', code: 660000028 }, /^warn ZIM \(zim\): the credentials are fine, but the plan/],
    [
      'zim',
      { kind: 'unknown-code' },
      /^fail ZIM \(zim\): ZIM answered with a code Hush does not know \(987654321\).* → /,
    ],
    [
      'netease',
      { kind: 'code', code: 315 },
      /^fail NetEase \(netease\): NetEase does not allow calls from this machine's IP address \(315.*\) → .*allowed IP/,
    ],
  ] as const)('%s that answers with %o', async (vendor, fault, told) => {
    standIns[vendor].faults.add({ fault, times: 1 });
    expect(await troubles()).toEqual([expect.stringMatching(told), untold]);
  });

  test('that does not know the account asked for has taken the credentials', async () => {
    standIns.netease.switches.unknownInRead = 'refused';
    expect(await troubles()).toEqual([untold]);
  });

  test('that is called without HTTPS elsewhere than on this machine', async () => {
    expect(await troubles({ ZIM_API_URL: 'http://zim.invalid/' })).toEqual([
      expect.stringMatching(/^fail ZIM/),
      expect.stringMatching(/^warn ZIM \(zim\): its URL begins with http:\/\/.* → Use https/),
      untold,
    ]);
  });
});

describe('the clock', () => {
  test('that is off by more than a minute is doubtful', async () => {
    expect(await troubles({}, -90_000)).toEqual([
      expect.stringMatching(/^warn Clock: (89|90|91) s behind .*'s.* → .*NTP/),
      untold,
    ]);
  });

  test('that is off by five minutes fails, and NetEase’s no is put down to it', async () => {
    expect(await troubles({}, 305_000)).toEqual([
      expect.stringMatching(
        /^fail NetEase \(netease\): NetEase says that the time of the request is wrong \(414.*\) → .*NTP/,
      ),
      expect.stringMatching(/^fail Clock: 30\d s ahead of .*'s; .* → .*NTP/),
      untold,
    ]);
  });
});

describe('the database', () => {
  const startOnce = async () => {
    const store = await openStore(folder, { clock: systemClock, random: systemRandom });
    await store.close();
  };

  test('that was closed in order is read without a trace', async () => {
    await startOnce();
    const before = snapshot();
    expect(await troubles()).toEqual([untold]);
    expect(snapshot()).toEqual(before);
  });

  test('that is a newer Hush’s is not for this one', async () => {
    await startOnce();
    const database = openSqlite(folder);
    database.exec("insert into kysely_migration (name, timestamp) values ('9999-later', 'now')");
    database.close();
    expect(await troubles()).toEqual([
      untold,
      expect.stringMatching(/^fail Database: it was written by a newer Hush \(it has 9999-later\) → /),
    ]);
  });

  test('that is damaged', async () => {
    await startOnce();
    writeFileSync(join(folder, 'hush.db'), 'this is no database '.repeat(1000));
    expect((await troubles()).at(-1)).toMatch(
      /^fail Database: it cannot be read: the file is no database → Bring back a sound copy/,
    );
  });

  test('with damage in the middle of its file', async () => {
    await startOnce();
    const database = openSqlite(folder);
    const [page] = database.prepare("select rootpage from sqlite_schema where name = 'targets_by_target'").all();
    database.close();
    const file = openSync(join(folder, 'hush.db'), 'r+');
    writeSync(file, Buffer.alloc(4096, 7), 0, 4096, (Number(page?.rootpage) - 1) * 4096);
    closeSync(file);
    expect((await troubles()).at(-1)).toMatch(
      /^fail Database file: it is damaged \(.+\) → Stop Hush and bring back a sound copy/,
    );
  });

  test('whose last messages Slack did not take tells what is wrong with the audit channel', async () => {
    standIns.slack.admin.kickBot(playgroundSlack.auditChannel);
    const bot = await startBotProcess(standIns, folder);
    await standIns.slack.people.command({
      user: playgroundSlack.moderator,
      channel: playgroundSlack.moderationChannel,
      text: 'mute alice in lobby for 2h',
    });
    await standIns.slack.waitFor(() =>
      standIns.slack
        .calls('chat.postMessage')
        .find(({ args, answer }) => args.channel === playgroundSlack.auditChannel && answer?.ok === false),
    );
    await bot.stop();
    expect(await troubles()).toEqual([
      expect.stringMatching(
        /^fail Audit channel C\w+: (a message waits|\d messages wait), for Slack answered not_in_channel → .*\/invite @Hush/,
      ),
    ]);
  });

  test('whose messages wait only because Slack asked to wait is no reason to change anything', async () => {
    standIns.slack.faults.add({ fault: { kind: 'rate-limited', retryAfter: 60 }, operation: 'chat.postMessage' });
    const bot = await startBotProcess(standIns, folder);
    await standIns.slack.people.command({
      user: playgroundSlack.moderator,
      channel: playgroundSlack.moderationChannel,
      text: 'mute alice in lobby for 2h',
    });
    const refused = standIns.slack.calls('chat.postMessage').length;
    await standIns.slack.waitFor(
      () =>
        standIns.slack
          .calls('chat.postMessage')
          .slice(refused)
          .find(({ status }) => status === 429),
      15_000,
    );
    await bot.stop();
    standIns.slack.faults.clear();
    expect(await troubles()).toEqual([
      expect.stringMatching(/^warn Audit channel C\w+: a message waits, for Slack answered ratelimited → Hush offers/),
    ]);
  });

  test('on a disk that is nearly full is told before it is full', () => {
    expect(spaceFinding('Data folder /data', 5e9)).toEqual({
      level: 'ok',
      what: 'Data folder /data: can be written, 5.0 GB free',
    });
    expect(written(spaceFinding('Data folder /data', 2e8))).toMatch(
      /^warn Data folder \/data: .* only 0\.2 GB free → Make room: .*not done/,
    );
  });

  test.runIf(process.getuid?.() === 0)('in a folder of somebody else’s', async () => {
    await startOnce();
    const { code, output } = await run(['doctor'], { environment: environment(), uid: 65_534 });
    expect(code).toBe(1);
    expect(output).toMatch(/^FAIL {2}Data folder .*: this account may not look into it. → Give the folder/m);
    expect(output).toMatch(/^skip {2}Database: not looked at/m);
    chmodSync(root, 0o755);
    const seen = await run(['doctor'], { environment: environment(), uid: 65_534 });
    expect(seen.output).toMatch(/^FAIL {2}Data folder .*: this account may not write it. → Give the folder/m);
  });

  test('that a killed bot left open is read by the account that owns it, and left alone by others', async () => {
    const bot = await startBotProcess(standIns, folder);
    bot.kill();
    await bot.ended;
    expect(await troubles()).toEqual([untold]);
    if (process.getuid?.() !== 0) return;
    chownSync(join(folder, 'hush.db-wal'), 65_534, 65_534);
    rmSync(join(folder, 'hush.db-shm'));
    const before = snapshot();
    expect(await troubles()).toEqual([
      untold,
      expect.stringMatching(/^skip Database: .* It was not read → Run doctor with the account/),
    ]);
    expect(snapshot()).toEqual(before);
  });
});
