import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../src/lib/clock.ts';
import { systemRandom } from '../src/lib/random.ts';
import { defaultScopes, playgroundSlack } from '../src/playground/slack/seed.ts';
import { openStore } from '../src/store/open.ts';
import { newAuditKey } from './support/audit-keys.ts';
import { run, startBotProcess } from './support/bot-process.ts';

import { doctorBed, untold } from './support/doctor-bed.ts';

const bed = doctorBed();

test('where all is well, says so line by line, and has changed and created nothing', async () => {
  const before = { slack: bed.standIns.slack.calls().length, zim: bed.standIns.zim.calls.length };
  const { code, output, errors } = await run(['doctor'], { environment: bed.environment() });
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  expect(output.replaceAll(bed.root, '').replace(/^\w+ +Data folder .*\n/m, '')).toMatchInlineSnapshot(`
    "ok    Configuration: complete, with 2 vendor apps
    ok    Slack token: bot hush in workspace Playground
    ok    Slack scopes: all 7 that Hush needs
    ok    Moderators: Slack knows S0MODS0001
    ok    ZIM (zim): app id, secret and operator are accepted; whether the operator is admin of a group shows at its first mute
    ok    NetEase (netease): app key and secret are accepted
    ok    Clock: at most 0 s off (Slack, ZIM (zim), NetEase (netease))
    skip  Audit channel C0MODAUDIT: not checked, for Slack tells only whoever writes there, and doctor writes nothing. → See that the bot is in it: type /invite @Hush there. Until Hush can write there, its messages wait.
    ok    Database: there is none yet, the first start makes it
    skip  Reachability: not checked, for Slack has to reach Hush, not the other way round. → While Hush runs, try here: curl http://127.0.0.1:3000/healthz (answers {"ok":true}), and from outside: curl -i -X POST https://<your address>/slack/events (answers 401). Then let Slack verify that address on Event Subscriptions (https://api.slack.com/apps → your app), or Hush's own page stays as it was.

    Nothing fails.
    "
  `);
  expect(readdirSync(bed.root)).toEqual([]);
  expect(
    bed.standIns.slack
      .calls()
      .slice(before.slack)
      .map(({ method }) => method),
  ).toEqual(['auth.test', 'usergroups.users.list']);
  expect(bed.standIns.zim.calls.slice(before.zim).map(({ operation }) => operation)).toEqual(['FetchForbidGroupList']);
  const { SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET, ZIM_SERVER_SECRET, NETEASE_APP_SECRET } = bed.environment();
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
  const bot = await startBotProcess(bed.standIns, bed.folder);
  const { slack } = bed.standIns;
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
  const before = readdirSync(bed.folder);
  const { code, output } = await run(['doctor'], { environment: bed.environment() });
  expect(output).toContain('ok    Database: up to date, a bot is running on it (so it was only read)');
  expect(output).toContain('ok    Database file: sound');
  expect(output).toMatch(/^ok {4}Audit channel C\w+: Slack took Hush's last message there on \d{4}-/m);
  expect(code).toBe(0);
  expect(readdirSync(bed.folder)).toEqual(before);
  await mute('bob');
  await bot.stop();
});

describe('Slack', () => {
  test('refuses the token', async () => {
    expect(await bed.troubles({ SLACK_BOT_TOKEN: 'xoxb-other' })).toEqual([
      expect.stringMatching(/^fail Slack token: Slack refused it \(invalid_auth\) → .*SLACK_BOT_TOKEN/),
      expect.stringMatching(/^skip Slack scopes/),
      expect.stringMatching(/^skip Moderators/),
      untold,
    ]);
  });

  test('does not answer; everything else is checked all the same', async () => {
    expect(await bed.troubles({ SLACK_API_URL: 'http://127.0.0.1:9/api/', ZIM_OPERATOR: 'nobody' })).toEqual([
      expect.stringMatching(/^fail Slack: no answer from 127\.0\.0\.1:9 \(.+\) → .*firewall/),
      expect.stringMatching(/^skip Slack scopes/),
      expect.stringMatching(/^skip Moderators/),
      expect.stringMatching(/^fail ZIM \(zim\): the operator is not registered/),
      untold,
    ]);
  });

  test('has not granted a permission', async () => {
    bed.standIns.slack.switches.scopes = defaultScopes.filter((scope) => scope !== 'files:write');
    expect(await bed.troubles()).toEqual([
      expect.stringMatching(
        /^fail Slack scopes: files:write is missing \(sending a list.*\) → Add it under .*OAuth & Permissions .*install the app again/,
      ),
      untold,
    ]);
  });

  test('knows no such moderators', async () => {
    const { slack } = bed.standIns;
    slack.admin.addUser({ id: 'U0GONE', name: 'gone', realName: 'Gone' });
    slack.admin.changeUser('U0GONE', { deleted: true });
    slack.admin.setUserGroup('S0EMPTY', []);
    expect(await bed.troubles({ HUSH_MODERATORS: 'UNOBODY,SNOBODY,U0GONE,S0EMPTY' })).toEqual([
      expect.stringMatching(/^fail Moderators: UNOBODY is nobody in this workspace → Correct HUSH_MODERATORS/),
      expect.stringMatching(/^fail Moderators: SNOBODY is no user group of this workspace → Correct HUSH_MODERATORS/),
      'warn Moderators: U0GONE is a deactivated account → Correct HUSH_MODERATORS.',
      'warn Moderators: S0EMPTY is a user group without members → Correct HUSH_MODERATORS.',
      untold,
    ]);
  });
});

describe('hush.yml', () => {
  const withFile = (content: string, more: Readonly<Record<string, string>> = {}) => {
    const file = join(bed.root, 'hush.yml');
    writeFileSync(file, content);
    return { HUSH_CONFIG: file, ...more };
  };

  test('names people and groups in roles and as people: all are looked up, each told with its place', async () => {
    bed.standIns.slack.admin.setUserGroup('S0EMPTY', []);
    const more = withFile(`policy:
  roles:
    moderator: {}
    lead: { who: [UNOLEAD, S0EMPTY] }
  people: { U0NOBODY: { zim: alice } }
  approval: { above: 5, by: [lead] }\n`);
    expect(await bed.troubles(more)).toEqual([
      expect.stringMatching(/^fail Moderators: UNOLEAD is nobody .* → Correct policy\.roles\.lead\.who in hush\.yml/),
      'warn Moderators: S0EMPTY is a user group without members → Correct policy.roles.lead.who in hush.yml.',
      expect.stringMatching(/^fail Moderators: U0NOBODY is nobody .* → Correct policy\.people in hush\.yml/),
      untold,
    ]);
  });

  test('without HUSH_MODERATORS: admins have the roles that name nobody, beside those that do', async () => {
    const { moderator } = playgroundSlack;
    const more = withFile(`policy: { roles: { moderator: {}, lead: { who: [${moderator}] } } }\n`, {
      HUSH_MODERATORS: '',
    });
    const findings = await bed.findings(more);
    expect(findings).toContain('ok Configuration: complete, with 2 vendor apps; the roles moderator, lead → ');
    expect(findings).toContain(
      `ok Moderators: Slack knows ${moderator}; admins and owners, and Slack says who is one → `,
    );
  });

  test('signs for the audit with a key that did not sign for what is gone already', async () => {
    const [former, next] = [newAuditKey(), newAuditKey()];
    const store = await openStore(bed.folder, { clock: systemClock, random: systemRandom });
    await store.audit.append({ event: 'wish.refused', actor: 'USAM' });
    await store.retention.cut({ before: systemClock.now() + 1, limit: 1, key: former.key, formerKeys: [] });
    await store.close();
    const yml = (formerKeys: string) => `digest: {}\naudit: { keep: 400d, key: "\${HUSH_AUDIT_KEY}"${formerKeys} }\n`;
    const environment = { HUSH_AUDIT_KEY: next.privatePem, FORMER: former.publicPem };
    expect(await bed.troubles(withFile(yml(''), environment))).toEqual([
      untold,
      expect.stringMatching(`^fail Audit: .* but says with ${former.key.id}; no more are removed → Put the former key`),
    ]);
    const named = withFile(yml(`, formerKeys: ["\${FORMER}"]`), environment);
    expect(await bed.troubles(named)).toEqual([untold]);
    expect(await bed.findings(named)).toContain(
      `ok Configuration: complete, with 2 vendor apps; a weekly digest; entries of the audit kept for 400 days; the audit's key ${next.key.id} → `,
    );
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
    expect(await bed.troubles(more)).toEqual([expect.stringMatching(told), untold]);
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
    bed.standIns[vendor].faults.add({ fault, times: 1 });
    expect(await bed.troubles()).toEqual([expect.stringMatching(told), untold]);
  });

  test('that does not know the account asked for has taken the credentials', async () => {
    bed.standIns.netease.switches.unknownInRead = 'refused';
    expect(await bed.troubles()).toEqual([untold]);
  });

  test('that is called without HTTPS elsewhere than on this machine', async () => {
    expect(await bed.troubles({ ZIM_API_URL: 'http://zim.invalid/' })).toEqual([
      expect.stringMatching(/^fail ZIM/),
      expect.stringMatching(/^warn ZIM \(zim\): its URL begins with http:\/\/.* → Use https/),
      untold,
    ]);
  });
});

describe('the clock', () => {
  test('that is off by more than a minute is doubtful', async () => {
    expect(await bed.troubles({}, -90_000)).toEqual([
      expect.stringMatching(/^warn Clock: (89|90|91) s behind .*'s.* → .*NTP/),
      untold,
    ]);
  });

  test('that is off by five minutes fails, and NetEase’s no is put down to it', async () => {
    expect(await bed.troubles({}, 305_000)).toEqual([
      expect.stringMatching(
        /^fail NetEase \(netease\): NetEase says that the time of the request is wrong \(414.*\) → .*NTP/,
      ),
      expect.stringMatching(/^fail Clock: 30\d s ahead of .*'s; .* → .*NTP/),
      untold,
    ]);
  });
});
