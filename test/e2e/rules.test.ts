import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { playgroundSlack } from '../../src/playground/slack/seed.ts';
import type { Data } from '../../src/playground/wire/data.ts';
import { startTestBed, type TestBed } from '../support/hush.ts';

const { moderator: maria, secondModerator: noah, admin: ada, stranger: sam } = playgroundSlack;

const policy = `
roles:
  moderator: { longest: 1d }
  lead: { who: [${ada}] }
  helper: { who: [${sam}], apps: [zim], places: [lobby, 'event-*'], verbs: [mute, unmute, silence, case, undo], longest: 1h }
protected: [frank, 'staff-*']
reason:
  required: [mute]
  templates: { spam: 2h, Abuse: 1d, 'ban evasion': permanent }
people:
  ${maria}: { zim: heidi, netease: Heidi }
  ${noah}: { zim: ivan }
`;

let bed: TestBed;
beforeAll(async () => {
  bed = await startTestBed({ policy, slack: { switches: { messagesPerSecond: 0 } } });
});
afterEach(async () => {
  for (const user of [maria, sam]) {
    if (bed.slack.views(user).length > 0) await bed.slack.people.close({ user, all: true });
  }
  expect(bed.slack.violations()).toEqual([]);
});
afterAll(() => bed.close());

function refusals(): readonly { rule: string; verb: string }[] {
  const database = new DatabaseSync(join(bed.folder, 'hush.db'), { readOnly: true });
  const rows = database.prepare("select details from audit where event = 'wish.refused' order by seq").all();
  database.close();
  return rows.map(({ details }) => JSON.parse(String(details)));
}

/** What a line is answered, and that the vendors heard nothing of it. */
async function refused(line: string, user: string = maria): Promise<string> {
  const calls = () => bed.zim.calls.length + bed.netease.calls.length;
  const before = calls();
  const { text } = await bed.say(line, user);
  expect(text).not.toMatch(/Case \d+\*/);
  expect(calls()).toBe(before);
  return text;
}

/** Opens the form of a verb, fills it in and sends it. */
async function sent(verb: string, values: Record<string, string>, user: string = maria) {
  await bed.type(`/hush ${verb}`, user);
  await bed.slack.waitFor(() => bed.slack.views(user).length === 1);
  return bed.slack.people.submit({ user, values });
}

/** A case of maria's that is done; its summary. */
async function muted(targets: string, length = '2h', user: string = maria) {
  const told = await bed.say(`/hush mute ${targets} in lobby for ${length} raid`, user);
  expect(told.text).toContain('done*');
  const number = Number(/^\*Case (\d+)\*/.exec(told.text)?.[1]);
  return { ...told, number };
}

describe('a role', () => {
  test('allows its verbs in its app at its places, and the refusal says who may do the rest', async () => {
    expect((await muted('alice', '1h', sam)).text).toContain('*1 done*');
    expect(await refused('/hush mute alice in stream for 1h raid', sam)).toBe(
      'As helper you may not mute in stream (zim). You may do this as helper: mute, unmute, silence, case and undo in the app zim at lobby and event-*. moderator or lead can do it.',
    );
    expect(await refused('/hush mute alice everywhere for 1h raid', sam)).toContain(
      'As helper you may not mute everywhere (netease).',
    );
    expect(await refused('/hush silence alice from groups g for 1h', sam)).toContain(
      'may not silence for alice’s notifications (zim)',
    );
    expect(await refused('/hush active', sam)).toContain('As helper you may not use active.');
    expect(await refused('/hush extend', sam)).toContain('As helper you may not use extend.');
    expect((await bed.say('/hush case 1', sam)).text).toContain('Case 1');
    expect(refusals().at(-1)).toEqual({ rule: 'roles', verb: 'extend' });
  });

  test('is asked for at forms: before they open, and at the field that is wrong', async () => {
    expect(await refused('/hush unsilence', sam)).toContain('As helper you may not use unsilence.');
    expect(bed.slack.views(sam)).toEqual([]);
    const values = { targets: 'alice', place: 'stream', length: '1h', reason: 'raid' };
    expect(await sent('mute', values, sam)).toMatchObject({
      action: 'errors',
      errors: { place: expect.stringMatching(/^As helper you may not mute in stream/) },
    });
  });

  test('is asked for at buttons and follow-ups, by what the case is', async () => {
    const { message, number } = await muted('bob', '1h', sam);
    const far = await bed.say('/hush mute bob in stream for 1h raid', ada);
    const other = Number(/^\*Case (\d+)\*/.exec(far.text)?.[1]);
    expect(await refused(`/hush undo ${other}`, sam)).toMatch(
      new RegExp(
        `^As helper you may not undo case ${other}, which is in stream \\(zim\\)\\..*Nothing was done\\.`,
        's',
      ),
    );
    expect(await refused(`/hush reason ${number} other`, sam)).toContain('you may not use reason');
    const before = bed.allTold(sam).length;
    await bed.slack.people.press({ user: sam, message, label: 'Undo' });
    await bed.slack.waitFor(() =>
      bed
        .allTold(sam)
        .slice(before)
        .some(({ text }) => text.includes(`undo of case ${number}`)),
    );
    expect(bed.zim.muted('stream')).toContain('bob');
  });

  test('has a longest length, and says for which role and who can set more', async () => {
    const sentence =
      '2 days is too long for your role: as moderator you may set at most 1 day. lead can set a longer one.';
    expect(await refused('/hush mute alice in lobby for 2d raid')).toBe(sentence);
    expect(await refused('/hush mute alice in lobby for permanent raid')).toMatch(/^Permanent is too long/);
    const values = { targets: 'alice', place: 'lobby', length: '2d', reason: 'raid' };
    expect(await sent('mute', values)).toMatchObject({ action: 'errors', errors: { length: sentence } });
    await bed.slack.people.close({ user: maria, all: true });
    const { number } = await muted('carol');
    expect(await refused(`/hush extend ${number} for 2d`)).toContain(`${sentence} Nothing was done.`);
    expect((await bed.say('/hush mute carol in lobby for permanent raid', ada)).text).toContain('permanently');
  });
});

describe('who is protected', () => {
  test('is left out of a mute, and the others are muted', async () => {
    const { text } = await bed.say('/hush mute grace frank in lobby for 2h raid');
    expect(text).toContain('*1 done*\n`grace`');
    expect(text).toContain('*1 skipped – is protected*\n`frank`');
    expect(bed.zim.muted('lobby')).not.toContain('frank');
  });

  test('is refused when nobody else is named, on a line, in a form, in a silence, and in any letters at NetEase', async () => {
    const sentence =
      'frank and staff-7 are protected. Nobody may mute or silence whoever is protected; whoever runs Hush can change who is.';
    expect(await refused('/hush mute frank staff-7 in lobby for 2h raid')).toBe(sentence);
    const values = { targets: 'frank staff-7', place: 'lobby', length: '2h', reason: 'raid' };
    expect(await sent('mute', values)).toMatchObject({ action: 'errors', errors: { targets: sentence } });
    expect(await refused('/hush silence frank from groups g for 2h')).toMatch(/^frank is protected\./);
    expect(await refused('/hush mute STAFF-1 everywhere for 2h raid')).toMatch(/^staff-1 is protected\./);
  });

  test('can be unmuted, and is a conversation like any other', async () => {
    expect((await bed.say('/hush unmute frank in lobby')).text).toMatch(/^\*Case \d+\*: unmute/);
    expect((await bed.say('/hush silence alice from users frank for 2h')).text).not.toContain('protected');
  });
});

test('Hush’s own page shows nobody what their roles do not let them look up', async () => {
  await muted('grace');
  await bed.slack.people.openHome({ user: sam });
  const shown = await bed.slack.waitFor(() => bed.slack.home(sam));
  const text = bed.slack.plainText({ blocks: shown.blocks as readonly Data[] }, sam);
  expect(text).toContain('[Mute…]');
  expect(text).toContain(
    'Not shown here: what is on now (`active`) and past cases (`history`). None of your roles allows that.',
  );
  expect(text).not.toContain('grace');
  expect(text).not.toMatch(/Case \d/);
});

describe('a reason that is required', () => {
  test('is asked for with the line to type, and with the form filled in', async () => {
    const { text, message } = await bed.say('/hush mute judy "mary ann" in lobby for 2h');
    expect(text).toContain('Why? A mute needs a reason here.');
    expect(text).toContain('Type instead: `/hush mute judy "mary ann" in lobby for 2h <reason…>`');
    expect(text).toContain('Nothing was done.');
    await bed.slack.people.press({ user: maria, message, label: 'Open the form' });
    await bed.slack.waitFor(() => bed.slack.views(maria).length === 1);
    expect(await bed.slack.people.submit({ user: maria })).toMatchObject({
      action: 'errors',
      errors: { reason: 'Why? A mute needs a reason here.' },
    });
    expect(await bed.slack.people.submit({ user: maria, values: { reason: 'raid' } })).toMatchObject({
      action: 'close',
    });
    expect((await bed.told()).text).toContain('Reason: raid');
    expect((await bed.say('/hush unmute judy in lobby')).text).toMatch(/^\*Case \d+\*: unmute/);
  });

  test('is asked for before a file is read, and what the file says is judged when it is confirmed', async () => {
    const { admin, people, views, waitFor } = bed.slack;
    await bed.type('/hush mute');
    await waitFor(() => views(maria).length === 1);
    const file = [admin.upload({ user: maria, name: 'ids.csv', content: 'id\nfrank\nstaff-1\n' })];
    const values = { place: 'lobby', length: '2h', file };
    expect(await people.submit({ user: maria, values })).toMatchObject({
      action: 'errors',
      errors: { reason: expect.stringContaining('Why?') },
    });
    expect(await people.submit({ user: maria, values: { ...values, reason: 'raid' } })).toMatchObject({
      action: 'update',
    });
    await waitFor(() => views(maria).at(-1)?.view.submit !== undefined, 10_000);
    expect(await people.submit({ user: maria })).toMatchObject({ action: 'update' });
    const shown = views(maria).at(-1);
    expect(shown && bed.slack.plainText(shown)).toContain('frank and staff-1 are protected.');
  });
});

describe('a template', () => {
  test('gives length and reason on a line, and words behind it are added', async () => {
    const { text } = await bed.say('/hush mute judy in lobby for SPAM third time');
    expect(text).toContain('mute of 1 member in `lobby` (zim) for 2 hours');
    expect(text).toContain('Reason: spam third time');
    const quoted = await bed.say('/hush mute judy in lobby for "Ban  Evasion"', ada);
    expect(quoted.text).toContain('permanently');
    expect(quoted.text).toContain('Reason: ban evasion');
  });

  test('is suggested for a typo, and never guessed', async () => {
    const text = await refused('/hush mute judy in lobby for spm third time');
    expect(text).toContain(
      'A reason that has a length can stand in its place: spam (2h), Abuse (1d), ban evasion (permanent).',
    );
    expect(text).toContain('Type instead: `/hush mute judy in lobby for spam third time`');
    expect(await refused('/hush mute judy in lobby for ban evasion')).toContain('for "ban evasion"`');
    expect(await refused('/hush mute judy in lobby for ban')).toContain('is not a length');
  });

  test('stands in the form too, where it fills the reason', async () => {
    await bed.type('/hush mute');
    await bed.slack.waitFor(() => bed.slack.views(maria).length === 1);
    const [shown] = bed.slack.views(maria);
    expect(JSON.stringify(shown?.view)).toContain(
      'Or a reason that has a length: spam (2h), Abuse (1d), ban evasion (permanent).',
    );
    const wrong = { targets: 'judy', place: 'lobby', length: 'abus' };
    expect(await bed.slack.people.submit({ user: maria, values: wrong })).toMatchObject({
      action: 'errors',
      errors: { length: expect.stringContaining('spam (2h), Abuse (1d)') },
    });
    expect(await bed.slack.people.submit({ user: maria, values: { ...wrong, length: 'abuse' } })).toMatchObject({
      action: 'close',
    });
    const { text } = await bed.told();
    expect(text).toContain('for 1 day');
    expect(text).toContain('Reason: Abuse');
  });
});

describe('yourself', () => {
  test('you neither mute nor unmute, nor change what was done to you', async () => {
    expect(await refused('/hush mute alice heidi in lobby for 2h raid')).toBe(
      'heidi is you: nobody acts on themselves. Ask another moderator.',
    );
    expect(await refused('/hush mute HEIDI everywhere for 2h raid')).toMatch(/^Heidi is you/);
    expect(await refused('/hush unsilence heidi from groups g')).toMatch(/^heidi is you/);
    expect(await sent('unmute', { targets: 'heidi', place: 'lobby' })).toMatchObject({
      action: 'errors',
      errors: { targets: expect.stringMatching(/^heidi is you/) },
    });
    await bed.slack.people.close({ user: maria, all: true });
    const { number, message } = await muted('alice heidi', '2h', noah);
    for (const line of [`undo ${number}`, `extend ${number} for 10m`, `reason ${number} none`]) {
      expect(await refused(`/hush ${line}`)).toContain(
        `Case ${number} is about heidi, and that is you: nobody acts on themselves.`,
      );
    }
    const before = bed.allTold(maria).length;
    const post = bed.audit().find(({ text }) => text.startsWith(`*Case ${number}*`));
    await bed.slack.people.press({ user: maria, message: post?.message ?? message, label: 'Undo' });
    await bed.slack.waitFor(() => bed.allTold(maria).length > before);
    expect(bed.allTold(maria).at(-1)?.text).toContain('and that is you');
    expect(bed.zim.muted('lobby')).toContain('heidi');
  });
});

describe('a mention', () => {
  test('is the person it names, where the directory knows them', async () => {
    const { text } = await bed.say('/hush mute @noah dave in lobby for spam ask @ada');
    expect(text).toContain('`ivan`, `dave`');
    expect(text).toContain('Reason: spam');
    expect(bed.zim.muted('lobby')).toEqual(expect.arrayContaining(['ivan', 'dave']));
    expect((await bed.say('/hush silence @noah from groups lobby for 2h')).text).toContain('`ivan`');
    expect(await refused('/hush mute @noah in lobby for 2hh raid')).toContain('`/hush mute ivan in lobby for 2h raid`');
  });

  test('of anybody else is refused, and says what the directory lacks', async () => {
    expect(await refused('/hush mute @ada in lobby for spam')).toContain(
      'Write the id it has there: the directory has no id for them in zim.',
    );
    expect(await refused('/hush mute @noah everywhere for spam')).toContain(
      'the directory has no id for them in netease.',
    );
    expect(await refused('/hush mute @ada for spam')).toContain('the directory has no id for them.');
  });
});
