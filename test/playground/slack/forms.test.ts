import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { playgroundSlack as names } from '../../../src/playground/slack/seed.ts';
import { type SlackStandIn, startSlack } from '../../../src/playground/slack/start-slack.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { quietLogger } from './quiet-logger.ts';
import { startTinyBot, type TinyBot } from './tiny-bot.ts';

let clock: ManualClock;
let slack: SlackStandIn;
let bot: TinyBot;
let client: WebClient;

beforeEach(async () => {
  clock = new ManualClock();
  bot = await startTinyBot();
  slack = await startSlack({ clock, eventsUrl: bot.url });
  client = new WebClient(slack.botToken, {
    slackApiUrl: slack.apiUrl,
    logger: quietLogger,
    retryConfig: { retries: 0 },
  });
});
afterEach(async () => {
  await slack.close();
  await bot.close();
});

const input = (blockId: string, element: Record<string, unknown>, rest: Record<string, unknown> = {}) => ({
  type: 'input',
  block_id: blockId,
  label: { type: 'plain_text', text: blockId },
  element: { action_id: 'value', ...element },
  ...rest,
});

const option = (value: string) => ({ text: { type: 'plain_text', text: value.toUpperCase() }, value });

const form = (title = 'Mute', rest: Record<string, unknown> = {}) => ({
  type: 'modal' as const,
  callback_id: 'mute',
  title: { type: 'plain_text' as const, text: title },
  submit: { type: 'plain_text' as const, text: 'Mute' },
  blocks: [
    input('targets', { type: 'plain_text_input', initial_value: 'alice', max_length: 20 }),
    input('place', { type: 'static_select', options: [option('lobby'), option('trade')] }),
    input('reason', { type: 'plain_text_input' }, { optional: true }),
  ],
  ...rest,
});

async function open(view: Record<string, unknown> = form()) {
  const { triggerId } = await slack.people.command({
    user: names.moderator,
    channel: names.moderationChannel,
    text: 'mute',
  });
  await client.views.open({ trigger_id: triggerId, view: view as never });
  return { user: names.moderator, triggerId };
}

describe('a form', () => {
  it('needs a trigger that is fresh, unused and known', async () => {
    const { triggerId } = await open();
    const again = client.views.open({ trigger_id: triggerId, view: form() as never });
    await expect(again).rejects.toThrow('exchanged_trigger_id');
    await expect(client.views.open({ trigger_id: 'x', view: form() as never })).rejects.toThrow('invalid_trigger_id');
    const fresh = await slack.people.command({ user: names.moderator, channel: names.moderationChannel, text: '' });
    await clock.advance(3001);
    await expect(client.views.open({ trigger_id: fresh.triggerId, view: form() as never })).rejects.toThrow(
      'expired_trigger_id',
    );
    expect(new Set(slack.violations().map(({ kind }) => kind))).toEqual(new Set(['trigger_misused']));
  });

  it('is refused with pointers when it breaks limits', async () => {
    const bad = form('T'.repeat(25), { private_metadata: 'x'.repeat(3001), submit: undefined });
    await expect(open(bad)).rejects.toMatchObject({
      data: {
        error: 'invalid_arguments',
        response_metadata: {
          messages: [
            '[ERROR] must be less than 25 characters [json-pointer:/view/title/text]',
            '[ERROR] must be less than 3001 characters [json-pointer:/view/private_metadata]',
            '[ERROR] missing required field: submit [json-pointer:/view]',
          ],
        },
      },
    });
    expect(slack.views(names.moderator)).toEqual([]);
  });

  it("sends its state in Slack's shape and closes on an empty answer", async () => {
    const { user } = await open();
    const sent = await slack.people.submit({ user, values: { place: 'trade' } });
    expect(sent).toMatchObject({ sent: true, action: 'close', shown: 'ok' });
    expect(bot.received[1]?.fields).toMatchObject({
      type: 'view_submission',
      user: { id: user },
      view: {
        id: 'V0000000001',
        callback_id: 'mute',
        state: {
          values: {
            targets: { value: { type: 'plain_text_input', value: 'alice' } },
            place: { value: { type: 'static_select', selected_option: option('trade') } },
            reason: { value: { type: 'plain_text_input', value: null } },
          },
        },
      },
    });
    expect(slack.views(user)).toEqual([]);
  });

  it('is not sent while the Slack client complains', async () => {
    const { user } = await open();
    expect(await slack.people.submit({ user, values: { targets: 'x'.repeat(21) } })).toEqual({
      sent: false,
      complaints: {
        targets: 'Enter at most 20 characters.',
        place: 'Please complete this required field.',
      },
    });
    expect(bot.received).toHaveLength(1);
    await expect(slack.people.submit({ user, values: { nowhere: 'x' } })).rejects.toThrow('no input nowhere');
  });

  it('shows errors at fields, and records errors at fields that are not there', async () => {
    const { user } = await open();
    bot.answer = () => ({ body: { response_action: 'errors', errors: { targets: 'Who?' } } });
    expect(await slack.people.submit({ user, values: { place: 'trade' } })).toMatchObject({
      action: 'errors',
      errors: { targets: 'Who?' },
    });
    expect(slack.violations()).toEqual([]);
    bot.answer = () => ({ body: { response_action: 'errors', errors: { value: 'Who?' } } });
    await slack.people.submit({ user, values: { place: 'trade' } });
    expect(slack.violations()).toMatchObject([{ kind: 'unknown_error_block' }]);
    expect(slack.views(user)).toHaveLength(1);
  });

  it('is updated, pushed to at most three, and cleared by answers', async () => {
    const { user } = await open();
    const submit = (values = { place: 'trade' }) => slack.people.submit({ user, values });
    bot.answer = () => ({ body: { response_action: 'update', view: form('Second look') } });
    expect(await submit()).toMatchObject({ action: 'update' });
    expect(slack.views(user)).toMatchObject([
      { id: 'V0000000001', versions: 2, view: { title: { text: 'Second look' } } },
    ]);
    bot.answer = () => ({ body: { response_action: 'push', view: form('On top') } });
    await submit();
    await submit();
    expect(slack.views(user)).toHaveLength(3);
    expect(await submit()).toMatchObject({ action: 'trouble' });
    bot.answer = () => ({ body: { response_action: 'clear' } });
    expect(await submit()).toMatchObject({ action: 'clear' });
    expect(slack.views(user)).toEqual([]);
  });

  it('is updated by the API while it is open, with the right hash', async () => {
    const { user } = await open();
    const [view] = slack.views(user);
    const id = view?.id ?? '';
    await client.views.update({ view_id: id, hash: view?.hash ?? '', view: form('Loaded') as never });
    await expect(
      client.views.update({ view_id: id, hash: view?.hash ?? '', view: form('Late') as never }),
    ).rejects.toThrow('hash_conflict');
    expect(slack.plainText(slack.views(user)[0] ?? { text: '' })).toContain('# Loaded');
    await slack.people.close({ user });
    await expect(client.views.update({ view_id: id, view: form() as never })).rejects.toThrow('not_found');
    expect(bot.received).toHaveLength(1);
  });

  it('tells the bot of its closing only when asked to', async () => {
    const { user } = await open(form('Mute', { notify_on_close: true }));
    await slack.people.close({ user });
    expect(bot.received[1]?.fields).toMatchObject({ type: 'view_closed', is_cleared: false });
  });

  it('has buttons of its own, with the state and without a response_url', async () => {
    const more = { type: 'button', action_id: 'more', text: { type: 'plain_text', text: 'More' } };
    const view = form('Mute', { blocks: [...form().blocks, { type: 'actions', block_id: 'row', elements: [more] }] });
    const { user } = await open(view);
    const [shown] = slack.views(user);
    const press = await slack.people.press({ user, view: shown, label: 'More', values: { targets: 'bob' } });
    expect(bot.received[1]?.fields).toMatchObject({
      type: 'block_actions',
      container: { type: 'view' },
      view: { state: { values: { targets: { value: { value: 'bob' } } } } },
    });
    expect(press).not.toHaveProperty('responseUrl');
    await client.views.push({ trigger_id: press?.triggerId ?? '', view: form('Pushed') as never });
    expect(slack.views(user)).toHaveLength(2);
  });

  it('takes a file that a person uploaded', async () => {
    const view = form('Import', { blocks: [input('list', { type: 'file_input', filetypes: ['csv'], max_files: 1 })] });
    const { user } = await open(view);
    const file = slack.admin.upload({ user, name: 'ids.csv', content: 'alice\nbob\n' });
    await slack.people.submit({ user, values: { list: [file] } });
    const info = await client.files.info({ file });
    const url = info.file?.url_private_download ?? '';
    const download = await fetch(url, { headers: { authorization: `Bearer ${slack.botToken}` } });
    expect(await download.text()).toBe('alice\nbob\n');
    expect(await (await fetch(url)).text()).toContain('Sign in');
    slack.switches.scopes = slack.switches.scopes.filter((scope) => scope !== 'files:read');
    const unscoped = await fetch(url, { headers: { authorization: `Bearer ${slack.botToken}` } });
    expect(unscoped.headers.get('content-type')).toBe('text/html');
  });

  it('takes only files of the kinds that it names, and at most 10 MB', async () => {
    const view = form('Import', { blocks: [input('list', { type: 'file_input', filetypes: ['csv'], max_files: 1 })] });
    const { user } = await open(view);
    const file = slack.admin.upload({ user, name: 'ids.xlsx', content: 'x' });
    expect(await slack.people.submit({ user, values: { list: [file] } })).toEqual({
      sent: false,
      complaints: { list: 'Choose a file of type csv.' },
    });
    const content = Buffer.alloc(10 * 1024 * 1024 + 1);
    expect(() => slack.admin.upload({ user, name: 'ids.csv', content })).toThrow(
      'at most 10 MB in a form (10485760 bytes)',
    );
  });

  it('tells of a file what the bot is to be told: a wrong length, or that it is gone', async () => {
    const view = form('Import', { blocks: [input('list', { type: 'file_input', max_files: 2 })] });
    const { user } = await open(view);
    const lying = slack.admin.upload({ user, name: 'ids.csv', content: 'x', announcedLength: 100 });
    const gone = slack.admin.upload({ user, name: 'ids.csv', content: 'x' });
    slack.admin.deleteFile(gone);
    await slack.people.submit({ user, values: { list: [lying, gone] } });
    expect(bot.received.at(-1)?.fields).toMatchObject({
      view: { state: { values: { list: { value: { files: [{ size: 100 }, { id: gone, mode: 'tombstone' }] } } } } },
    });
    const headers = { authorization: `Bearer ${slack.botToken}` };
    const origin = new URL(slack.apiUrl).origin;
    expect((await fetch(`${origin}/files-pri/${gone}/ids.csv`, { headers })).status).toBe(404);
  });

  it('has downloads that break off, stop half way, or lead elsewhere', async () => {
    const file = slack.admin.upload({ user: names.moderator, name: 'ids.csv', content: 'alice\nbob\n' });
    const url = `${new URL(slack.apiUrl).origin}/files-pri/${file}/ids.csv`;
    const headers = { authorization: `Bearer ${slack.botToken}` };
    const arm = (fault: Parameters<typeof slack.faults.add>[0]['fault']) =>
      slack.faults.add({ fault, operation: 'download', times: 1 });
    arm({ kind: 'half-body' });
    await expect(fetch(url, { headers }).then((response) => response.text())).rejects.toThrow();
    arm({ kind: 'redirect', to: 'http://127.0.0.1:9/x' });
    const moved = await fetch(url, { headers, redirect: 'manual' });
    expect([moved.status, moved.headers.get('location')]).toEqual([302, 'http://127.0.0.1:9/x']);
    arm({ kind: 'stalled-body' });
    const stalled = await fetch(url, { headers });
    const { value } = (await stalled.body?.getReader().read()) ?? {};
    expect(Buffer.from(value ?? []).toString()).toBe('alice');
  });
});
