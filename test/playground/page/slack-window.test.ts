import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { playgroundSlack } from '../../../src/playground/slack/seed.ts';
import { maria, mutedInAll, type OpenPage, type PageBed, startPageBed } from './page-bed.ts';

const { moderationChannel, auditChannel, stranger, secondModerator } = playgroundSlack;

describe('a person’s window', () => {
  let bed: PageBed;
  let page: OpenPage;
  beforeEach(async () => {
    bed = await startPageBed({ bot: true });
    page = await bed.open();
  });
  afterEach(() => bed.close());

  test('begins with everything there is', () => {
    const { state } = page;
    expect(state.channels.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      'channel moderation',
      'channel mod-audit',
      'channel alerts',
      'direct Hush',
    ]);
    expect(state.users.find(({ id }) => id === maria)).toMatchObject({ name: 'maria', isModerator: true });
    expect(state.users.find(({ id }) => id === stranger)).toMatchObject({ isModerator: false, isBot: false });
    expect(state.bot).toMatchObject({ status: 'running', port: bed.world.bot.state.port });
    expect(state.verbs.find(({ verb }) => verb === 'undo')?.lines).toEqual(['/hush undo <number>']);
    expect(state.groups).toContain('lobby');
    expect(state.people.length).toBeGreaterThan(300);
    expect(state.suggestions).toHaveLength(6);
    expect(state.breakages.every(({ on }) => !on)).toBe(true);
  });

  test('shows what a command does: the private answer, the audit message, the mutes and the call', async () => {
    expect(await bed.say('/hush mute alice bob nosuch in lobby for 2h spam')).toEqual({ ok: true });
    const answer = await page.message('*Case 1*: mute');
    expect(answer).toMatchObject({ channel: moderationChannel, ephemeral: true, author: playgroundSlack.botUser });
    const audit = await page.until(({ messages }) =>
      messages.find(({ channel, text }) => channel === auditChannel && text.includes('Ended: 2 done, 1 rejected')),
    );
    expect(audit).toMatchObject({ ephemeral: false, author: playgroundSlack.botUser });
    const [zim] = (await page.until((state) => mutedInAll(state) === 2 && state)).vendors;
    expect(zim?.muted.rows.map(({ id, place }) => `${id} in ${place}`)).toEqual(['alice in lobby', 'bob in lobby']);
    expect(zim?.operations.find(({ operation }) => operation === 'MuteGroupMembers')).toMatchObject({
      total: 1,
      limit: 20,
    });
    expect(zim?.calls[0]).toMatchObject({
      operation: 'MuteGroupMembers',
      request: 'FromUserId admin · GroupId lobby · UserIds alice, bob, nosuch · Duration 7200',
      reply: '0',
      tone: 'good',
    });
    // Somebody else sees the audit message, and not the private one.
    const { messages } = (await bed.open(secondModerator)).state;
    const byHush = messages.filter(({ author }) => author === playgroundSlack.botUser);
    expect(byHush.map(({ channel }) => channel)).toEqual([auditChannel]);
  });

  test('presses buttons, fills in forms, and is told what is wrong at their fields', async () => {
    await bed.say('/hush mute');
    const { id } = await page.until(({ views }) => views.at(-1));
    const values = { targets: 'alice', place: 'lobby', length: '90' };
    const wrong = await bed.do({ kind: 'submit', user: maria, view: id, values });
    expect(wrong).toMatchObject({ ok: false, errors: { length: expect.stringContaining('90 of what?') } });
    const right = { ...values, length: '2h' };
    expect(await bed.do({ kind: 'submit', user: maria, view: id, values: right })).toEqual({ ok: true });
    await page.until(({ views }) => views.length === 0);
    const { channel, ts, blocks } = await page.message('1 done');
    const undo = blocks
      .flatMap((each) => (each.elements ?? []) as readonly { action_id?: string; text?: { text: string } }[])
      .find(({ text }) => text?.text === 'Undo');
    await page.until((state) => mutedInAll(state) === 1);
    const press = { kind: 'press', user: maria, in: { channel, ts }, actionId: undo?.action_id ?? '' } as const;
    expect(await bed.do(press)).toEqual({ ok: true });
    await page.until((state) => mutedInAll(state) === 0);
  });

  test('takes a file in a form, and gives one of Hush’s', async () => {
    await bed.say('/hush mute');
    const { id } = await page.until(({ views }) => views.at(-1));
    const large = Buffer.alloc(10 * 1024 * 1024 + 1, 'alice\n').toString('base64');
    const largeValues = { place: 'lobby', length: '2h', file: { files: [{ name: 'all.csv', base64: large }] } };
    expect(await bed.do({ kind: 'submit', user: maria, view: id, values: largeValues })).toEqual({
      ok: false,
      errors: { file: 'Slack takes at most 10 MB here.' },
    });
    const base64 = Buffer.from('user_id\nalice\nbob\n').toString('base64');
    const values = { place: 'lobby', length: '2h', file: { files: [{ name: 'ids.csv', base64 }] } };
    expect(await bed.do({ kind: 'submit', user: maria, view: id, values })).toEqual({ ok: true });
    // What was understood is shown before anything is done.
    const preview = await page.until(({ views }) => views.find((each) => JSON.stringify(each.view).includes('Mute 2')));
    expect(await bed.do({ kind: 'submit', user: maria, view: preview.id, values: {} })).toEqual({ ok: true });
    await page.until((state) => mutedInAll(state) === 2);

    await bed.say('/hush groups');
    const groups = await page.message('announcements');
    const button = groups.blocks
      .flatMap((each) => (each.elements ?? []) as readonly { action_id?: string; text?: { text: string } }[])
      .find(({ text }) => text?.text.includes('CSV'));
    const { channel, ts } = groups;
    await bed.do({ kind: 'press', user: maria, in: { channel, ts }, actionId: button?.action_id ?? '' });
    const sent = await page.until(({ messages }) => messages.flatMap(({ files }) => files)[0]);
    const download = await fetch(`${bed.page.address}/files/${sent.id}`);
    expect(download.headers.get('content-disposition')).toContain('attachment');
    expect(await download.text()).toContain('announcements');
  });

  test('closes a form, and says so when something is not there any more', async () => {
    await bed.say('/hush');
    const { id } = await page.until(({ views }) => views.at(-1));
    expect(await bed.do({ kind: 'close', user: maria, view: id })).toEqual({ ok: true });
    await page.until(({ views }) => views.length === 0);
    expect(await bed.do({ kind: 'submit', user: maria, view: id, values: {} })).toMatchObject({ ok: false });
    const gone = { channel: moderationChannel, ts: '1.000001' };
    expect(await bed.do({ kind: 'press', user: maria, in: gone, actionId: 'x' })).toEqual({
      ok: false,
      sentence: 'This message is not there any more.',
    });
  });

  test('takes ordinary messages too, and knows no other command', async () => {
    await bed.say('good morning', stranger);
    expect(await page.message('good morning')).toMatchObject({ author: stranger, ephemeral: false });
    expect(await bed.say('/mute alice')).toMatchObject({
      ok: false,
      sentence: expect.stringContaining('/mute is not'),
    });
    const sam = await bed.open(stranger);
    await bed.say('/hush groups', stranger);
    await sam.message('You may not use Hush here');
    expect(sam.state.channels.map(({ name }) => name)).toEqual(['moderation', 'Hush']);
  });
});
