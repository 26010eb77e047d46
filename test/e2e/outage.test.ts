import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { playgroundSlack } from '../../src/playground/slack/seed.ts';
import { startTestBed, type TestBed } from '../support/hush.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { passUntil } from '../support/pass-time.ts';
import { readinessAt } from '../support/readiness.ts';
import { memoryLog } from '../vendors/apps.ts';

let bed: TestBed;
let clock: ManualClock;
let lines: ReturnType<typeof memoryLog>['lines'];
beforeEach(async () => {
  clock = new ManualClock();
  const memory = memoryLog();
  lines = memory.lines;
  const environment = { HUSH_VENDOR_TIMEOUT_MS: '5000' };
  bed = await startTestBed({ clock, log: memory.log, environment, slack: { switches: { messagesPerSecond: 0 } } });
});
afterEach(async () => {
  expect(bed.slack.violations()).toEqual([]);
  await bed.close();
});

const minute = 60_000;
const people = Array.from({ length: 120 }, (_, index) => `fan${index}`);

/** Everything maria was told of a case, where she typed or directly. */
const toldOf = (number: number) =>
  bed
    .allTold()
    .map(({ text }) => text)
    .filter((text) => text.startsWith(`*Case ${number}*`));
const audit = (number: number) => bed.audit().find(({ text }) => text.startsWith(`*Case ${number}*`))?.text ?? '';
const updates = () => bed.slack.calls('chat.update').length;
/** Requests to vendors, those that never arrived too. */
const attempts = () => lines.filter(({ event }) => event === 'vendor.call').length;

/** Lets time go by in steps of half a second. */
async function pass(ms: number): Promise<void> {
  for (const end = clock.now() + ms; clock.now() < end; ) {
    await clock.advance(500);
    await pause(1);
  }
}

const vendors = [
  {
    title: 'ZIM',
    line: `/hush mute ${people.join(' ')} in arena for 5h raid`,
    single: '/hush mute alice in lobby for 5h',
    vendor: () => bed.zim,
    prepare: () => {
      bed.zim.addUsers(people);
      bed.zim.addGroup({ id: 'arena', owner: 'admin', members: people });
    },
    muted: () => bed.zim.muted('arena').length + bed.zim.muted('lobby').length,
  },
  {
    title: 'NetEase',
    line: `/hush mute ${people.join(' ')} everywhere for 5h raid`,
    single: '/hush mute alice everywhere for 5h',
    vendor: () => bed.netease,
    prepare: () => bed.netease.addAccounts(people),
    muted: () => bed.netease.muted().length,
  },
] as const;

for (const { title, line, single, vendor, prepare, muted } of vendors) {
  test(`${title} is down for an hour: cases wait and say so, few calls are made, and all is done once it is back`, async () => {
    prepare();
    await vendor().refuseConnections(true);
    await bed.type(line);
    const since = clock.now();
    await passUntil(clock, () => toldOf(1).length === 1 && audit(1) !== '');
    const waiting = `waiting: ${title} has not answered since `;
    expect(toldOf(1)[0]).toContain(`It is ${waiting}`);
    expect(audit(1)).toContain(`0 of 120, ${waiting}`);
    expect(audit(1)).toContain('(the connection was refused)');
    expect(audit(1)).not.toContain('a second');

    await bed.type(single);
    await passUntil(clock, () => toldOf(2).length === 1);
    expect(toldOf(2)[0]).toContain(`It is ${waiting}`);
    const before = updates();
    await pass(60 * minute - (clock.now() - since));
    // One try in 8 s at least, and what was under way when it began.
    expect(attempts()).toBeLessThan(3600 / 8 + 130);
    expect(attempts()).toBeGreaterThan(300);
    // What does not change is not said again every three seconds.
    expect(updates() - before).toBeLessThan(20);
    expect(muted()).toBe(0);
    expect(bed.audit().filter(({ text }) => text.includes('Ended'))).toEqual([]);

    await vendor().refuseConnections(false);
    await passUntil(clock, () => audit(1).includes('Ended: 120 done') && audit(2).includes('Ended: 1 done'));
    expect(muted()).toBe(121);
    const direct = () => bed.slack.directMessages(playgroundSlack.moderator).map(({ text }) => text);
    await passUntil(clock, () => direct().length === 2);
    expect(direct().every((text) => text.includes('done'))).toBe(true);
  }, 120_000);
}

test('an end that queues behind an outage is told of after a minute all the same, and readiness says so', async () => {
  await bed.type('/hush mute alice bob carol everywhere for 10m');
  await passUntil(clock, () => bed.netease.muted().length === 3);
  await bed.netease.refuseConnections(true);
  await pass(10 * minute);
  await passUntil(clock, () => bed.audit().some(({ text }) => text.includes('3 ends have had no answer')), 2 * minute);
  const readyz = () => readinessAt(bed.slack.eventsUrl);
  expect(await readyz()).toEqual({
    status: 200,
    degraded: [
      'ends-unanswered: 3 ends of mutes or silences had no answer for over a minute.',
      'lifts-late: 3 mutes or silences should have ended over a minute ago, the oldest 1 minute ago.',
      'vendor-out: The vendor of the app netease does not answer.',
    ],
  });
  await bed.netease.refuseConnections(false);
  await passUntil(clock, () => bed.netease.muted().length === 0);
  await passUntil(clock, () => bed.audit().some(({ text }) => text.includes('may speak again')));
  await clock.advance(3000);
  expect(await readyz()).toEqual({ status: 200, degraded: [] });
  const [thread, ...more] = bed.audit().filter(({ message }) => message.threadTs);
  expect(more).toEqual([]);
  expect(thread?.text).not.toContain('no answer');
}, 60_000);

test('a vendor that hangs is told of, and the repeats settle what was in doubt', async () => {
  bed.zim.addUsers(people);
  bed.zim.addGroup({ id: 'arena', owner: 'admin', members: people });
  bed.zim.faults.add({ fault: { kind: 'hang' }, operation: 'MuteGroupMembers' });
  await bed.type(`/hush mute ${people.join(' ')} in arena for 5h raid`);
  await passUntil(clock, () => audit(1).includes('has not answered since'));
  expect(audit(1)).toContain('(no answer within 5 s)');
  bed.zim.faults.clear();
  await passUntil(clock, () => audit(1).includes('Ended: 120 done'), 2 * minute);
  expect(bed.zim.muted('arena')).toHaveLength(120);
});
