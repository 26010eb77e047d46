import { expect, test } from 'vitest';
import type { Case, EndingGroup } from '../../../src/moderation/case.ts';
import { auditMessage } from '../../../src/slack/messages/audit-post.ts';
import { startedMessage } from '../../../src/slack/messages/summary.ts';

const createdAt = Date.UTC(2026, 10, 22, 14, 2, 30);
const record: Case = {
  number: 7,
  createdAt,
  action: 'mute',
  vendor: 'zim',
  place: { kind: 'group', app: 'zim', group: 'lobby' },
  length: { kind: 'timed', seconds: 7200 },
  expiresAt: createdAt + 7_200_000,
  moderator: 'UMARIA',
  total: 1000,
  duplicates: 0,
  asked: { by: 'UMARIA', at: createdAt, total: 1000 },
};
const groups: readonly EndingGroup[] = [
  { outcome: 'done', count: 250, targets: [] },
  { count: 750, targets: [] },
];
const standstill = { since: createdAt, words: 'the connection was refused' };
const facts = { record, groups, held: 0, earlier: [], now: createdAt + 60_000 };
const line = (more: object) => auditMessage({ ...facts, ...more }).text.split('\n')[1];

test('a running case shows a bar, how fast it goes and what is left', () => {
  expect(line({ pace: { settled: 54, ms: 3000 } })).toBe(
    'Running: ▓▓▓▓▓░░░░░░░░░░░░░░░ 250 of 1,000, 18 a second, about 42 seconds left',
  );
  expect(line({ pace: { settled: 2, ms: 3000 } })).toContain(', 40 a minute, about 19 minutes left');
});

test('without a pace there is no rate, and without progress it says what is waited for', () => {
  expect(line({})).toBe('Running: ▓▓▓▓▓░░░░░░░░░░░░░░░ 250 of 1,000');
  expect(line({ pace: { settled: 0, ms: 3000 } })).toContain('250 of 1,000, waiting for the vendor');
});

test('while its vendor does not answer it says since when, and no rate that is no longer true', () => {
  const seconds = createdAt / 1000;
  expect(line({ pace: { settled: 54, ms: 3000 }, standstill })).toBe(
    `Running: ▓▓▓▓▓░░░░░░░░░░░░░░░ 250 of 1,000, waiting: ZIM has not answered since <!date^${seconds}^{time}|14:02 UTC> (the connection was refused)`,
  );
  expect(startedMessage({ ...facts, standstill }).text).toContain(
    `It is waiting: ZIM has not answered since <!date^${seconds}^{time}|14:02 UTC> (the connection was refused). A summary follows`,
  );
});

test('an outage of more than half a day is told with its date', () => {
  expect(line({ standstill, now: createdAt + 86_400_000 })).toContain(
    '{date_short_pretty} {time}|2026-11-22 14:02 UTC>',
  );
});

test('a case that has ended says nothing of its vendor', () => {
  expect(auditMessage({ ...facts, record: { ...record, closedAt: createdAt + 1 }, standstill }).text).not.toContain(
    'waiting',
  );
});
