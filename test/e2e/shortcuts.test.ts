import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { playgroundSlack as names } from '../../src/playground/slack/seed.ts';
import type { Data } from '../../src/playground/wire/data.ts';
import { shortcutIds } from '../../src/slack/shortcuts/ids.ts';
import { startTestBed, type TestBed } from '../support/hush.ts';

let bed: TestBed;
beforeEach(async () => {
  bed = await startTestBed();
});
afterEach(() => bed.close());

/** Chooses the shortcut on the message with this ts. */
function choose(channel: string, ts: string, user: string = names.moderator) {
  const message = [...bed.slack.messages(channel)].find((each) => each.ts === ts);
  if (!message) throw new Error('There is no such message');
  return bed.slack.people.messageShortcut({ user, message, callbackId: shortcutIds.muteFromMessage });
}

/** What the form on top of somebody's screen holds, by field. */
async function form(
  user: string = names.moderator,
): Promise<Readonly<Record<string, unknown>> & { readonly shown: string }> {
  const view = await bed.slack.waitFor(() => bed.slack.views(user).at(-1));
  const blocks = (view.view.blocks as readonly Data[]).filter(({ type }) => type === 'input');
  const fields = blocks.map(({ block_id: id, element }) => [id, (element as Data).initial_value]);
  return { ...Object.fromEntries(fields), shown: bed.slack.plainText(view) };
}

const alert = {
  user: 'U0SENTINEL',
  channel: names.moderationChannel,
  text: 'Flood in lobby',
  blocks: [
    {
      type: 'section',
      fields: [
        { type: 'mrkdwn', text: '*User:*\nalice' },
        { type: 'mrkdwn', text: '*Group:*\nlobby' },
      ],
    },
  ],
};

test('a mute begins on another bot’s message: its ids are filled in, and nothing is done before the form is submitted', async () => {
  const ts = bed.slack.admin.say(alert);
  const chosen = await choose(names.moderationChannel, ts);
  expect(chosen).toMatchObject({ httpStatus: 200, body: '' });
  const filled = await form();
  expect(filled).toMatchObject({ targets: 'alice', place: 'lobby', length: undefined });
  expect(filled.shown).toContain('1 id was found');
  expect(bed.zim.calls).toHaveLength(0);
  const user = names.moderator;
  expect(await bed.slack.people.submit({ user, values: { length: '2h', reason: 'flood' } })).toMatchObject({
    action: 'close',
  });
  expect((await bed.told()).text).toContain('1 done');
  expect(bed.slack.ephemerals(user, names.moderationChannel)).toHaveLength(1);
  expect(bed.slack.violations()).toEqual([]);
});

test('it works in threads and in direct messages', async () => {
  const root = bed.slack.admin.say({ ...alert, blocks: [], text: 'Look here' });
  const reply = bed.slack.admin.say({ ...alert, threadTs: root });
  await choose(names.moderationChannel, reply);
  expect(await form()).toMatchObject({ targets: 'alice' });
  await bed.slack.people.close({ user: names.moderator });
  const direct = bed.slack.directChannel(names.moderator);
  const ts = bed.slack.admin.say({ user: names.moderator, channel: direct, text: 'accid=bob_1' });
  await choose(direct, ts);
  expect(await form()).toMatchObject({ targets: 'bob_1' });
});

test('on an audit message it is that case’s people and place, however many the message shows', async () => {
  const ids = Array.from({ length: 120 }, (_, index) => `nobody${index}`);
  await bed.say(`/hush mute ${ids.join(' ')} "mary ann" in "team" for 1h`);
  await bed.slack.waitFor(() => bed.audit()[0]?.text.includes('Ended'));
  const ts = bed.audit()[0]?.message.ts ?? '';
  await choose(names.auditChannel, ts);
  const filled = await form();
  expect(filled.targets).toBe(ids.slice(0, 100).join(' '));
  expect(filled.place).toBe('"team"');
  expect(filled.shown).toContain('names 21 more');
});

test('of a whole group it is the same words and the group, and what the form then sends is about the group', async () => {
  await bed.say('/hush mute role:member role:100 in lobby for 1h');
  await bed.slack.waitFor(() => bed.audit()[0]?.text.includes('Ended'));
  await choose(names.auditChannel, bed.audit()[0]?.message.ts ?? '');
  const filled = await form();
  expect(filled).toMatchObject({ targets: 'role:member role:100', place: 'lobby' });
  expect(filled.shown).toContain('about the group as a whole');
  const user = names.moderator;
  expect(await bed.slack.people.submit({ user, values: { length: '2h' } })).toMatchObject({ action: 'close' });
  await bed.slack.waitFor(() => bed.zim.calls.filter(({ operation }) => operation === 'MuteGroup').length === 2);
  expect(bed.zim.calls.filter(({ operation }) => operation === 'MuteGroupMembers')).toEqual([]);
});

test('what waits for a yes says whom it is about, too', async () => {
  await bed.close();
  bed = await startTestBed({ policy: 'approval: { above: 1 }' });
  await bed.say('/hush mute alice bob in lobby for 1h spam');
  await bed.slack.waitFor(() => bed.audit().length === 1);
  await choose(names.auditChannel, bed.audit()[0]?.message.ts ?? '', names.secondModerator);
  expect(await form(names.secondModerator)).toMatchObject({ targets: 'alice bob', place: 'lobby' });
});

test('whoever may not look cases up gets what the message itself says, and no more of its case', async () => {
  await bed.close();
  bed = await startTestBed({
    policy: `roles: { moderator: {}, helper: { who: [${names.admin}], verbs: [mute] } }`,
  });
  const ids = Array.from({ length: 90 }, (_, index) => `nobody-with-a-name-as-long-${index}`);
  await bed.say(`/hush mute ${ids.join(' ')} in lobby for 1h`);
  await bed.slack.waitFor(() => bed.audit()[0]?.text.includes('Ended'));
  const [{ text, message } = { text: '', message: undefined }] = bed.audit();
  await choose(names.auditChannel, message?.ts ?? '', names.admin);
  const filled = await form(names.admin);
  const found = String(filled.targets).split(' ');
  expect(found.length).toBeGreaterThan(5);
  expect(found.filter((id) => !text.includes(id))).toEqual([]);
  expect(found.length).toBeLessThan(ids.length);
});

test('where there is no id the form opens empty, with a sentence', async () => {
  const ts = bed.slack.admin.say({ ...alert, blocks: [], text: 'Can somebody look at <@U0NOAH0001>?' });
  await choose(names.moderationChannel, ts);
  const filled = await form();
  expect(filled).toMatchObject({ targets: undefined, place: undefined });
  expect(filled.shown).toContain('No id of the chat was found');
});

test('the global shortcut opens the way to every form', async () => {
  await bed.slack.people.shortcut({ user: names.moderator, callbackId: shortcutIds.open });
  const chooser = await bed.slack.waitFor(() => bed.slack.views(names.moderator).at(-1));
  await bed.slack.people.press({ user: names.moderator, view: chooser, label: 'Unmute…' });
  await bed.slack.waitFor(() =>
    bed.slack.plainText(bed.slack.views(names.moderator).at(-1) ?? chooser).includes('Unmute people'),
  );
});

describe('whoever is no moderator', () => {
  test.each([
    ['of a message', (ts: string) => choose(names.moderationChannel, ts, names.stranger)],
    ['from anywhere', () => bed.slack.people.shortcut({ user: names.stranger, callbackId: shortcutIds.open })],
  ])('is refused the shortcut %s, privately', async (_, use) => {
    const ts = bed.slack.admin.say(alert);
    expect(await use(ts)).toMatchObject({ httpStatus: 200 });
    expect((await bed.told(names.stranger)).text).toContain('You may not use Hush here');
    expect(bed.slack.views(names.stranger)).toEqual([]);
  });
});

test('a shortcut of some other version is taken and does nothing', async () => {
  const chosen = await bed.slack.people.shortcut({ user: names.moderator, callbackId: 'hush:other' });
  expect(chosen).toMatchObject({ httpStatus: 200 });
  expect(bed.slack.views(names.moderator)).toEqual([]);
});
