import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { playgroundSlack } from '../../src/playground/slack/seed.ts';
import { startTestBed, type TestBed } from '../support/hush.ts';

let bed: TestBed;
beforeAll(async () => {
  bed = await startTestBed({ slack: { switches: { messagesPerSecond: 0 } } });
});
afterEach(() => {
  expect(bed.slack.violations()).toEqual([]);
});
afterAll(async () => {
  await bed.close();
});

const maria = playgroundSlack.moderator;
const viewer = (number: number) => `viewer${String(number).padStart(3, '0')}`;
/** The audit message of a case, once it says how the case ended. */
const auditOf = (number: number) =>
  bed.slack.waitFor(() =>
    bed.audit().find(({ text }) => text.startsWith(`*Case ${number}* `) && text.includes('Ended')),
  );
const numberIn = (text: string) => Number(/Case (\d+)/.exec(text)?.[1]);

describe('a line that mutes', () => {
  test('25 targets with two bad ones take two calls, and name both failures with their codes', async () => {
    const good = Array.from({ length: 23 }, (_, index) => viewer(index + 1));
    const ids = [...good.slice(0, 5), 'nosuch', ...good.slice(5), 'newcomer'];
    const before = bed.zim.calls.length;
    const { text } = await bed.say(`/hush mute ${ids.join(' ')} in lobby for 2h spamming`);
    expect(bed.zim.calls.length - before).toBe(2);
    expect(text).toContain('*23 done*');
    expect(text).toContain('*2 rejected – is not in the group (660600024)*');
    expect(text).toContain('`nosuch`, `newcomer`');
    expect(bed.zim.muted('lobby').toSorted()).toEqual(good);
    const audit = await auditOf(numberIn(text));
    expect(audit.text).toContain('by @maria: mute of 25 members in `lobby` (zim) for 2 hours, until');
    expect(audit.text).toContain('Reason: spamming');
    expect(audit.text).toContain('Ended: 23 done, 2 rejected');
    expect(bed.audit().filter(({ text: each }) => each.startsWith(`*Case ${numberIn(text)}* `))).toHaveLength(1);
  });

  test('sends the length that was asked for, in seconds, and nothing longer', async () => {
    await bed.say('/hush mute alice in lobby for 2h');
    expect(bed.zim.calls.at(-1)?.params).toMatchObject({ Duration: '7200', 'UserIds[]': ['alice'] });
    await bed.say('/hush mute alice in lobby permanent').then(({ text }) => expect(text).toContain('Nothing was done'));
    await bed.say('/hush mute alice in lobby for permanent');
    expect(bed.zim.calls.at(-1)?.params).toMatchObject({ Duration: '-1' });
    await bed.say('/hush unmute alice in lobby');
    expect(bed.zim.calls.at(-1)?.params).toMatchObject({ Duration: '0' });
  });

  test('keeps the case of ZIM ids, collapses repeats and says so', async () => {
    const { text } = await bed.say('/hush mute bob, bob "mary ann" BOB in lobby for 1h');
    expect(bed.zim.calls.at(-1)?.params).toMatchObject({ 'UserIds[]': ['bob', 'mary ann', 'BOB'] });
    expect(text).toContain('1 id was written more than once');
  });

  test('skips an id that no vendor could take, and mutes the others', async () => {
    const { text } = await bed.say(`/hush mute carol ${'x'.repeat(40)} in lobby for 1h`);
    expect(text).toContain('*1 done*');
    expect(text).toContain('*1 skipped – is longer than 32 bytes');
  });

  test('everywhere sets all four NetEase modules without reading them first', async () => {
    const { text } = await bed.say('/hush mute Alice everywhere for 10m');
    expect(text).toContain('*1 done*');
    expect(bed.netease.calls.map(({ operation }) => operation)).toEqual(['user/muteModule']);
    expect(bed.netease.flags('alice')).toEqual({ muteP2P: true, muteTeam: true, muteRoom: true, muteQChat: true });
  });

  test('named modules leave the others as they are', async () => {
    bed.netease.setFlags('bob', { muteRoom: true });
    const { text } = await bed.say('/hush mute bob nosuch in p2p,team for 10m');
    expect(text).toContain('*1 rejected – NetEase knows no such account*');
    expect(bed.netease.flags('bob')).toEqual({ muteP2P: true, muteTeam: true, muteRoom: true, muteQChat: false });
    await bed.say('/hush unmute bob in team');
    expect(bed.netease.flags('bob')).toEqual({ muteP2P: true, muteTeam: false, muteRoom: true, muteQChat: false });
  });

  test('what was so already without Hush is said not to be ours', async () => {
    bed.netease.setFlags('carol', { muteP2P: true });
    const { text } = await bed.say('/hush mute carol in p2p for 10m');
    expect(text).toContain('*1 already');
    expect(text).toContain('was not set by Hush: Hush will not end it');
  });

  test('silencing says whose notifications stop, and that nobody is stopped from speaking', async () => {
    const { text } = await bed.say('/hush silence alice from groups lobby stream for 1h');
    expect(text).toContain('*2 done*');
    expect(text).toContain('alice gets no notifications from these; nobody is stopped from speaking.');
    expect(bed.zim.silenced('alice').groups.toSorted()).toEqual(['lobby', 'stream']);
    await bed.say('/hush unsilence alice from groups stream because she asked');
    expect(bed.zim.silenced('alice').groups).toEqual(['lobby']);
  });

  test('a ZIM mute over 30 days says that Hush renews it', async () => {
    const { text } = await bed.say('/hush mute dave in lobby for 45d');
    expect(bed.zim.calls.at(-1)?.params).toMatchObject({ Duration: '2592000' });
    expect(text).toContain('renews this mute until its end');
  });
});

describe('what a moderator wrote', () => {
  test('never mentions anyone and breaks no message', async () => {
    const reason = 'look <!channel> <@U0NOAH0001> & `code` ``` *bold*';
    const pings = bed.slack.pings().length;
    const typed = await bed.slack.people.raw({
      body: new URLSearchParams({
        command: '/hush',
        text: `mute erin in lobby for 1h ${reason}`,
        user_id: maria,
        channel_id: playgroundSlack.moderationChannel,
        trigger_id: 'raw.1',
      }).toString(),
    });
    expect(typed.httpStatus).toBe(200);
    const audit = await bed.slack.waitFor(() => bed.audit().find(({ text }) => text.includes('Reason: look')));
    const sent = JSON.stringify([audit.message.text, audit.message.blocks]);
    expect(sent).not.toContain('<!channel>');
    expect(sent).not.toContain('<@U0NOAH0001>');
    expect(
      bed.slack
        .pings()
        .slice(pings)
        .every(({ raw }) => raw === `<@${maria}>`),
    ).toBe(true);
  });
});

describe('delivered twice', () => {
  test('a command is one case', async () => {
    const typed = await bed.type('/hush mute frank in lobby for 1h');
    const { text } = await bed.slack.waitFor(() => bed.allTold().find((told) => told.text.includes('`frank`')));
    const calls = bed.zim.calls.length;
    expect((await bed.slack.people.resend(typed)).httpStatus).toBe(200);
    const { text: next } = await bed.say('/hush unmute frank in lobby');
    expect(numberIn(next)).toBe(numberIn(text) + 1);
    expect(bed.zim.calls.length).toBe(calls + 1);
  });
});

describe('a form', () => {
  test('is opened by a bare verb, checks every field at its place, and mutes', async () => {
    await bed.type('/hush mute');
    await bed.slack.waitFor(() => bed.slack.views(maria).length === 1);
    const calls = bed.zim.calls.length;
    const wrong = await bed.slack.people.submit({
      user: maria,
      values: { targets: 'x'.repeat(40), place: 'a b', length: '90' },
    });
    expect(wrong).toMatchObject({ sent: true, action: 'errors' });
    expect(wrong.sent && Object.keys(wrong.errors ?? {}).toSorted()).toEqual(['length', 'place', 'targets']);
    expect(bed.zim.calls.length).toBe(calls);
    const right = await bed.slack.people.submit({
      user: maria,
      values: { targets: 'grace\nheidi', place: 'lobby', length: '2 hours', reason: 'calm down' },
    });
    expect(right).toMatchObject({ sent: true, action: 'close' });
    const summary = await bed.slack.waitFor(() => bed.allTold().find(({ text }) => text.includes('Reason: calm down')));
    expect(summary.message.onlyFor).toBe(maria);
    expect(bed.zim.muted('lobby')).toContain('heidi');
  });

  test('submitted twice is one case', async () => {
    await bed.type('/hush unmute');
    await bed.slack.waitFor(() => bed.slack.views(maria).length === 1);
    const sent = await bed.slack.people.submit({ user: maria, values: { targets: 'grace', place: 'lobby' } });
    if (!sent.sent) throw new Error('not sent');
    await bed.slack.waitFor(() =>
      bed.allTold().some(({ text }) => text.includes('unmute of 1 member') && text.includes('`grace`')),
    );
    const calls = bed.zim.calls.length;
    await bed.slack.people.resend(sent);
    await bed.say('/hush unmute grace in lobby');
    expect(bed.zim.calls.length).toBe(calls + 1);
  });

  test('every form can be reached from a bare /hush', async () => {
    for (const [label, callback] of [
      ['Mute…', 'hush:form:mute'],
      ['Unmute…', 'hush:form:unmute'],
      ['Silence…', 'hush:form:silence'],
      ['Unsilence…', 'hush:form:unsilence'],
    ]) {
      await bed.type('/hush');
      const [shown] = await bed.slack.waitFor(() => bed.slack.views(maria).length === 1 && bed.slack.views(maria));
      await bed.slack.people.press({ user: maria, view: shown, label: label ?? '' });
      await bed.slack.waitFor(() => bed.slack.views(maria)[0]?.view.callback_id === callback);
      await bed.slack.people.close({ user: maria });
    }
  });

  test('of a silence takes the user, the kind and the conversations', async () => {
    await bed.type('/hush silence');
    await bed.slack.waitFor(() => bed.slack.views(maria).length === 1);
    await bed.slack.people.submit({
      user: maria,
      values: { user: 'bob', conversations: 'users', targets: 'carol', length: '1h' },
    });
    await bed.slack.waitFor(() => bed.allTold().some(({ text }) => text.includes('bob gets no notifications')));
    expect(bed.zim.silenced('bob').users).toEqual(['carol']);
  });

  test('opened from a refused line holds what was typed', async () => {
    const { message } = await bed.say('/hush mute alice bob in lobby for 90 spam');
    await bed.slack.people.press({ user: maria, message, label: 'Open the form' });
    const [shown] = await bed.slack.waitFor(() => bed.slack.views(maria).length === 1 && bed.slack.views(maria));
    const text = bed.slack.plainText(shown as NonNullable<typeof shown>);
    for (const part of ['alice bob', 'lobby', '90', 'spam']) expect(text).toContain(part);
    await bed.slack.people.close({ user: maria });
  });

  test('says what of a long line does not fit into its field', async () => {
    const ids = Array.from({ length: 600 }, (_, index) => viewer(index)).join(' ');
    const { message } = await bed.say(`/hush mute ${ids} in lobby for 90`);
    await bed.slack.people.press({ user: maria, message, label: 'Open the form' });
    const [shown] = await bed.slack.waitFor(() => bed.slack.views(maria).length === 1 && bed.slack.views(maria));
    expect(bed.slack.plainText(shown as NonNullable<typeof shown>)).toContain('“Who” holds 3,000 characters at most');
    await bed.slack.people.close({ user: maria });
  });
});

describe('groups', () => {
  test('lists what is muted and how, filters, turns pages and sends a CSV file', async () => {
    for (let index = 0; index < 30; index += 1) {
      bed.zim.addGroup({ id: `room-${String(index).padStart(2, '0')}`, owner: 'admin', members: [], allMuted: true });
    }
    const { text, message } = await bed.say('/hush groups room-');
    expect(text).toContain('*30 groups* whose id holds `room-` are muted now (zim): everyone in 30');
    expect(text).toContain('Page 1 of 2');
    await bed.slack.people.press({ user: maria, message, label: 'Next' });
    const second = await bed.slack.waitFor(() => bed.allTold().find((each) => each.text.includes('Page 2 of 2')));
    expect(second.text).toContain('room-29');
    await bed.slack.people.press({ user: maria, message, label: 'CSV file' });
    await bed.slack.waitFor(() =>
      bed.allTold().some((each) => each.text.includes('The file is in your direct messages')),
    );
    const file = await bed.slack.waitFor(() => bed.slack.files().find(({ complete }) => complete));
    const lines = String(file.content).trim().split('\n');
    expect(lines).toHaveLength(31);
    expect(lines.slice(0, 2)).toEqual(['group,everyone,roles,people,other', 'room-00,yes,,,']);
  });
});

describe('details', () => {
  test('show every target of a long case, page by page', async () => {
    const ids = Array.from({ length: 60 }, (_, index) => viewer(100 + index));
    const { message } = await bed.say(`/hush mute ${ids.join(' ')} in lobby for 1h`);
    await bed.slack.people.press({ user: maria, message, label: 'Details' });
    const [first] = await bed.slack.waitFor(() => bed.slack.views(maria).length === 1 && bed.slack.views(maria));
    expect(bed.slack.plainText(first as NonNullable<typeof first>)).toContain('Page 1 of 2');
    await bed.slack.people.press({ user: maria, view: first, label: 'Next' });
    const text = await bed.slack.waitFor(() => {
      const [shown] = bed.slack.views(maria);
      const shownText = shown ? bed.slack.plainText(shown) : '';
      return shownText.includes('Page 2 of 2') && shownText;
    });
    expect(text).toContain('viewer159');
    await bed.slack.people.close({ user: maria });
  });
});

describe('somebody who is no moderator', () => {
  const sam = playgroundSlack.stranger;
  test('is told no in private, in words, and nothing is done', async () => {
    const calls = bed.zim.calls.length;
    const { text, message } = await bed.say('/hush mute alice in lobby for 2h', sam);
    expect(text).toContain('You may not use Hush here');
    expect(message.onlyFor).toBe(sam);
    expect(bed.zim.calls.length).toBe(calls);
  });

  test('may read the help', async () => {
    expect((await bed.say('/hush help', sam)).text).toContain('/hush mute');
  });

  test('cannot use a button that came into their hands', async () => {
    const { responseUrl } = await bed.type('/hush help', sam);
    await bed.told(sam);
    const payload = {
      type: 'block_actions',
      user: { id: sam },
      trigger_id: 'stolen.1',
      response_url: responseUrl,
      actions: [{ action_id: 'hush:groups-file', value: '{"app":"zim"}' }],
    };
    const files = bed.slack.files().length;
    await bed.slack.people.raw({ body: new URLSearchParams({ payload: JSON.stringify(payload) }).toString() });
    expect((await bed.told(sam)).text).toContain('You may not use Hush here');
    expect(bed.slack.files()).toHaveLength(files);
  });
});

test('Hush answers in time, with an empty body, and calls nothing of Slack that it need not', async () => {
  const { body, ms } = await bed.type('/hush mute alice in lobby for 2h');
  expect(body).toBe('');
  expect(ms).toBeLessThan(2000);
  await bed.told();
  const methods = new Set(bed.slack.calls().map(({ method }) => method));
  for (const method of methods) {
    expect(method).toMatch(
      /^(auth\.test|chat\.postMessage|chat\.update|views\..+|users\.info|usergroups\.users\.list|conversations\.open|files\..+|response_url|upload)$/,
    );
  }
});
