import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createLog } from '../../src/lib/log.ts';
import { playgroundSlack as names } from '../../src/playground/slack/seed.ts';
import type { Data } from '../../src/playground/wire/data.ts';
import { shortcutIds } from '../../src/slack/shortcuts/ids.ts';
import { startTestBed, type TestBed } from '../support/hush.ts';
import { watchLine } from '../support/leaks.ts';
import { readinessAt } from '../support/readiness.ts';
import { type SlackSockets, startSlackSockets } from '../support/slack-sockets.ts';

const maria: string = names.moderator;
let sockets: SlackSockets;
let bed: TestBed;
/** Looks again and again, for what no stand-in tells of. */
const until = (is: () => boolean) => vi.waitUntil(is, { timeout: 20_000, interval: 10 });
/** Everything that was logged. */
let logged: string;

async function startBed(environment: Readonly<Record<string, string>> = {}): Promise<void> {
  const write = (line: string) => {
    logged += line;
    watchLine(line);
  };
  const options = { log: createLog('trace', { write }), slack: { switches: { messagesPerSecond: 0 } } };
  bed = await startTestBed({ ...options, sockets, environment });
  await until(() => sockets.open().length === 2);
}
beforeEach(async () => {
  logged = '';
  sockets = await startSlackSockets();
  await startBed();
});
afterEach(async () => {
  await bed.close();
  await sockets.close();
  expect(sockets.violations).toEqual([]);
});

const home = () => new URL(bed.slack.eventsUrl).origin;
const ready = () => readinessAt(home());
const ended = (number: number) =>
  bed.slack.waitFor(() =>
    bed.audit().find(({ text }) => text.startsWith(`*Case ${number}* `) && text.includes('Ended')),
  );

describe('over WebSockets people get what they get over HTTP:', () => {
  test('a line, its summary, and a button that undoes it', async () => {
    const { text, message } = await bed.say('/hush mute alice nosuch in lobby for 2h spam');
    expect(text).toContain('*1 done*');
    expect(text).toContain('*1 rejected – is not in the group (660600024)*');
    expect(bed.zim.muted('lobby')).toEqual(['alice']);
    await ended(1);
    await bed.slack.people.press({ user: maria, message, label: 'Undo' });
    await ended(2);
    expect(bed.zim.muted('lobby')).toEqual([]);
    expect(bed.slack.violations()).toEqual([]);
  });

  test('a refused line, and a stranger', async () => {
    expect((await bed.say('/hush mute alice in lobby for 90')).text).toContain('Nothing was done');
    await bed.say('/hush mute alice in lobby for 2h', names.stranger);
    expect(bed.zim.calls).toEqual([]);
  });

  test('a form: an error at its field, then the mute', async () => {
    await bed.type('/hush mute');
    await bed.slack.waitFor(() => bed.slack.views(maria).at(-1));
    const values = { targets: 'alice', place: 'lobby', length: '90' };
    expect(await bed.slack.people.submit({ user: maria, values })).toMatchObject({
      action: 'errors',
      errors: { length: expect.stringContaining('90') },
    });
    expect(await bed.slack.people.submit({ user: maria, values: { ...values, length: '2h' } })).toMatchObject({
      action: 'close',
    });
    await ended(1);
    expect(bed.zim.muted('lobby')).toEqual(['alice']);
    expect(bed.slack.violations()).toEqual([]);
  });

  test('Hush’s own page, when it is opened', async () => {
    expect(await bed.slack.people.openHome({ user: maria })).toMatchObject({ shown: 'ok', body: '' });
    await bed.slack.waitFor(() => bed.slack.home(maria));
    const { blocks } = bed.slack.home(maria) ?? {};
    expect(bed.slack.plainText({ blocks: blocks as readonly Data[] }, maria)).toContain('No case yet');
  });

  test('a shortcut on a message', async () => {
    const ts = bed.slack.admin.say({ user: 'U0SENTINEL', channel: names.moderationChannel, text: 'user_id: alice' });
    const message = bed.slack.messages(names.moderationChannel).find((each) => each.ts === ts);
    if (!message) throw new Error('It was not said');
    await bed.slack.people.messageShortcut({ user: maria, message, callbackId: shortcutIds.muteFromMessage });
    const view = await bed.slack.waitFor(() => bed.slack.views(maria).at(-1));
    expect(bed.slack.plainText(view)).toContain('alice');
    expect(bed.slack.violations()).toEqual([]);
  });

  test('a late answer: nothing was recorded, try again', async () => {
    bed.slack.faults.add({ fault: { kind: 'hang' }, operation: 'usergroups.users.list' });
    expect((await bed.say('/hush mute alice in lobby for 2h')).text).toMatch(/Nothing was|Slack did not say/);
    expect(bed.zim.calls).toEqual([]);
    expect(bed.slack.violations()).toEqual([]);
  });
});

test('there is no /slack/events, and everything else is served as ever', async () => {
  const post = await fetch(`${home()}/slack/events`, { method: 'POST', body: 'command=/hush' });
  expect(post.status).toBe(404);
  expect((await fetch(`${home()}/healthz`)).status).toBe(200);
  expect(await ready()).toEqual({ status: 200, degraded: [] });
});

test('what Slack sends again, for its acknowledgement was lost, is done once', async () => {
  sockets.misbehaviour.loseAcknowledgements = 1;
  bed.slack.switches.deadlineMs = 300;
  const line = await bed.type('/hush mute alice in lobby for 2h');
  expect(line.shown).toBe('operation_timeout');
  await ended(1);
  expect((await bed.slack.people.resend(line)).shown).toBe('ok');
  await bed.type('/hush mute');
  await bed.slack.waitFor(() => bed.slack.views(maria).at(-1));
  sockets.misbehaviour.loseAcknowledgements = 1;
  const form = await bed.slack.people.submit({ user: maria, values: { targets: 'bob', place: 'lobby', length: '2h' } });
  if (!form.sent) throw new Error('The form was not sent');
  await ended(2);
  expect((await bed.slack.people.resend(form)).shown).toBe('ok');
  await bed.say('/hush help');
  expect(bed.audit().filter(({ text }) => text.startsWith('*Case'))).toHaveLength(2);
  expect(bed.zim.calls).toHaveLength(2);
});

test('while connections come and go, no line is lost', async () => {
  for (let round = 0; round < 3; round++) {
    sockets.open()[0]?.disconnect('refresh_requested');
    const lines = Array.from({ length: 5 }, (_, index) => bed.type(`/hush note ${round}${index} x`));
    for (const { shown } of await Promise.all(lines)) expect(shown).toBe('ok');
  }
  expect(bed.slack.violations()).toEqual([]);
});

describe('without any connection', () => {
  const cutAll = (word: string) => {
    bed.slack.faults.add({ fault: { kind: 'error', error: word }, operation: 'apps.connections.open' });
    for (const socket of sockets.open()) socket.cut();
  };

  test('Hush lives, /readyz says what to do, mutes end all the same, and it is back by itself', async () => {
    await bed.say('/hush mute alice everywhere for 2s');
    const clear = bed.slack.faults.add({ fault: { kind: 'status', status: 500 }, operation: 'apps.connections.open' });
    for (const socket of sockets.open()) socket.cut();
    await until(() => logged.includes('socket.failed'));
    expect(await ready()).toMatchObject({
      status: 503,
      degraded: [expect.stringMatching(/^slack: .*no WebSocket is open.*http_500/)],
    });
    await bed.netease.waitFor(() => bed.netease.muted().length === 0 || undefined, 10_000);
    clear();
    await until(() => sockets.open().length === 2);
    expect(await ready()).toMatchObject({ status: 200 });
    expect((await bed.say('/hush help')).text).toContain('/hush mute');
  });

  test.each([
    ['invalid_auth', /SLACK_APP_TOKEN/],
    ['token_revoked', /SLACK_APP_TOKEN/],
    ['missing_scope', /connections:write/],
  ])('for Slack says %s: Hush lives, and says once what to do', async (word, words) => {
    cutAll(word);
    await until(() => logged.includes('socket.failed'));
    const told = logged.split('\n').filter((line) => line.includes('socket.failed'));
    expect(told).toEqual([expect.stringMatching(words)]);
    expect((await ready()).degraded).toEqual([expect.stringContaining(word)]);
    expect((await fetch(`${home()}/healthz`)).status).toBe(200);
  });
});

describe('a stop', () => {
  test('answers what had come in, and closes the connections', async () => {
    bed.zim.faults.add({ fault: { kind: 'slow', ms: 300 }, operation: 'FetchForbidGroupList' });
    await bed.type('/hush groups');
    await bed.stop();
    expect(bed.allTold().at(-1)?.text).toContain('muted now');
    await until(() => sockets.open().length === 0);
  });

  test('acknowledges what Slack waits for before it closes that connection', async () => {
    bed.slack.faults.add({ fault: { kind: 'slow', ms: 500 }, operation: 'usergroups.users.list' });
    const line = bed.type('/hush mute alice in lobby for 2h');
    await bed.slack.waitFor(() => bed.slack.calls('usergroups.users.list').length > 0 || undefined);
    await bed.stop();
    expect((await line).shown).toBe('ok');
    await bed.start();
    await ended(1);
  });
});

test('odd things over the WebSocket change nothing: Hush answers the next line', async () => {
  const [socket] = sockets.open();
  for (const text of ['null', '[]', '{}', '{"type":"interactive","envelope_id":"1","payload":null}'])
    socket?.send(text);
  sockets.push({ type: 'interactive', payload: { type: 'weather' } }, socket);
  sockets.push({ type: 'interactive', payload: { type: 'view_submission', view: null, user: null } }, socket);
  sockets.push({ type: 'events_api', payload: { type: 'event_callback', event: null } }, socket);
  sockets.push({ type: 'slash_commands', payload: { command: '/hush', text: ['a', 'b'], user_id: maria } }, socket);
  expect((await bed.say('/hush help')).text).toContain('/hush mute');
  await until(() => logged.includes('socket.unanswered'));
  expect(JSON.stringify(sockets.acknowledgements)).toContain('Nothing was done');
  expect(sockets.open()).toHaveLength(2);
});

test('with a signing secret set too Socket Mode is used, and the log says so', async () => {
  await bed.close();
  await startBed({ SLACK_SIGNING_SECRET: names.signingSecret });
  expect(logged).toContain('SLACK_SIGNING_SECRET is not used');
  expect((await bed.say('/hush help')).text).toContain('/hush mute');
  const post = await fetch(`${home()}/slack/events`, { method: 'POST', body: '' });
  expect(post.status).toBe(404);
});
