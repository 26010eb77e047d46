import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { playgroundSlack } from '../../src/playground/slack/seed.ts';
import type { SlackFault } from '../../src/playground/slack/switches.ts';
import { watchDatabases } from '../support/bot-database.ts';
import { startTestBed, type TestBed } from '../support/hush.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { passUntil } from '../support/pass-time.ts';
import { readinessAt } from '../support/readiness.ts';

const { auditChannel } = playgroundSlack;
const minute = 60_000;

const watched = watchDatabases();
let bed: TestBed;
let clock: ManualClock;
beforeEach(async () => {
  clock = new ManualClock();
  bed = await startTestBed({ clock, slack: { switches: { messagesPerSecond: 0 } } });
});
afterEach(async () => {
  await bed.close();
});

/** Types a line and waits for its summary. */
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

async function degraded(): Promise<readonly string[]> {
  const { status, degraded: troubles } = await readinessAt(bed.slack.eventsUrl);
  expect(status).toBe(200);
  return troubles;
}

const inAudit = () => bed.audit().map(({ text }) => /^\*Case \d+\*/.exec(text)?.[0]);
const posts = () => bed.slack.calls('chat.postMessage').length;
const fault = (one: SlackFault) => {
  const clear = bed.slack.faults.add({ fault: one, operation: 'chat.postMessage' });
  return async () => clear();
};

interface Trouble {
  readonly name: string;
  /** Slack's word for it. */
  readonly word: string;
  /** Begins it; returns what mends it. */
  begin(): () => Promise<unknown>;
}

const troubles: readonly Trouble[] = [
  {
    name: 'is archived',
    word: 'is_archived',
    begin: () => {
      bed.slack.admin.archive(auditChannel);
      return async () => bed.slack.admin.unarchive(auditChannel);
    },
  },
  {
    name: 'has lost its bot',
    word: 'not_in_channel',
    begin: () => {
      bed.slack.admin.kickBot(auditChannel);
      return async () => bed.slack.admin.inviteBot(auditChannel);
    },
  },
  { name: 'is behind a Slack that fails', word: 'http_503', begin: () => fault({ kind: 'status', status: 503 }) },
  {
    name: 'is behind a Slack that cannot be reached',
    word: 'unreachable',
    begin: () => fault({ kind: 'reset-before' }),
  },
  { name: 'has had too much', word: 'ratelimited', begin: () => fault({ kind: 'rate-limited', retryAfter: 30 }) },
];

for (const { name, word, begin } of troubles) {
  test(`when the audit channel ${name}, its messages are kept, the summaries say so, and they are told once and in order`, async () => {
    const mend = begin();
    await summary('/hush mute alice in lobby for 2h');
    await passUntil(clock, () => posts() > 0);
    expect(await summary('/hush mute bob in lobby for 2h')).toContain(
      `The audit message is waiting: Slack would not take it (${word}). Hush keeps trying.`,
    );
    expect(await degraded()).toEqual([`audit-channel: Slack takes no messages for the audit channel: ${word}.`]);
    // Much later it is still tried, and not often.
    const before = posts();
    for (let minutes = 0; minutes < 60; minutes += 1) {
      await clock.advance(minute);
      await pause(5);
    }
    expect(posts() - before).toBeGreaterThanOrEqual(11);
    expect(posts() - before).toBeLessThanOrEqual(120);
    expect(inAudit()).toEqual([]);

    // A restart in between changes nothing about the order.
    await bed.stop();
    await mend();
    await bed.start();
    await summary('/hush mute carol in lobby for 2h');
    await passUntil(clock, () => inAudit().length === 3, 6 * minute);
    expect(inAudit()).toEqual(['*Case 1*', '*Case 2*', '*Case 3*']);
    expect(await degraded()).toEqual([]);
    await clock.advance(10 * minute);
    await passUntil(clock, () => true);
    expect(inAudit()).toHaveLength(3);
  });
}

test('what the store cannot take down as told is not told again: one message, updated', async () => {
  const database = watched.of(bed.folder);
  await bed.zim.refuseConnections(true);
  await bed.type('/hush mute alice in lobby for 2h');
  bed.slack.faults.add({ fault: { kind: 'slow', ms: 200 }, operation: 'chat.postMessage', times: 1 });
  await passUntil(clock, () => posts() === 1);
  // Slack has it, and its answer comes to a Hush that cannot write.
  database.exec('pragma query_only = on');
  await passUntil(clock, () => inAudit().length === 1);
  for (let minutes = 0; minutes < 10; minutes += 1) {
    await clock.advance(minute);
    await pause(5);
  }
  expect(inAudit()).toHaveLength(1);
  database.exec('pragma query_only = off');
  await bed.zim.refuseConnections(false);
  await passUntil(clock, () => bed.audit()[0]?.text.includes('Ended: 1 done'), 5 * minute);
  expect(inAudit()).toEqual(['*Case 1*']);
});
