import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { playgroundSlack } from '../../src/playground/slack/seed.ts';
import { startTestBed, type TestBed } from '../support/hush.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { passUntil } from '../support/pass-time.ts';

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

const minute = 60_000;
const day = 24 * 60 * minute;

/** Types a line and lets time go by until its summary is there. */
async function summary(line: string): Promise<string> {
  const before = bed.allTold().length;
  await bed.type(line);
  const found = () =>
    bed
      .allTold()
      .slice(before)
      .find(({ text }) => text.startsWith('*Case') && !text.includes('started'));
  await passUntil(clock, found);
  return found()?.text ?? '';
}

/** What stands in the threads of the audit channel. */
const threads = () => bed.audit().filter(({ message }) => message.threadTs);

describe('NetEase has no clock: Hush ends its mutes', () => {
  test('when their time has come, not before, and tells it in the thread', async () => {
    await summary('/hush mute alice bob everywhere for 10m');
    await clock.advance(9.9 * minute);
    expect(bed.netease.muted()).toHaveLength(2);
    await passUntil(clock, () => bed.netease.muted().length === 0, 10_000);
    await passUntil(clock, () =>
      threads().some(({ text }) => text.includes('`alice`, `bob` may speak again everywhere')),
    );
    expect(threads()).toHaveLength(1);
  });

  test('at once after a restart, when they are overdue', async () => {
    await summary('/hush mute alice everywhere for 10m');
    await bed.stop();
    await clock.advance(60 * minute);
    expect(bed.netease.muted()).toHaveLength(1);
    await bed.start();
    await passUntil(clock, () => bed.netease.muted().length === 0, 5000);
  });

  test('each module at its own time', async () => {
    await summary('/hush mute alice in p2p for 10m');
    await summary('/hush mute alice in team for 20m');
    await clock.advance(10 * minute);
    await passUntil(clock, () => bed.netease.flags('alice')?.muteP2P === false, 5000);
    expect(bed.netease.flags('alice')?.muteTeam).toBe(true);
    await clock.advance(10 * minute);
    await passUntil(clock, () => bed.netease.flags('alice')?.muteTeam === false, 5000);
  });

  test('not any more once a newer mute took over, which ends at its own time', async () => {
    await summary('/hush mute alice everywhere for 10m');
    await summary('/hush mute alice everywhere for 30m');
    await clock.advance(15 * minute);
    await passUntil(clock, () => true);
    expect(bed.netease.muted()).toHaveLength(1);
    await clock.advance(15 * minute);
    await passUntil(clock, () => bed.netease.muted().length === 0, 5000);
  });

  test('not any more once a moderator unmuted', async () => {
    await summary('/hush mute alice everywhere for 10m');
    await summary('/hush unmute alice everywhere');
    const calls = bed.netease.calls.length;
    await clock.advance(20 * minute);
    await passUntil(clock, () => true);
    expect(bed.netease.calls).toHaveLength(calls);
  });

  test('again and again while the vendor is down, and people are told after a minute', async () => {
    await summary('/hush mute alice everywhere for 10m');
    await bed.netease.refuseConnections(true);
    await clock.advance(10 * minute);
    await passUntil(
      clock,
      () => threads().some(({ text }) => text.includes('no answer for over a minute')),
      3 * minute,
    );
    await bed.netease.refuseConnections(false);
    await passUntil(clock, () => bed.netease.muted().length === 0, 2 * minute);
    await passUntil(clock, () => threads().some(({ text }) => text.includes('`alice` may speak again everywhere')));
  }, 60_000);

  test('but not what was so already before Hush', async () => {
    bed.netease.setFlags('alice', { muteP2P: true });
    await summary('/hush mute alice in p2p for 10m');
    await clock.advance(20 * minute);
    await passUntil(clock, () => true);
    expect(bed.netease.flags('alice')?.muteP2P).toBe(true);
  });
});

test('silences end when they were promised to', async () => {
  await summary('/hush silence alice from groups lobby stream for 10m');
  expect(bed.zim.silenced('alice').groups).toHaveLength(2);
  await clock.advance(10 * minute);
  await passUntil(clock, () => bed.zim.silenced('alice').groups.length === 0, 5000);
});

test('ZIM ends its own mutes, and Hush makes no call for them', async () => {
  await summary('/hush mute alice in lobby for 10m');
  const calls = bed.zim.calls.length;
  await clock.advance(20 * minute);
  await passUntil(clock, () => true);
  expect(bed.zim.muted('lobby')).toEqual([]);
  expect(bed.zim.calls).toHaveLength(calls);
});

test('a ZIM mute of 45 days is renewed before ZIM forgets it, and ends on its day', async () => {
  await summary('/hush mute alice in lobby for 45d');
  const start = clock.now();
  await bed.stop();
  await clock.advance(29 * day);
  await bed.start();
  await passUntil(clock, () => bed.zim.calls.length === 2, 5000);
  const sent = Number((bed.zim.calls[1]?.params as { Duration?: string }).Duration);
  const promised = Math.ceil((start + 45 * day - (bed.zim.calls[1]?.at ?? 0)) / 1000);
  expect(Math.abs(sent - promised)).toBeLessThan(5);
  expect(bed.zim.muted('lobby')).toEqual(['alice']);
});

test('the newest word wins: an older case that was still waiting is dropped', async () => {
  await bed.zim.refuseConnections(true);
  await bed.type('/hush mute alice in lobby for 2h');
  await passUntil(clock, () => bed.allTold().some(({ text }) => text.includes('started')));
  await bed.type('/hush unmute alice in lobby');
  await bed.zim.refuseConnections(false);
  await passUntil(clock, () => bed.allTold().some(({ text }) => text.includes('skipped – case 2 is newer')));
  await passUntil(clock, () =>
    bed.allTold().some(({ text }) => text.startsWith('*Case 2*') && text.includes('1 done')),
  );
  expect(bed.zim.calls.map(({ params }) => (params as { Duration?: string }).Duration)).toEqual(['0']);
});

describe('a summary goes where the command was typed', () => {
  test('until minute 25; after that it comes as a direct message, never to a channel', async () => {
    await bed.zim.refuseConnections(true);
    await bed.type('/hush mute alice in lobby for 2h');
    await passUntil(clock, () => bed.allTold().some(({ text }) => text.includes('started')));
    await clock.advance(25 * minute);
    await bed.zim.refuseConnections(false);
    await passUntil(clock, () => bed.slack.directMessages(playgroundSlack.moderator).length === 1, 2 * minute);
    expect(bed.slack.directMessages(playgroundSlack.moderator)[0]?.text).toContain('1 done');
  });

  test('and as a direct message if that way is broken', async () => {
    bed.slack.faults.add({ fault: { kind: 'status', status: 404 }, operation: 'response_url' });
    await bed.type('/hush mute alice in lobby for 2h');
    await passUntil(clock, () => bed.slack.directMessages(playgroundSlack.moderator).length === 1);
    expect(bed.slack.directMessages(playgroundSlack.moderator)[0]?.text).toContain('1 done');
  });
});
