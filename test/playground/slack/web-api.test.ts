import { ErrorCode, WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { playgroundSlack as names } from '../../../src/playground/slack/seed.ts';
import { type SlackStandIn, startSlack } from '../../../src/playground/slack/start-slack.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { quietLogger } from './quiet-logger.ts';

let clock: ManualClock;
let slack: SlackStandIn;
let client: WebClient;

beforeEach(async () => {
  clock = new ManualClock();
  slack = await startSlack({ clock });
  client = connect(slack.botToken);
});
afterEach(() => slack.close());

const connect = (token?: string) =>
  new WebClient(token, {
    slackApiUrl: slack.apiUrl,
    logger: quietLogger,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
const post = (text: string, rest: Record<string, unknown> = {}) =>
  client.chat.postMessage({ channel: names.auditChannel, text, ...rest });
const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });
const kinds = () => slack.violations().map(({ kind }) => kind);

describe('a call', () => {
  it('needs the right token', async () => {
    await expect(connect().auth.test()).rejects.toThrow('not_authed');
    await expect(connect('xoxb-other').auth.test()).rejects.toThrow('invalid_auth');
    expect(await client.auth.test()).toMatchObject({ user_id: names.botUser, bot_id: names.bot });
  });

  it('to an unknown method is answered 200, and recorded', async () => {
    await expect(client.chat.delete({ channel: names.auditChannel, ts: '1' })).rejects.toThrow('unknown_method');
    expect(slack.violations()).toMatchObject([{ kind: 'unknown_method', detail: 'chat.delete' }]);
    expect(slack.calls('chat.delete')).toMatchObject([{ status: 200, answer: { ok: false } }]);
  });

  it('needs the scope of its method', async () => {
    slack.switches.scopes = ['chat:write'];
    await expect(client.users.info({ user: names.admin })).rejects.toMatchObject({
      data: { error: 'missing_scope', needed: 'users:read', provided: 'chat:write' },
    });
  });

  it('is taken as a form and as JSON', async () => {
    const blocks = [section('hello')];
    await client.chat.postMessage({ channel: names.auditChannel, text: 'form', blocks: blocks as never });
    await fetch(`${slack.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', authorization: `Bearer ${slack.botToken}` },
      body: JSON.stringify({ channel: names.auditChannel, text: 'json', blocks }),
    });
    expect(slack.messages(names.auditChannel)).toMatchObject([
      { text: 'form', blocks },
      { text: 'json', blocks },
    ]);
  });
});

describe('chat', () => {
  it('posts, updates, and answers in threads', async () => {
    const { ts = '' } = await post('case 1');
    await client.chat.update({ channel: names.auditChannel, ts, text: 'case 1: done' });
    await post('lifted', { thread_ts: ts });
    expect(slack.messages(names.auditChannel)).toMatchObject([
      { ts, text: 'case 1: done', edits: [{ text: 'case 1' }] },
      { text: 'lifted', threadTs: ts },
    ]);
    expect(slack.violations()).toEqual([]);
  });

  it.each([
    ['a channel that is not there', { channel: 'C0NOWHERE1', text: 'x' }, 'channel_not_found'],
    ['a private channel the bot is not in', { channel: names.privateChannel, text: 'x' }, 'channel_not_found'],
    ['a channel the bot is not in', { channel: names.randomChannel, text: 'x' }, 'not_in_channel'],
    ['nothing to say', { channel: names.auditChannel, text: '' }, 'no_text'],
    ['40,001 characters', { channel: names.auditChannel, text: 'x'.repeat(40_001) }, 'msg_too_long'],
    ['blocks that are no list', { channel: names.auditChannel, text: 'x', blocks: '[{' }, 'invalid_blocks_format'],
    ['a thread that is not there', { channel: names.auditChannel, text: 'x', thread_ts: '1.2' }, 'thread_not_found'],
  ])('refuses %s', async (_, message, error) => {
    await expect(client.apiCall('chat.postMessage', message)).rejects.toThrow(error);
  });

  it('refuses blocks with pointers, and too much of them', async () => {
    await expect(post('x', { blocks: [section('x'.repeat(3001)), section('')] })).rejects.toMatchObject({
      data: {
        error: 'invalid_blocks',
        errors: [
          'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
          'must be more than 0 characters [json-pointer:/blocks/1/text/text]',
        ],
        response_metadata: {
          messages: [
            '[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
            '[ERROR] must be more than 0 characters [json-pointer:/blocks/1/text/text]',
          ],
        },
      },
    });
    const long = Array.from({ length: 5 }, () => section('x'.repeat(2700)));
    await expect(post('x', { blocks: long })).rejects.toThrow('msg_blocks_too_long');
    expect(kinds()).toEqual(['invalid_blocks', 'too_long']);
  });

  it('updates only its own lasting messages, with at most 4000 characters', async () => {
    const update = (ts: string, text = 'x') => client.chat.update({ channel: names.auditChannel, ts, text });
    await expect(update('1.1')).rejects.toThrow('message_not_found');
    slack.admin.say({ user: names.admin, channel: names.auditChannel, text: 'mine' });
    await expect(update(slack.messages(names.auditChannel)[0]?.ts ?? '')).rejects.toThrow('cant_update_message');
    const { message_ts = '' } = await client.chat.postEphemeral({
      channel: names.auditChannel,
      user: names.admin,
      text: 'x',
    });
    await expect(update(message_ts)).rejects.toThrow('cant_update_message');
    expect(kinds()).toContain('unlisted_method');
    const { ts = '' } = await post('x');
    await expect(update(ts, 'x'.repeat(4001))).rejects.toThrow('msg_too_long');
  });

  it('shows an ephemeral message only to a member', async () => {
    const asked = { channel: names.auditChannel, user: names.stranger, text: 'x' };
    await expect(client.chat.postEphemeral(asked)).rejects.toThrow('user_not_in_channel');
  });

  it('notices blocks without a text twin, and every real mention', async () => {
    await client.apiCall('chat.postMessage', { channel: names.auditChannel, blocks: [section('hi')] });
    expect(kinds()).toEqual(['no_text_twin']);
    await post('by <@U0MARIA001>: &lt;!channel&gt;', {
      blocks: [section('<!here> <!subteam^S0MODS0001|@mods> <https://x.y|<!x>'), { type: 'divider' }],
    });
    expect(slack.pings().map(({ kind, raw }) => [kind, raw])).toEqual([
      ['user', '<@U0MARIA001>'],
      ['here', '<!here>'],
      ['group', '<!subteam^S0MODS0001|@mods>'],
    ]);
  });

  it('says what happened to a channel', async () => {
    slack.admin.archive(names.auditChannel);
    await expect(post('x')).rejects.toThrow('is_archived');
    slack.admin.unarchive(names.auditChannel);
    slack.admin.kickBot(names.auditChannel);
    await expect(post('x')).rejects.toThrow('not_in_channel');
    slack.admin.inviteBot(names.auditChannel);
    await post('x');
    slack.admin.deleteChannel(names.auditChannel);
    await expect(post('x')).rejects.toThrow('channel_not_found');
    expect(slack.violations()).toEqual([]);
  });

  it('takes a burst of five a channel, then one a second', async () => {
    for (const index of [1, 2, 3, 4, 5]) await post(`${index}`);
    await expect(post('6')).rejects.toMatchObject({ code: ErrorCode.RateLimitedError, retryAfter: 1 });
    await client.chat.postMessage({ channel: names.moderationChannel, text: 'elsewhere' });
    await clock.advance(1000);
    await post('6');
    slack.switches.messagesPerSecond = 0;
    await Promise.all(Array.from({ length: 20 }, () => post('many')));
  });
});

describe('people', () => {
  it('are described with their rights', async () => {
    expect((await client.users.info({ user: names.owner })).user).toMatchObject({ is_admin: true, is_owner: true });
    await expect(client.users.info({ user: 'U0NOBODY01' })).rejects.toThrow('user_not_found');
    slack.admin.changeUser(names.moderator, { isAdmin: true, deleted: true });
    expect((await client.users.info({ user: names.moderator })).user).toMatchObject({ is_admin: true, deleted: true });
  });

  it('are listed by user group', async () => {
    const list = () => client.usergroups.users.list({ usergroup: names.moderators });
    expect((await list()).users).toEqual([names.moderator, names.secondModerator]);
    slack.admin.setUserGroup(names.moderators, [names.stranger]);
    expect((await list()).users).toEqual([names.stranger]);
    await expect(client.usergroups.users.list({ usergroup: 'S0NONE0001' })).rejects.toThrow('no_such_subteam');
  });

  it('are written to directly, with files', async () => {
    const { channel } = await client.conversations.open({ users: names.moderator });
    await client.chat.postMessage({ channel: channel?.id ?? '', text: 'privately' });
    await client.filesUploadV2({
      channel_id: channel?.id ?? '',
      filename: 'case-12.csv',
      content: 'target,outcome\nalice,done\n',
      initial_comment: 'case 12',
    });
    expect(slack.directMessages(names.moderator)).toMatchObject([
      { text: 'privately' },
      { text: 'case 12', files: ['F0000000001'] },
    ]);
    expect(slack.files()).toMatchObject([
      { name: 'case-12.csv', content: 'target,outcome\nalice,done\n', complete: true, channels: [channel?.id] },
    ]);
    expect(slack.violations()).toEqual([]);
  });
});

describe('faults', () => {
  it('hold for a method, for some calls', async () => {
    slack.faults.add({ fault: { kind: 'rate-limited', retryAfter: 30 }, operation: 'chat.postMessage', times: 1 });
    await expect(post('x')).rejects.toMatchObject({ retryAfter: 30 });
    slack.faults.add({ fault: { kind: 'error', error: 'fatal_error' }, operation: 'users.info', times: 1 });
    await expect(client.users.info({ user: names.admin })).rejects.toThrow('fatal_error');
    slack.faults.add({ fault: { kind: 'status', status: 503 }, times: 1 });
    await expect(post('x')).rejects.toThrow('503');
    expect(slack.messages(names.auditChannel)).toEqual([]);
    await post('x');
  });

  it('lose the reply, before or after the message is there', async () => {
    slack.faults.add({ fault: { kind: 'reset-before' }, times: 1 });
    await expect(post('before')).rejects.toThrow();
    slack.faults.add({ fault: { kind: 'reset-after' }, times: 1 });
    await expect(post('after')).rejects.toThrow();
    expect(slack.messages(names.auditChannel).map(({ text }) => text)).toEqual(['after']);
  });

  it('make answers late by the clock', async () => {
    slack.faults.add({ fault: { kind: 'slow', ms: 60_000 }, times: 1 });
    const late = post('x');
    await slack.waitFor(() => slack.calls().length === 1);
    await clock.advance(60_000);
    expect((await late).ok).toBe(true);
  });

  it('refuse connections', async () => {
    await slack.refuseConnections(true);
    await expect(post('x')).rejects.toThrow();
    await slack.refuseConnections(false);
    await post('x');
  });
});
