import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SlackMessage } from '../../src/playground/slack/model.ts';
import { playgroundSlack } from '../../src/playground/slack/seed.ts';
import { startTestBed, type TestBed, type Told } from '../support/hush.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { passUntil } from '../support/pass-time.ts';

let bed: TestBed;
let clock: ManualClock;
beforeEach(async () => {
  clock = new ManualClock();
  bed = await startTestBed({ clock, slack: { switches: { messagesPerSecond: 0 } } });
  // The first second after a start sends nothing: whatever ran before may have.
  await clock.advance(1000);
});
afterEach(async () => {
  expect(bed.slack.violations()).toEqual([]);
  await bed.close();
});

const minute = 60_000;
const { moderator: maria, secondModerator: noah, stranger: sam } = playgroundSlack;

/** Does something and lets time go by until somebody is told what matches. */
async function toldAfter(act: () => Promise<unknown>, matching: RegExp, user: string = maria): Promise<Told> {
  const before = bed.allTold(user).length;
  await act();
  const found = () =>
    bed
      .allTold(user)
      .slice(before)
      .find(({ text }) => matching.test(text));
  await passUntil(clock, found);
  return found() as Told;
}

/** Types a line and waits for the summary of its case. */
const summary = (line: string, user: string = maria) => toldAfter(() => bed.type(line, user), /^\*Case \d+\*: /, user);
/** Types a line and waits for whatever its author is told. */
const answer = (line: string, user: string = maria) => toldAfter(() => bed.type(line, user), /./, user);
const press = (message: SlackMessage, label: string, user: string = maria) =>
  bed.slack.people.press({ user, message, label });
const auditOf = (number: number) => bed.audit().find(({ text }) => text.startsWith(`*Case ${number}* `));
const durations = () => bed.zim.calls.map(({ params }) => (params as { Duration?: string }).Duration);
const labels = ({ text }: Told) => /(\[.*\])$/.exec(text)?.[1];

describe('Undo', () => {
  test('asks first, then lifts what the case did, as a case of its own in its thread', async () => {
    const told = await summary('/hush mute alice bob nosuch in lobby for 2h spam');
    expect(await bed.slack.people.press({ user: maria, message: told.message, label: 'Undo', decline: true })).toBe(
      undefined,
    );
    const undone = await toldAfter(() => press(told.message, 'Undo'), /^\*Case 2\*: /);
    expect(undone.text).toContain('undo of case 1: unmute of 2 members in `lobby`');
    expect(undone.text).toContain('*2 done*');
    expect(bed.zim.muted('lobby')).toEqual([]);
    await passUntil(clock, () => auditOf(1)?.text.includes('Undone by case 2.') && auditOf(2)?.text.includes('Ended'));
    expect(auditOf(2)?.message.threadTs).toBe(auditOf(1)?.message.ts);
    expect(auditOf(1)?.text).toContain('by @maria');
    expect(labels(auditOf(1) as Told)).toBe('[Details]');
  });

  test('typed by another moderator does the same; done once, it is refused in words', async () => {
    await summary('/hush mute alice in lobby for 2h');
    expect((await summary('/hush undo 1', noah)).text).toContain('undo of case 1');
    const again = await answer('/hush undo 1', maria);
    expect(again.text).toContain('Case 1 has an undo already, case 2, which says how that went.');
    expect(durations()).toEqual(['7200', '0']);
  });

  test('pressed twice, by two moderators, is one case', async () => {
    await summary('/hush mute alice in lobby for 2h');
    await passUntil(clock, () => auditOf(1)?.text.includes('Ended'));
    const { message } = auditOf(1) as Told;
    const refused = toldAfter(
      async () => {
        await Promise.all([press(message, 'Undo', maria), press(message, 'Undo', noah)]);
      },
      /^Case 1 (?:is being|was) undone already, by case 2/,
      noah,
    );
    expect((await refused).text).toContain('Nothing more was done');
    await passUntil(clock, () => auditOf(2)?.text.includes('Ended: 1 done'));
    expect(durations()).toEqual(['7200', '0']);
  });

  test('lifts nothing newer, and says what it does not restore', async () => {
    await summary('/hush mute alice bob in lobby for 30m');
    await summary('/hush mute alice bob in lobby for 2h');
    await summary('/hush mute bob in lobby for 5h');
    const { text } = await summary('/hush undo 2');
    expect(text).toContain('*1 done*\n`alice`');
    expect(text).toContain('*1 skipped – case 3 is newer*\n`bob`');
    const lost = /Not restored: `alice`, `bob`, until .* by case 1, which case 2 had taken over/;
    expect(text).toMatch(lost);
    await passUntil(clock, () => auditOf(2)?.text.includes('Undone in part by case 4: 1 was left to case 3.'));
    await passUntil(clock, () => auditOf(4)?.text.includes('Ended'));
    expect(auditOf(4)?.text).toMatch(lost);
    // Nothing of it is left to undo.
    expect(labels(auditOf(2) as Told)).toBe('[Details]');
    expect(labels(await answer('/hush case 1'))).toBe('[Details]');
    expect(bed.zim.muted('lobby')).toEqual(['bob']);
  });

  test('of NetEase modules leaves the modules that a newer case set', async () => {
    await summary('/hush mute alice in p2p,team for 2h');
    await summary('/hush mute alice in team for 5h');
    await summary('/hush undo 1');
    expect(bed.netease.flags('alice')).toMatchObject({ muteP2P: false, muteTeam: true });
  });

  test('of a silence lets the notifications through again', async () => {
    await summary('/hush silence alice from groups lobby stream for 2h');
    expect((await summary('/hush undo 1')).text).toContain('undo of case 1: unsilence of 2 groups');
    expect(bed.zim.silenced('alice').groups).toEqual([]);
  });

  test.each([
    ['/hush undo 7', 'There is no case 7.'],
    ['/hush undo 0', 'is not a case’s number'],
    ['/hush undo 999999999999999999999', 'is not a case’s number'],
  ])('%s is refused', async (line, sentence) => {
    expect((await answer(line)).text).toContain(sentence);
  });

  test('of an unmute, or of an undo, shows the line to type instead', async () => {
    await summary('/hush mute alice in lobby for 2h');
    await summary('/hush undo 1');
    await summary('/hush unmute bob in lobby');
    expect((await answer('/hush undo 2')).text).toContain('Type instead: `/hush mute alice in lobby for 2h`');
    expect((await answer('/hush undo 3')).text).toContain(
      'Type instead: `/hush mute bob in lobby for &lt;length&gt;`'.replaceAll('&lt;', '<').replaceAll('&gt;', '>'),
    );
  });

  test('of an unmute shows the line with the ids that were sent, not with what could never be one', async () => {
    await summary(`/hush unmute alice ${'&'.repeat(900)} in lobby`);
    const { text } = await answer('/hush undo 1');
    expect(text).toContain('Type instead: `/hush mute alice in lobby for <length>`');
  });

  test('of what is over is refused: its end is not moved', async () => {
    await summary('/hush mute alice in lobby for 10m');
    await clock.advance(11 * minute);
    expect((await answer('/hush undo 1')).text).toContain('The time of case 1 was up');
  });

  test('is for moderators, at every press', async () => {
    await summary('/hush mute alice in lobby for 2h');
    await passUntil(clock, () => auditOf(1)?.text.includes('Ended'));
    const refused = await toldAfter(() => press((auditOf(1) as Told).message, 'Undo', sam), /./, sam);
    expect(refused.text).toContain('You may not use Hush here');
    expect(bed.zim.muted('lobby')).toEqual(['alice']);
  });
});

describe('Cancel', () => {
  test('stops what was not attempted, and tells the truth about the rest', async () => {
    const ids = Array.from({ length: 1800 }, (_, index) => `viewer${String(index + 1).padStart(3, '0')}`);
    const started = await toldAfter(() => bed.type(`/hush mute ${ids.join(' ')} in lobby for 2h`), /started/);
    await passUntil(clock, () => auditOf(1));
    const running = structuredClone((auditOf(1) as Told).message);
    const told = await toldAfter(() => press(started.message, 'Cancel', maria), /^Case 1 is cancelled/);
    expect(told.text).toContain('what was not attempted yet is skipped');
    await passUntil(clock, () => bed.allTold().some(({ text }) => text.startsWith('*Case 1*: ')));
    const { text } = bed.allTold().find(({ text: each }) => each.startsWith('*Case 1*: ')) as Told;
    const done = Number(/\*(\d+) done/.exec(text)?.[1]);
    const skipped = Number(/\*(\d+) skipped – it was cancelled/.exec(text)?.[1]);
    expect(done).toBe(bed.zim.muted('lobby').length);
    const rejected = Number(/\*(\d+|1,\d+) rejected/.exec(text)?.[1]?.replace(',', ''));
    expect(done + rejected + skipped).toBe(1800);
    expect(skipped).toBeGreaterThan(0);
    await passUntil(clock, () => auditOf(1)?.text.includes('Cancelled by @maria'));
    const again = await toldAfter(() => press(running, 'Cancel', noah), /./, noah);
    expect(again.text).toContain('Case 1 is done already');
  });

  test('of a case that waits for a vendor that is down ends it at once', async () => {
    await bed.zim.refuseConnections(true);
    const started = await toldAfter(() => bed.type('/hush mute alice in lobby for 2h'), /started/);
    await clock.advance(10 * minute);
    const undo = await answer('/hush undo 1');
    expect(undo.text).toContain('Case 1 is still being carried out');
    const ended = await toldAfter(() => press(undo.message, 'Cancel'), /^\*Case 1\*: /);
    expect(ended.text).toContain('*1 skipped – it was cancelled*');
    await bed.zim.refuseConnections(false);
    await clock.advance(minute);
    expect(bed.zim.calls).toEqual([]);
    expect(started.message).toBeDefined();
  });

  test('survives a stop right after it', async () => {
    await bed.zim.refuseConnections(true);
    const started = await toldAfter(() => bed.type('/hush mute alice in lobby for 2h'), /started/);
    await press(started.message, 'Cancel');
    await bed.stop();
    await bed.zim.refuseConnections(false);
    await bed.start();
    await passUntil(clock, () => auditOf(1)?.text.includes('Ended: 1 skipped'));
    expect(bed.zim.calls).toEqual([]);
  });
});

describe('Retry failed', () => {
  test('carries on with what failed only, to the original end, and tells whoever pressed', async () => {
    bed.zim.faults.add({ fault: { kind: 'reset-before' }, times: 4 });
    const failed = await summary('/hush mute alice bob in lobby for 2h');
    expect(failed.text).toContain('*2 unconfirmed');
    await passUntil(clock, () => auditOf(1)?.text.includes('Ended'));
    await clock.advance(30 * minute);
    const retried = await toldAfter(
      () => press((auditOf(1) as Told).message, 'Retry failed', noah),
      /^\*Case 1\*: /,
      noah,
    );
    expect(retried.text).toContain('*2 done*');
    expect(Number(durations().at(-1))).toBeLessThanOrEqual(5400);
    await passUntil(clock, () => auditOf(1)?.text.includes('Ended: 2 done'));
    const thread = bed.audit().filter(({ message }) => message.threadTs === auditOf(1)?.message.ts);
    expect(thread.map(({ text }) => text)).toContain('@noah retries what failed in case 1: 2 targets.');
    const again = await toldAfter(() => press(failed.message, 'Retry failed'), /./);
    expect(again.text).toContain('No target of case 1 failed or is unconfirmed');
  });
});

describe('a new end', () => {
  test('by extend: longer and shorter, from now, with the old and the new one', async () => {
    await summary('/hush mute alice bob in lobby for 2h spam');
    const longer = await summary('/hush extend 1 for 4h');
    expect(longer.text).toContain('case 1 with another end: mute of 2 members in `lobby` (zim) for 4 hours, until');
    const ends = /`alice`, `bob`: was until .* \(case 1\), is until .* now/;
    expect(longer.text).toMatch(ends);
    await passUntil(clock, () => ends.test(auditOf(2)?.text ?? ''));
    expect(longer.text).toContain('Reason: spam');
    expect(durations()).toEqual(['7200', '14400']);
    await summary('/hush extend 2 for 10m');
    expect(durations().at(-1)).toBe('600');
    const refused = await answer('/hush extend 1 for 1h');
    expect(refused.text).toContain('case 3 is newer');
    expect(refused.text).toContain('Type instead: `/hush extend 3 for 1h`');
  });

  test('of NetEase is the one at which Hush ends it', async () => {
    await summary('/hush mute alice in team for 10m');
    const extended = await summary('/hush extend 1 for 30m');
    expect(extended.text).toContain('*1 already');
    await clock.advance(15 * minute);
    await passUntil(clock, () => true);
    expect(bed.netease.flags('alice')?.muteTeam).toBe(true);
    await clock.advance(15 * minute);
    await passUntil(clock, () => bed.netease.flags('alice')?.muteTeam === false, 5000);
  });

  test('by a line shows both as well, and an unmute says what it ended', async () => {
    await summary('/hush mute alice in lobby for permanent');
    expect((await summary('/hush mute alice in lobby for 10m')).text).toMatch(
      /`alice`: was permanent \(case 1\), is until .* now/,
    );
    expect((await summary('/hush unmute alice in lobby')).text).toMatch(/`alice`: was until .* \(case 2\)\./);
  });
});

test('the reason of a case that was extended is corrected alone, and the answer names the case that is on', async () => {
  await summary('/hush mute alice in lobby for 2h spam');
  await summary('/hush extend 1 for 4h');
  const { text } = await answer('/hush reason 1 scam links');
  expect(text).toContain(
    'The reason of case 1 is corrected, and the audit message with it. Case 2, which gave it another end, has its own reason: `/hush reason 2 …` corrects that.',
  );
  expect((await answer('/hush reason 2 scam links')).text).not.toContain('own reason');
  await passUntil(clock, () => auditOf(2)?.text.includes('Reason: scam links'));
});

test('a corrected reason is in the audit message; the old one in the thread', async () => {
  await summary('/hush mute alice in lobby for 2h spam <@U0NOAH0001>');
  await passUntil(clock, () => auditOf(1)?.text.includes('Ended'));
  const told = await answer('/hush reason 1 scam links', noah);
  expect(told.text).toContain('The reason of case 1 is corrected');
  await passUntil(clock, () => auditOf(1)?.text.includes('Reason: scam links'));
  const found = () =>
    bed.audit().find(({ text }) => text.startsWith('@noah corrected the reason of case 1. It was: spam'));
  await passUntil(clock, found);
  expect(found()?.message.threadTs).toBe(auditOf(1)?.message.ts);
  expect((await answer('/hush reason 1 scam links')).text).toContain('That is the reason of case 1 already');
  expect((await answer('/hush reason 9 scam links')).text).toContain('There is no case 9');
});

describe('the line to type instead', () => {
  const instead = async (line: string) => /Type instead: `(.*)`/.exec((await answer(line)).text)?.[1];

  test('of an extend that comes too late is a mute for the length that was asked for, with its reason', async () => {
    await summary('/hush mute alice nosuch in lobby for 10m spam links');
    await clock.advance(11 * minute);
    expect(await instead('/hush extend 1 for 30m')).toBe('/hush mute alice in lobby for 30m spam links');
  });

  test('of an extend of what was undone, and of the undo, is that mute as well', async () => {
    await summary('/hush mute alice bob in lobby for 2h spam');
    await summary('/hush undo 1');
    expect(await instead('/hush extend 1 for 1h')).toBe('/hush mute alice bob in lobby for 1h spam');
    expect(await instead('/hush extend 2 for 1h')).toBe('/hush mute alice bob in lobby for 1h spam');
    expect(await instead('/hush undo 2')).toBe('/hush mute alice bob in lobby for 2h spam');
  });

  test('leaves out whom another case holds', async () => {
    await summary('/hush mute alice bob carol in lobby for 2h spam');
    await summary('/hush mute bob in lobby for 10m');
    await summary('/hush undo 1');
    await summary('/hush mute carol in lobby for 20m');
    expect(await instead('/hush undo 3')).toBe('/hush mute alice in lobby for 2h spam');
    expect(await instead('/hush extend 3 for 1h')).toBe('/hush mute alice in lobby for 1h spam');
    await summary('/hush mute alice in lobby for 20m');
    expect(await instead('/hush undo 3')).toBe('/hush mute <ids…> in lobby for 2h spam');
  });

  test('of silences is one for the conversations that are let through', async () => {
    await summary('/hush silence alice from groups lobby stream for 10m night');
    await summary('/hush undo 1');
    await summary('/hush silence alice from groups stream for 1h');
    expect(await instead('/hush extend 1 for 20m')).toBe('/hush silence alice from groups lobby for 20m night');
  });

  test('names a newer case only while it runs, and if it is about nobody else', async () => {
    await summary('/hush mute alice in lobby for 2h spam');
    await summary('/hush mute alice bob in lobby for 10m');
    expect(await instead('/hush extend 1 for 1m')).toBe('/hush extend <case> for 1m');
    expect(await instead('/hush undo 1')).toBe('/hush undo <number>');
    await clock.advance(11 * minute);
    expect(await instead('/hush extend 1 for 1m')).toBe('/hush mute alice in lobby for 1m spam');
    expect(await instead('/hush undo 1')).toBe(undefined);
    await summary('/hush mute alice in lobby for 20m');
    expect(await instead('/hush undo 1')).toBe('/hush undo 3');
    await summary('/hush unmute alice in lobby');
    expect(await instead('/hush undo 1')).toBe(undefined);
    expect(await instead('/hush extend 1 for 1m')).toBe('/hush mute alice in lobby for 1m spam');
  });

  test('is the form of it where there are too many to name, and where a reason would not fit', async () => {
    const ids = Array.from({ length: 11 }, (_, index) => `viewer${String(index + 1).padStart(3, '0')}`);
    await summary(`/hush mute ${ids.join(' ')} everywhere for 1m ${'&'.repeat(200)}`);
    await clock.advance(2 * minute);
    expect(await instead('/hush extend 1 for 5m')).toBe('/hush mute <ids…> everywhere for 5m [reason…]');
  });
});
