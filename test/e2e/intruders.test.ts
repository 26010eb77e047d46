import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { playgroundSlack } from '../../src/playground/slack/seed.ts';
import { startTestBed, type TestBed } from '../support/hush.ts';

let bed: TestBed;
beforeAll(async () => {
  bed = await startTestBed();
});
afterAll(async () => {
  await bed.close();
});

const command = new URLSearchParams({
  command: '/hush',
  text: 'mute alice in lobby for 2h',
  user_id: playgroundSlack.moderator,
  channel_id: playgroundSlack.moderationChannel,
  trigger_id: 'intruder.1',
}).toString();
const seconds = (offset: number) => String(Math.floor(Date.now() / 1000) + offset);

function recorded(): { cases: number; strangers: number } {
  const database = new DatabaseSync(join(bed.folder, 'hush.db'), { readOnly: true });
  const count = (sql: string) => Number(database.prepare(sql).get()?.count);
  const counts = {
    cases: count('select count(*) count from cases'),
    strangers: count("select count(*) count from audit where event = 'wish.refused'"),
  };
  database.close();
  return counts;
}

describe('a request that is not from Slack is answered 401 and recorded nowhere', () => {
  test.each([
    ['a forged signature', { signature: `v0=${'0'.repeat(64)}` }],
    ['another secret', { secret: 'not-the-secret' }],
    ['no signature', { signature: '' }],
    ['half a signature', { signature: 'v0=' }],
    ['another version of signature', { signature: `v1=${'0'.repeat(64)}` }],
    ['a timestamp of six minutes ago', { timestamp: seconds(-360) }],
    ['a timestamp in six minutes', { timestamp: seconds(360) }],
    ['a timestamp that is no number', { timestamp: 'yesterday' }],
    ['no timestamp', { headers: { 'x-slack-request-timestamp': '' } }],
  ])('%s', async (_, forged) => {
    expect((await bed.slack.people.raw({ body: command, ...forged })).httpStatus).toBe(401);
  });
});

describe('a signed body that makes no sense is answered with a 4xx, and Hush lives', () => {
  test.each([
    ['JSON cut short', '{"type":', 'application/json'],
    ['the JSON word null', 'null', 'application/json'],
    ['a JSON list', '[]', 'application/json'],
    ['a form whose payload is cut short', 'payload=%7B%22type', 'application/x-www-form-urlencoded'],
    ['a form whose payload is null', 'payload=null', 'application/x-www-form-urlencoded'],
    ['a form whose payload is a number', 'payload=7', 'application/x-www-form-urlencoded'],
    ['nothing', '', 'application/json'],
    ['JSON of a kind nobody knows', '{"type":"weather"}', 'application/json'],
    ['five megabytes', `text=${'x'.repeat(5 * 1024 * 1024)}`, 'application/x-www-form-urlencoded'],
  ])('%s', async (_, body, contentType) => {
    const { httpStatus } = await bed.slack.people.raw({ body, contentType });
    expect(httpStatus).toBeGreaterThanOrEqual(400);
    expect(httpStatus).toBeLessThan(500);
    expect((await bed.say('/hush help')).text).toContain('/hush mute');
  });

  test('a line of three megabytes is read, one of five is too long', async () => {
    const line = (megabytes: number) =>
      `${command.replace(/&text=[^&]*/, '')}&text=mute+${'x'.repeat(megabytes * 2 ** 20)}`;
    expect((await bed.slack.people.raw({ body: line(3) })).httpStatus).toBe(200);
    expect((await bed.slack.people.raw({ body: line(5) })).httpStatus).toBe(413);
  });

  test('a field that comes twice is refused, not guessed at', async () => {
    const { httpStatus, body } = await bed.slack.people.raw({ body: `${command}&text=mute+bob+in+lobby+for+2h` });
    expect(httpStatus).toBe(200);
    expect(JSON.stringify(body)).toContain('Nothing was done');
  });
});

test('other paths and methods are not there', async () => {
  const base = bed.slack.eventsUrl.replace('/slack/events', '');
  expect((await fetch(`${base}/slack/events`)).status).toBe(405);
  expect((await fetch(`${base}/`)).status).toBe(404);
  expect((await fetch(`${base}/healthz`)).status).toBe(200);
  expect(await (await fetch(`${base}/readyz`)).json()).toEqual({ ready: true, degraded: [] });
});

test('Slack checks the certificate without a signature', async () => {
  expect((await bed.slack.people.raw({ body: 'ssl_check=1', signature: '' })).httpStatus).toBe(200);
});

test('nothing of all this became a case; a stranger is recorded', async () => {
  expect(recorded()).toEqual({ cases: 0, strangers: 0 });
  await bed.say('/hush mute alice in lobby for 2h', playgroundSlack.stranger);
  expect(recorded()).toEqual({ cases: 0, strangers: 1 });
  expect(bed.zim.calls).toEqual([]);
});

test('when Slack does not say who is a moderator, nobody is', async () => {
  bed.slack.faults.add({ fault: { kind: 'status', status: 500 }, operation: 'usergroups.users.list' });
  const other = await startTestBed();
  other.slack.faults.add({ fault: { kind: 'hang' }, operation: 'usergroups.users.list' });
  const { ms } = await other.type('/hush mute alice in lobby for 2h');
  expect(ms).toBeLessThan(3000);
  expect((await other.told()).text).toContain('Nothing was recorded or done, try again.');
  expect(other.zim.calls).toEqual([]);
  expect(other.slack.violations()).toEqual([]);
  await other.close();
});
