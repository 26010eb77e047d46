import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLog } from '../../src/lib/log.ts';
import { playgroundSlack } from '../../src/playground/slack/seed.ts';
import { zimSeed } from '../../src/playground/zim/seed.ts';
import { startTestBed, type TestBed } from '../support/hush.ts';
import { takeLeaks } from '../support/leak-list.ts';
import { watchLine } from '../support/leaks.ts';

const lines: string[] = [];
const log = createLog('trace', { write: (line) => lines.push(line) });
let bed: TestBed;
beforeAll(async () => {
  bed = await startTestBed({ log, slack: { switches: { messagesPerSecond: 0 } } });
});
afterAll(async () => {
  await bed.close();
});

function rows(sql: string): readonly Readonly<Record<string, unknown>>[] {
  const database = new DatabaseSync(join(bed.folder, 'hush.db'), { readOnly: true });
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}

test('a command that somebody recorded and sends again, signature and all, does nothing a second time', async () => {
  const typed = await bed.type('/hush mute alice in lobby for 2h');
  await bed.slack.waitFor(() => bed.audit().some(({ text }) => text.includes('Ended')));
  const calls = bed.zim.calls.length;
  const again = await bed.slack.people.resend(typed);
  expect(again.httpStatus).toBe(200);
  expect(rows('select number from cases')).toHaveLength(1);
  // A case of its own would call the vendor before the next one's end is told.
  await bed.say('/hush mute bob in lobby for 2h');
  expect(bed.zim.calls.length).toBe(calls + 1);
});

/** Ids and reasons that mean something elsewhere. At most 32 bytes each, as ids are. */
const hostile = [
  `'); drop table cases; --`,
  '<!channel>',
  '<@U0NOAH0001>',
  'a&UserIds[]=alice&Duration=0',
  "=HYPERLINK('http://x')",
  'x\u202e\u2066gnp.exe',
  '*bold*`code`~',
];

test('what somebody types as ids and as a reason reaches the vendor as it is, and nothing else makes anything of it', async () => {
  bed.zim.addUsers(hostile);
  bed.zim.addGroup({ id: 'odd', owner: 'admin', members: hostile });
  const { text } = await bed.say(
    `/hush mute ${hostile.map((id) => `"${id}"`).join(' ')} in odd for 2h ${hostile.join('\n')}\n{"event":"hush.started"}`,
  );
  expect(text).toContain(`*${hostile.length} done*`);
  await bed.slack.waitFor(() =>
    bed.audit().some(({ text: told }) => told.includes('in `odd`') && told.includes('Ended')),
  );
  // The vendor: one request, in which every id is one id.
  const asked = bed.zim.calls.filter(({ params }) => params.GroupId === 'odd');
  expect(asked.map(({ params }) => [params['UserIds[]'] ?? params.UserIds, params.Duration])).toEqual([
    [hostile, '7200'],
  ]);
  // Nobody but the moderator, whom the audit message names.
  expect(bed.slack.pings().filter(({ raw }) => raw !== `<@${playgroundSlack.moderator}>`)).toEqual([]);
  const posts = JSON.stringify(bed.slack.calls().filter(({ method }) => method.startsWith('chat.')));
  expect(posts).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/u);
  expect(posts).not.toMatch(/<!channel>|<@U0NOAH/);
  // The database: the tables are there, and hold what was typed.
  expect(rows("select target from targets where target like '%drop table%'")).toHaveLength(1);
  // The log: every entry is one line, and nobody's text is an entry.
  for (const line of lines) expect(line.split('\n')).toEqual([expect.stringMatching(/^\{"level"/), '']);
  const starts = lines.map((line) => JSON.parse(line)).filter(({ event }) => event === 'hush.started');
  expect(starts).toHaveLength(1);
});

test('a group whose id is a formula stays a text in the file that Hush sends', async () => {
  bed.zim.addGroup({ id: '=1+1', owner: 'admin', members: ['alice'], allMuted: true });
  const { message } = await bed.say('/hush groups');
  await bed.slack.people.press({ user: playgroundSlack.moderator, message, label: 'CSV file' });
  const file = await bed.slack.waitFor(() => bed.slack.files().find(({ complete }) => complete));
  expect(file.content).toMatch(/^"?'=1\+1/m);
  expect(file.content).not.toMatch(/^"?=/m);
});

test('what would leak is found, wherever it stands', () => {
  expect(takeLeaks()).toEqual([]);
  for (const line of [
    `{"event":"vendor.call","url":"https://x/?Signature=0123456789abcdef0123456789abcdef"}`,
    `{"headers":{"CheckSum":"9e9db3b6c9abb2e1962cf3e6f7316fcc55583f86"}}`,
    `posting to http://127.0.0.1:9/commands/T0HUSHTEAM/17/secret failed`,
    `{"trigger":"1000001.1700000000000.trigger"}`,
    `secret ${zimSeed.secret}`,
    `token ${bed.slack.botToken}`,
    '{"token":"[secret]"}',
  ]) {
    watchLine(line);
    expect(takeLeaks(), line).toHaveLength(1);
  }
});

test('a leak into Slack is found as well', async () => {
  await fetch(`${bed.slack.apiUrl}chat.postMessage`, {
    method: 'POST',
    headers: { authorization: `Bearer ${bed.slack.botToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ channel: 'C0MODAUDIT', text: `the secret is ${zimSeed.secret}` }),
  });
  expect(takeLeaks()).toMatchObject([{ where: 'Slack' }]);
});
