import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { playgroundSlack } from '../../src/playground/slack/seed.ts';
import { startTestBed, type TestBed, type Told } from '../support/hush.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { passUntil } from '../support/pass-time.ts';

const maria = playgroundSlack.moderator;
const sam = playgroundSlack.stranger;
const minute = 60_000;
/** A member of the group lobby. */
const viewer = (n: number) => `viewer${String(n).padStart(3, '0')}`;

let bed: TestBed;
let clock: ManualClock;
beforeEach(async () => {
  clock = new ManualClock();
  bed = await startTestBed({ clock, slack: { switches: { messagesPerSecond: 0 } } });
});
afterEach(async () => {
  expect(bed.slack.violations()).toEqual([]);
  await bed.close();
});

/** Types a line that makes a case, and lets time go by until its summary is there. */
async function done(line: string): Promise<void> {
  const before = bed.allTold().length;
  await bed.type(line);
  const summary = () =>
    bed
      .allTold()
      .slice(before)
      .some(({ text }) => text.startsWith('*Case') && !text.includes('started'));
  await passUntil(clock, summary);
}

/** What people see, without dates, inline code and buttons. */
const plain = (text: string) =>
  text
    .replaceAll(/\d{1,2} \w{3} \d{4} \d\d:\d\d/g, '…')
    .replaceAll('`', '')
    .replaceAll(/\n\[.*\]$/gm, '');
const say = async (line: string) => plain((await bed.say(line)).text);
/** Numbers of the cases that are listed, in order. */
const listed = ({ text }: Pick<Told, 'text'>) =>
  [...text.matchAll(/^\*Case (\d+)\*/gm)].map(([, number]) => Number(number));
const labels = ({ text }: Told) => text.match(/\[(Previous|Next)\]/g) ?? [];

/** Presses a button and gives what the message says once it was replaced. */
async function press({ message }: Told, label: string): Promise<Told> {
  const { text } = bed.allTold().find((told) => told.message.ts === message.ts) ?? { text: '' };
  await bed.slack.people.press({ user: maria, message, label });
  return bed.slack.waitFor(() => bed.allTold().find((told) => told.message.ts === message.ts && told.text !== text));
}

/** The message with a button that Hush never put there. */
function tampered({ message, text }: Told, action: string, value: string): Told {
  const button = { type: 'button', action_id: action, text: { type: 'plain_text', text: 'Odd' }, value };
  return { text, message: { ...message, blocks: [{ type: 'actions', block_id: 'odd', elements: [button] }] } };
}

describe('/hush active', () => {
  test('says in words that nothing is on', async () => {
    expect(await say('/hush active')).toContain('Nothing that Hush set is on now.');
    expect(await say('/hush active alice')).toContain('Nothing that Hush set is on now for alice.');
  });

  test('lists what is on, the next end first, each with its place, its people and the time left', async () => {
    await done('/hush mute alice bob in lobby for 2h spam');
    await done('/hush silence carol from groups lobby stream for 1d12h');
    await done('/hush mute Alice everywhere for permanent');
    await done('/hush mute dave in lobby for 30m');
    await clock.advance(10 * minute);
    const { text, message } = await bed.say('/hush active');
    expect(plain(text).split('\n')).toEqual([
      '*4 mutes and silences* are on now, as Hush set them. The next end comes first.',
      '*Case 4*: mute of 1 member in lobby (zim), until … (20 minutes left): dave',
      '*Case 1*: mute of 2 members in lobby (zim), until … (1 hour 50 minutes left): alice, bob',
      '*Case 2*: silence of 2 groups for carol (zim), until … (1 day 12 hours left): lobby, stream',
      '*Case 3*: mute of 1 account everywhere (netease), permanently: alice',
    ]);
    // The plain twin says the same, in the reader's own zone.
    expect(message.text).toMatch(
      /^\*Case 1\*.*<!date\^1795356000\^.*2026-11-22 14:00 UTC> \(1 hour 50 minutes left\)/m,
    );
  });

  test('is over when it is over, also where ZIM keeps the clock', async () => {
    await done('/hush mute alice in lobby for 10m');
    await done('/hush mute bob everywhere for 20m');
    await clock.advance(11 * minute);
    expect(listed(await bed.say('/hush active'))).toEqual([2]);
    await done('/hush unmute bob everywhere');
    expect(await say('/hush active')).toContain('Nothing');
  });

  test('finds by an exact id of a target, a group, or a silenced user', async () => {
    await done('/hush mute alice bob in lobby for 2h');
    await done('/hush mute Alice in p2p,team for 1h');
    await done('/hush silence alice from groups lobby for 3h');
    expect((await say('/hush active alice')).split('\n')).toEqual([
      '*3 mutes and silences* are on now for alice, as Hush set them. The next end comes first.',
      '*Case 2*: mute of alice in p2p, team (netease), until … (1 hour left)',
      '*Case 1*: mute of alice in lobby (zim), one of 2 members, until … (2 hours left)',
      '*Case 3*: silence of 1 group for alice (zim), until … (3 hours left): lobby',
    ]);
    expect(listed(await bed.say('/hush active ALICE'))).toEqual([2]);
    expect(listed(await bed.say('/hush active lobby'))).toEqual([1, 3]);
    expect(await say('/hush active lobb')).toContain('Nothing');
  });

  test('shows how far a case is while it is carried out, and no longer once it was cancelled', async () => {
    await bed.zim.refuseConnections(true);
    await bed.type('/hush mute alice bob in lobby for 2h');
    await passUntil(clock, () => bed.allTold().some(({ text }) => text.includes('started')));
    expect(await say('/hush active')).toContain(
      '*1 mute* is being carried out now.\n*Case 1*: mute of 2 members in lobby (zim), until … (2 hours left)\nBeing carried out: 0 of 2 so far; on for none yet. To come: alice, bob.',
    );
    const told = await bed.say('/hush case 1');
    expect(told.text).toContain('Running: 0 of 2 so far');
    await bed.slack.people.press({ user: maria, message: told.message, label: 'Cancel' });
    await passUntil(clock, () => bed.allTold().some(({ text }) => text.includes('2 skipped')));
    expect(await say('/hush active')).toContain('Nothing');
    expect(await say('/hush case 1')).toContain('2 skipped; cancelled by @maria');
  });

  test('warns of ends that have no answer, and no longer once they have', async () => {
    await done('/hush mute alice bob carol everywhere for 10m');
    await bed.netease.refuseConnections(true);
    await clock.advance(10 * minute);
    await passUntil(clock, () => bed.audit().some(({ text }) => text.includes('had no answer')), 3 * minute);
    const hanging = /:warning: 3 ends unanswered since …, Hush keeps trying\./;
    const text = await say('/hush active');
    expect(text).toMatch(/until …, and Hush is ending it: alice, bob, carol/);
    expect(text).toMatch(hanging);
    expect(await say('/hush case 1')).toMatch(hanging);
    expect(await say('/hush history bob')).toContain('bob *done* – its time is up and Hush is ending it');
    await bed.netease.refuseConnections(false);
    await passUntil(clock, () => bed.netease.muted().length === 0, 2 * minute);
    await passUntil(clock, () => bed.audit().some(({ text: told }) => told.includes('Its time is up')), minute);
    expect(await say('/hush active')).toContain('Nothing');
    expect(await say('/hush history bob')).toContain('bob *done* – ended by Hush …');
  }, 60_000);

  test('has pages', async () => {
    for (let n = 1; n <= 23; n += 1) await done(`/hush mute ${viewer(n)} in lobby for ${n}h`);
    const first = await bed.say('/hush active');
    const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
    expect([listed(first), labels(first)]).toEqual([numbers(1, 10), ['[Next]']]);
    const second = await press(first, 'Next');
    expect([listed(second), labels(second)]).toEqual([numbers(11, 20), ['[Previous]', '[Next]']]);
    const third = await press(second, 'Next');
    expect([listed(third), labels(third)]).toEqual([numbers(21, 23), ['[Previous]']]);
    expect(listed(await press(third, 'Previous'))).toEqual(numbers(11, 20));
    // What was on top has ended since: an old button still shows what comes next.
    await done(`/hush unmute ${viewer(11)} ${viewer(12)} in lobby`);
    expect(listed(await press(first, 'Next'))).toEqual(numbers(13, 22));
  }, 60_000);
});

describe('/hush history', () => {
  test('of a target lists its cases, newest first, with its own outcome and what became of each', async () => {
    await done('/hush mute alice noah in lobby for 2h *spam* <!channel>');
    await done('/hush mute alice in lobby for 3h');
    await done('/hush silence alice from groups lobby stream for 1h');
    await done('/hush undo 2');
    const text = await say('/hush history alice');
    expect(text.split('\n')).toEqual([
      '*History of alice*, newest first.',
      '*Case 4*, … by @maria: undo of case 2: unmute of 1 member in lobby (zim)',
      'alice *done*',
      '*Case 3*, … by @maria: silence of 2 groups for alice (zim) for 1 hour, until …',
      '2 done; 2 still on',
      '*Case 2*, … by @maria: mute of 1 member in lobby (zim) for 3 hours, until …',
      'alice *done* – undone by case 4',
      '*Case 1*, … by @maria: mute of 2 members in lobby (zim) for 2 hours, until …',
      'alice *done* – taken over by case 2',
      'Reason: *spam* <!channel>',
    ]);
    const { message } = await bed.say('/hush history noah');
    expect(plain(bed.slack.plainText(message))).toContain('noah *rejected*: is not in the group (660600024)');
    expect(JSON.stringify(message)).not.toContain('<!channel>');
  });

  test('by a moderator lists their cases with how they ended', async () => {
    await done('/hush mute alice noah in lobby for 2h');
    await done('/hush mute bob everywhere for 1h');
    await done('/hush undo 2');
    expect((await say(`/hush history by @maria`)).split('\n')).toEqual([
      '*Cases by @maria*, newest first.',
      '*Case 3*, …: undo of case 2: unmute of 1 account everywhere (netease)',
      '1 done',
      '*Case 2*, …: mute of 1 account everywhere (netease) for 1 hour, until …',
      '1 done; undone by case 3',
      '*Case 1*, …: mute of 2 members in lobby (zim) for 2 hours, until …',
      '1 done, 1 rejected; 1 still on',
    ]);
    expect(await say(`/hush history by @sam`)).toContain('No case is by @sam.');
  });

  test('says in words that there is none', async () => {
    expect(await say('/hush history nobody')).toContain('No case names nobody.');
  });

  test('has pages', async () => {
    for (let n = 1; n <= 12; n += 1) await done('/hush mute alice in lobby for 2h');
    const first = await bed.say('/hush history alice');
    expect(listed(first)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3]);
    const second = await press(first, 'Next');
    expect([listed(second), labels(second)]).toEqual([[2, 1], ['[Previous]']]);
    expect(listed(await press(second, 'Previous'))).toHaveLength(10);
    const byMaria = await bed.say(`/hush history by @maria`);
    expect(listed(await press(byMaria, 'Next'))).toEqual([2, 1]);
  }, 60_000);
});

describe('/hush case', () => {
  test('shows one case, target by target, with what became of it', async () => {
    await done('/hush mute alice bob noah in lobby for 2h he asked for it');
    await done('/hush unmute bob in lobby');
    expect((await say('/hush case 1')).split('\n')).toEqual([
      '*Case 1*: mute of 3 members in lobby (zim) for 2 hours, until …',
      '… by @maria',
      'Carried out …: 2 done, 1 rejected; 1 still on',
      'Reason: he asked for it',
      'alice *done* – still on',
      'bob *done* – ended by case 2',
      'noah *rejected*: is not in the group (660600024)',
    ]);
  });

  test('offers what can be done about it', async () => {
    await done('/hush mute alice in lobby for 2h');
    const { message } = await bed.say('/hush case 1');
    await bed.slack.people.press({ user: maria, message, label: 'Undo' });
    await passUntil(clock, () => bed.zim.muted('lobby').length === 0);
    await passUntil(clock, () => bed.allTold().some(({ text }) => text.startsWith('*Case 2*')));
    expect(await say('/hush case 1')).toContain('1 done; undone by case 2');
    expect(await say('/hush case 2')).toContain('undo of case 1');
  });

  test('has pages', async () => {
    const ids = Array.from({ length: 40 }, (_, index) => `u${index}x`);
    await done(`/hush mute ${ids.join(' ')} everywhere for 2h`);
    const shown = ({ text }: Told) => [...text.matchAll(/^`(u\d+x)` /gm)].map(([, id]) => id);
    const first = await bed.say('/hush case 1');
    expect([shown(first), labels(first)]).toEqual([ids.slice(0, 15), ['[Next]']]);
    expect(first.text).toContain('Targets 1 to 15 of 40');
    const third = await press(await press(first, 'Next'), 'Next');
    expect([shown(third), labels(third)]).toEqual([ids.slice(30), ['[Previous]']]);
    expect(shown(await press(third, 'Previous'))).toEqual(ids.slice(15, 30));
  });

  test('that is not there is said so, and what is no number is refused', async () => {
    expect(await say('/hush case 12')).toBe('There is no case 12.');
    for (const number of ['0', '999999999999999999999', '-1', '1.5']) {
      expect(await say(`/hush case ${number}`)).toContain('is not a case’s number');
    }
  });
});

describe('a button that was tampered with', () => {
  test.each([
    ['hush:active-page', 'not JSON'],
    ['hush:active-page', '{"from":{"endsAt":"soon","number":1}}'],
    ['hush:active-page', '{"from":{"endsAt":1e300,"number":1}}'],
    ['hush:history-page', '{}'],
    ['hush:history-page', '{"target":"a","moderator":"U1"}'],
    ['hush:history-page', '{"moderator":"<!channel>"}'],
    ['hush:case-page', '{"case":0,"first":0}'],
    ['hush:case-page', '{"case":1,"first":-5}'],
    ['hush:case-page', ''],
  ])('%s %s is answered in words', async (action, value) => {
    const { message } = tampered(await bed.say('/hush active'), action, value);
    await bed.slack.people.press({ user: maria, message, label: 'Odd' });
    expect((await bed.told()).text).toContain('Hush cannot read what this button carries');
  });

  test('or leads beyond the end shows what there is', async () => {
    await done('/hush mute alice in lobby for 2h');
    const shown = async (action: string, value: string) =>
      press(tampered(await bed.say('/hush active nobody'), action, value), 'Odd');
    expect(listed(await shown('hush:active-page', '{"from":{"endsAt":9007199254740991,"number":99}}'))).toEqual([1]);
    expect((await shown('hush:history-page', '{"target":"alice","from":0}')).text).toContain('*History of `alice`*');
    expect((await shown('hush:case-page', '{"case":1,"first":5000}')).text).toContain('`alice` *done*');
    expect((await shown('hush:case-page', '{"case":77,"first":0}')).text).toBe('There is no case 77.');
  });

  test('shows nothing to a stranger', async () => {
    await done('/hush mute alice in lobby for 2h');
    for (const action of ['hush:active-page', 'hush:history-page', 'hush:case-page']) {
      const { responseUrl } = await bed.type('/hush help', sam);
      await bed.told(sam);
      const payload = {
        type: 'block_actions',
        user: { id: sam },
        trigger_id: `stolen.${action}`,
        response_url: responseUrl,
        actions: [{ action_id: action, value: '{"target":"alice"}' }],
      };
      await bed.slack.people.raw({ body: new URLSearchParams({ payload: JSON.stringify(payload) }).toString() });
      const { text } = await bed.told(sam);
      expect(text).toContain('You may not use Hush here');
      expect(text).not.toContain('lobby');
    }
  });
});

test('a stranger sees nothing of it', async () => {
  await done('/hush mute alice in lobby for 2h');
  for (const line of ['active', 'history alice', `history by @maria`, 'case 1']) {
    const { text } = await bed.say(`/hush ${line}`, sam);
    expect(text).toContain('You may not use Hush here');
    expect(text).not.toContain('lobby');
  }
});
