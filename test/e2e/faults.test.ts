import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Fault } from '../../src/playground/vendor/faults.ts';
import { startTestBed, type TestBed } from '../support/hush.ts';
import { ManualClock } from '../support/manual-clock.ts';

vi.setConfig({ testTimeout: 60_000 });
let bed: TestBed;
let clock: ManualClock;
beforeAll(async () => {
  clock = new ManualClock();
  bed = await startTestBed({
    clock,
    environment: { HUSH_VENDOR_TIMEOUT_MS: '2000' },
    slack: { switches: { messagesPerSecond: 0 } },
  });
});
afterAll(async () => {
  expect(bed.slack.violations()).toEqual([]);
  await bed.close();
});

/** Types a line and lets time go by until it is answered for good. */
async function answer(line: string): Promise<string> {
  const before = bed.allTold().length;
  await bed.type(line);
  const found = () =>
    bed
      .allTold()
      .slice(before)
      .find(({ text }) => !text.includes('started'));
  // Coarser than elsewhere, with a longer time limit on requests to match: there are many waits of seconds here.
  for (const end = clock.now() + 120_000; !found() && clock.now() < end; ) {
    await clock.advance(80);
    await pause(1);
  }
  return found()?.text ?? '';
}

type Ending = 'done' | 'failed' | 'rejected' | 'unconfirmed';

/** What is done with one operation, and what spoils it. */
interface Trial {
  readonly operation: string;
  readonly vendor: () => TestBed['zim'] | TestBed['netease'];
  /** A line about somebody nobody named before. */
  readonly line: (user: string) => string;
  /** Puts the user there. */
  readonly add: (user: string) => void;
}

const trials: readonly Trial[] = [
  {
    operation: 'MuteGroupMembers',
    vendor: () => bed.zim,
    line: (user) => `/hush mute ${user} in lobby for 2h`,
    add: (user) => {
      bed.zim.addUsers([user]);
      bed.zim.addGroup({ id: 'lobby', owner: 'admin', members: [user] });
    },
  },
  {
    operation: 'SilenceConvNotification',
    vendor: () => bed.zim,
    line: (user) => `/hush silence ${user} from users alice for 2h`,
    add: (user) => bed.zim.addUsers([user]),
  },
  {
    operation: 'user/muteModule',
    vendor: () => bed.netease,
    line: (user) => `/hush mute ${user} everywhere for 2h`,
    add: (user) => bed.netease.addAccounts([user]),
  },
];

const faults: readonly { name: string; fault: Fault }[] = [
  { name: 'HTTP 503 around a good answer', fault: { kind: 'status', status: 503 } },
  { name: 'HTTP 500 with a web page', fault: { kind: 'html', status: 500 } },
  { name: 'a reset before the effect', fault: { kind: 'reset-before' } },
  { name: 'a reset after the effect', fault: { kind: 'reset-after' } },
  { name: 'no answer', fault: { kind: 'hang' } },
  { name: 'no answer to what worked', fault: { kind: 'hang', effect: true } },
  { name: 'half a body', fault: { kind: 'half-body' } },
  { name: 'an empty body', fault: { kind: 'empty' } },
  { name: 'another type', fault: { kind: 'wrong-type' } },
];

/**
 * What it comes to when it goes on, and after how many calls of the operation. ZIM cannot be asked what is so: what was repeated three times
 * stays in doubt. NetEase can. A refusal to repeat what was done tells as much, whatever the HTTP status around it.
 */
const lasting: readonly { name: string; fault: Fault; ends: Record<string, readonly [Ending, number]> }[] = [
  {
    name: 'HTTP 503 around good answers',
    fault: { kind: 'status', status: 503 },
    ends: {
      MuteGroupMembers: ['unconfirmed', 4],
      SilenceConvNotification: ['done', 2],
      'user/muteModule': ['done', 2],
    },
  },
  {
    name: 'resets before the effect',
    fault: { kind: 'reset-before' },
    ends: {
      MuteGroupMembers: ['unconfirmed', 4],
      SilenceConvNotification: ['unconfirmed', 4],
      'user/muteModule': ['failed', 4],
    },
  },
  {
    name: 'resets after the effect',
    fault: { kind: 'reset-after' },
    ends: {
      MuteGroupMembers: ['unconfirmed', 4],
      SilenceConvNotification: ['unconfirmed', 4],
      'user/muteModule': ['done', 4],
    },
  },
];

let people = 0;
const callsOf = ({ vendor, operation }: Trial) => vendor().calls.filter((call) => call.operation === operation).length;

async function spoil(trial: Trial, fault: Fault, times?: number): Promise<{ told: string; calls: number }> {
  people += 1;
  const user = `person${people}`;
  trial.add(user);
  const before = callsOf(trial);
  const clear = trial.vendor().faults.add({ fault, operation: trial.operation, ...(times && { times }) });
  const told = await answer(trial.line(user));
  clear();
  return { told, calls: callsOf(trial) - before };
}

describe.each(trials)('$operation', (trial) => {
  test.each(faults)('with $name, once: it is repeated and done', async ({ fault }) => {
    const { told, calls } = await spoil(trial, fault, 1);
    expect(told).toContain('1 done');
    expect(calls).toBe(2);
  });

  test.each(lasting)('with $name for ever: an ending that is true, after three repeats at most', async ({
    fault,
    ends,
  }) => {
    const { told, calls } = await spoil(trial, fault);
    const [ending, expected] = ends[trial.operation] ?? [];
    expect(told).toContain(`1 ${ending}`);
    expect(calls).toBe(expected);
  });

  test('with an unknown code: rejected, with the code, and no repeat', async () => {
    const { told, calls } = await spoil(trial, { kind: 'unknown-code' });
    expect(told).toContain('1 rejected – a code Hush does not know (987654321)');
    expect(calls).toBe(1);
  });
});

describe('a code that says “too often”', () => {
  test.each([
    ['MuteGroupMembers', 660300006, 1000],
    ['SilenceConvNotification', 660300005, 1000],
    ['user/muteModule', 416, 10_000],
  ])('to %s (%i) is waited for, %i ms at least, and surely was not carried out', async (operation, code, pauseMs) => {
    const trial = trials.find((one) => one.operation === operation);
    if (!trial) throw new Error(operation);
    const { told, calls } = await spoil(trial, { kind: 'code', code }, 2);
    expect(told).toContain('1 done');
    expect(calls).toBe(3);
    const at = trial
      .vendor()
      .calls.filter((call) => call.operation === operation)
      .slice(-3)
      .map((call) => call.at);
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(pauseMs);
    expect((at[2] ?? 0) - (at[1] ?? 0)).toBeGreaterThanOrEqual(pauseMs);
  });
});

describe('the list of groups', () => {
  const lists = () => bed.zim.calls.filter(({ operation }) => operation === 'FetchForbidGroupList').length;

  test.each(faults)('with $name, once: is asked for again', async ({ fault }) => {
    const before = lists();
    bed.zim.faults.add({ fault, operation: 'FetchForbidGroupList', times: 1 });
    expect(await answer('/hush groups')).toContain('muted now');
    expect(lists() - before).toBe(2);
  });

  test('without an answer for ever: says so, after three repeats', async () => {
    const before = lists();
    const clear = bed.zim.faults.add({ fault: { kind: 'reset-before' }, operation: 'FetchForbidGroupList' });
    expect(await answer('/hush groups')).toContain('ZIM did not answer: ');
    clear();
    expect(lists() - before).toBe(4);
  });
});

test('without an answer to the read before a NetEase write for ever: nothing was written, so it has failed', async () => {
  const reads = () => bed.netease.calls.filter(({ operation }) => operation === 'user/getUinfos').length;
  people += 1;
  bed.netease.addAccounts([`person${people}`]);
  const [before, writes] = [reads(), bed.netease.calls.length - reads()];
  const clear = bed.netease.faults.add({ fault: { kind: 'reset-before' }, operation: 'user/getUinfos' });
  expect(await answer(`/hush mute person${people} in p2p for 2h`)).toContain(
    '1 failed – NetEase did not tell what is muted now: ',
  );
  clear();
  expect(reads() - before).toBe(4);
  expect(bed.netease.calls.length - reads()).toBe(writes);
});
