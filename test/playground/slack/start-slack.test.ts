import { createHmac } from 'node:crypto';
import { App } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/lib/clock.ts';
import { playgroundSlack as names } from '../../../src/playground/slack/seed.ts';
import { type SlackStandIn, startSlack } from '../../../src/playground/slack/start-slack.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { startTinyBot, type TinyBot } from './tiny-bot.ts';

let clock: ManualClock;
let slack: SlackStandIn;
let bot: TinyBot;

beforeEach(async () => {
  clock = new ManualClock();
  bot = await startTinyBot();
  slack = await startSlack({ clock, eventsUrl: bot.url });
});
afterEach(async () => {
  await slack.close();
  await bot.close();
});

const type = (text: string, user: string = names.moderator) =>
  slack.people.command({ user, channel: names.moderationChannel, text });

const answerAt = (url: string, body: unknown) =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

const button = (label: string, actionId: string, value = '12') => ({
  type: 'actions',
  block_id: 'row',
  elements: [{ type: 'button', action_id: actionId, text: { type: 'plain_text', text: label }, value }],
});

describe('a command', () => {
  it("comes signed, with Slack's own content type and fields", async () => {
    const result = await type('mute alice in lobby for 2h');
    const { headers, body, fields } = bot.received[0] ?? { headers: {}, body: '', fields: {} };
    expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
    const signed = `v0:${headers['x-slack-request-timestamp']}:${body}`;
    expect(headers['x-slack-signature']).toBe(
      `v0=${createHmac('sha256', slack.signingSecret).update(signed).digest('hex')}`,
    );
    expect(headers['x-slack-request-timestamp']).toBe(String(clock.now() / 1000));
    expect(fields).toMatchObject({
      command: '/hush',
      text: 'mute alice in lobby for 2h',
      user_id: names.moderator,
      channel_id: names.moderationChannel,
      trigger_id: result.triggerId,
      response_url: result.responseUrl,
      is_enterprise_install: 'false',
    });
    expect(result).toMatchObject({ httpStatus: 200, shown: 'ok' });
    expect(slack.violations()).toEqual([]);
  });

  it('is taken by Bolt', async () => {
    const app = new App({
      token: slack.botToken,
      signingSecret: slack.signingSecret,
      deferInitialization: true,
      clientOptions: { slackApiUrl: slack.apiUrl },
    });
    app.command('/hush', async ({ ack, respond, command }) => {
      await ack();
      await respond(`You said ${command.text}`);
    });
    await app.init();
    const server = await app.start({ port: 0, host: '127.0.0.1' });
    const address = server.address();
    slack.eventsUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/slack/events`;
    // Bolt checks the timestamp against the machine's clock.
    clock.jump(systemClock.now() - clock.now());
    await type('help me');
    await slack.waitFor(() => slack.ephemerals(names.moderator)[0]?.text === 'You said help me');
    expect(slack.violations()).toEqual([]);
    expect(slack.calls('auth.test')).toHaveLength(1);
    await app.stop();
  });

  it('shows the acknowledgement to its sender alone, or with in_channel to all', async () => {
    bot.answer = () => ({ body: { response_type: 'ephemeral', text: 'Only you' } });
    await type('help');
    expect(slack.ephemerals(names.moderator).map(({ text }) => text)).toEqual(['Only you']);
    bot.answer = () => ({ body: { response_type: 'in_channel', text: 'All of you' } });
    await type('help');
    expect(slack.messages(names.moderationChannel).map(({ text }) => text)).toEqual(['/hush help', 'All of you']);
  });

  it('times out after the deadline, and fails at anything but 200', async () => {
    const real = new ManualClock();
    await slack.close();
    slack = await startSlack({ clock, realClock: real, eventsUrl: bot.url });
    bot.answer = () => undefined;
    const late = type('help');
    await expect.poll(() => bot.received.length).toBe(1);
    await real.advance(3000);
    expect(await late).toMatchObject({ shown: 'operation_timeout', ms: 3000 });
    bot.answer = () => ({ status: 500 });
    expect(await type('help')).toMatchObject({ shown: 'dispatch_failed', httpStatus: 500 });
    slack.eventsUrl = 'http://127.0.0.1:1/slack/events';
    expect((await type('help')).shown).toBe('dispatch_failed');
    expect(slack.violations().map(({ kind }) => kind)).toEqual(['late_ack', 'non_200_ack', 'unreachable']);
    expect(slack.ephemerals(names.moderator).map(({ text }) => text)).toEqual([
      '/hush failed with the error "operation_timeout"',
      '/hush failed with the error "dispatch_failed"',
      '/hush failed with the error "dispatch_failed"',
    ]);
  });

  it('can be delivered twice, byte by byte', async () => {
    const first = await type('mute alice everywhere for 1h');
    await slack.people.resend(first);
    expect(bot.received[0]).toEqual(bot.received[1]);
  });

  it('can be forged', async () => {
    await slack.people.raw({ body: 'command=/hush', secret: 'wrong', timestamp: '1' });
    await slack.people.raw({ body: 'command=/hush', signature: '' });
    expect(bot.received[0]?.headers['x-slack-request-timestamp']).toBe('1');
    expect(bot.received[1]?.headers).not.toHaveProperty('x-slack-signature');
    expect(slack.ephemerals(names.moderator)).toEqual([]);
  });
});

describe('a response_url', () => {
  it('takes five answers, ephemeral unless told, and no sixth', async () => {
    const { responseUrl } = await type('help');
    for (const index of [1, 2, 3, 4]) expect((await answerAt(responseUrl, { text: `${index}` })).status).toBe(200);
    await answerAt(responseUrl, { text: 'all', response_type: 'in_channel' });
    const sixth = await answerAt(responseUrl, { text: '6' });
    expect([sixth.status, await sixth.json()]).toEqual([404, { ok: false, error: 'used_url' }]);
    expect(slack.ephemerals(names.moderator).map(({ text }) => text)).toEqual(['1', '2', '3', '4']);
    expect(slack.messages(names.moderationChannel).map(({ text }) => text)).toEqual(['all']);
    expect(slack.violations()).toMatchObject([{ kind: 'response_url_misused', detail: 'used_url' }]);
  });

  it('lives for 30 minutes', async () => {
    const { responseUrl } = await type('help');
    await clock.advance(30 * 60_000);
    expect((await answerAt(responseUrl, { text: 'in time' })).status).toBe(200);
    await clock.advance(1);
    const late = await answerAt(responseUrl, { text: 'late' });
    expect([late.status, await late.json()]).toEqual([404, { ok: false, error: 'expired_url' }]);
  });

  it('refuses what is empty and blocks that break the limits', async () => {
    const { responseUrl } = await type('help');
    const empty = await answerAt(responseUrl, {});
    expect([empty.status, await empty.json()]).toEqual([400, { ok: false, error: 'no_text' }]);
    const bad = await answerAt(responseUrl, { text: 'x', blocks: [{ type: 'header', text: 'x' }] });
    expect(await bad.json()).toEqual({
      ok: false,
      error: 'invalid_blocks',
      errors: ['must provide an object [json-pointer:/blocks/0/text]'],
    });
  });

  it('replaces and deletes only the message whose button was pressed', async () => {
    const { responseUrl } = await type('help');
    await answerAt(responseUrl, { text: 'with a button', blocks: [button('Undo', 'undo')] });
    await answerAt(responseUrl, { text: 'new', replace_original: true });
    expect(slack.violations()).toMatchObject([{ kind: 'response_url_misused' }]);
    const [shown] = slack.ephemerals(names.moderator);
    const press = await slack.people.press({ user: names.moderator, message: shown, label: 'Undo' });
    await answerAt(press?.responseUrl ?? '', { text: 'undone', replace_original: true });
    expect(slack.ephemerals(names.moderator)[0]).toMatchObject({ text: 'undone', edits: [{ text: 'with a button' }] });
    await answerAt(press?.responseUrl ?? '', { delete_original: true });
    expect(slack.ephemerals(names.moderator).map(({ text }) => text)).toEqual(['new']);
  });
});

describe('a button', () => {
  it('on an ephemeral message comes without the message, and only from who sees it', async () => {
    bot.answer = () => ({ body: { text: 'Done', blocks: [button('Undo', 'undo')] } });
    await type('mute alice everywhere for 1h');
    bot.answer = () => ({});
    const [message] = slack.ephemerals(names.moderator);
    const press = await slack.people.press({ user: names.moderator, message, actionId: 'undo' });
    expect(press?.shown).toBe('ok');
    const { fields } = bot.received[1] ?? { fields: {} };
    expect(fields).toMatchObject({
      type: 'block_actions',
      container: { type: 'message', is_ephemeral: true, message_ts: message?.ts },
      actions: [{ type: 'button', action_id: 'undo', block_id: 'row', value: '12' }],
      trigger_id: press?.triggerId,
      response_url: press?.responseUrl,
    });
    expect(fields).not.toHaveProperty('message');
    await expect(slack.people.press({ user: names.secondModerator, message, actionId: 'undo' })).rejects.toThrow(
      'does not see this message',
    );
    await expect(slack.people.press({ user: names.moderator, message, label: 'Redo' })).rejects.toThrow('undo [Undo]');
  });

  it('is not sent when its dialog is declined', async () => {
    bot.answer = () => ({ body: { text: 'Sure?', blocks: [button('Undo', 'undo')] } });
    await type('mute alice everywhere for 1h');
    const [message] = slack.ephemerals(names.moderator);
    await slack.people.press({ user: names.moderator, message, label: 'Undo', decline: true });
    expect(bot.received).toHaveLength(1);
  });
});
