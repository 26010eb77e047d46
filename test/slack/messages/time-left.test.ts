import fc from 'fast-check';
import { expect, test } from 'vitest';
import { timeLeft } from '../../../src/slack/messages/time-left.ts';

const hours = 3_600_000;

test.each([
  [1, '1 second left'],
  [999, '1 second left'],
  [1001, '2 seconds left'],
  [59_000, '59 seconds left'],
  [59_001, '1 minute left'],
  [60_001, '2 minutes left'],
  [2 * hours - 400, '2 hours left'],
  [2 * hours - 20 * 60_000 + 1, '1 hour 41 minutes left'],
  [24 * hours - 1, '1 day left'],
  [36 * hours, '1 day 12 hours left'],
  [7 * 24 * hours, '1 week left'],
  [45 * 24 * hours - 1, '45 days left'],
])('%i ms is %s', (ms, words) => {
  expect(timeLeft(ms)).toBe(words);
});

test('what is still on always has some time left, and at most two units of it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3650 * 24 * hours }), (ms) => {
      expect(timeLeft(ms)).toMatch(/^[1-9]\d* (?:second|minute|hour|day|week)s?(?: [1-9]\d* (?:minute|hour)s?)? left$/);
    }),
  );
});
