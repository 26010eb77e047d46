import { describe, expect, test } from 'vitest';
import { countdown, dayText, slackDate } from '../../../../src/playground/page/client/text/dates.ts';

const now = new Date(2026, 10, 22, 23, 30).getTime();
const hour = 3_600_000;

describe('a date of Slack’s', () => {
  test.each([
    ['{date_short}', now, '22 Nov 2026'],
    ['{date_short_pretty}', now - hour, 'today'],
    ['until {date_short_pretty}', now + hour, 'until tomorrow'],
    ['{date_pretty}', now - 24 * hour, 'yesterday'],
    ['{date_pretty}', now + 48 * hour, '24 November 2026'],
    ['{date_long}', now, 'Sunday, 22 November 2026'],
    ['{ago}', now - 90_000, '1 minute ago'],
    ['{ago}', now + 3 * hour, 'in 3 hours'],
  ])('%s', (format, at, text) => {
    expect(slackDate(format, { at, now })).toBe(text);
  });

  test('with a token that nobody knows has no text: the fallback counts', () => {
    expect(slackDate('{date} {century}', { at: now, now })).toBeUndefined();
    expect(slackDate('{constructor}', { at: now, now })).toBeUndefined();
  });
});

test.each([
  [0, '0:00'],
  [-5000, '0:00'],
  [1, '0:01'],
  [59_000, '0:59'],
  [61_000, '1:01'],
  [2 * hour - 2000, '1:59:58'],
  [30 * 24 * hour, '30 d 0:00:00'],
])('%s ms left are %s', (ms, text) => {
  expect(countdown(ms)).toBe(text);
});

test('the days around today have names', () => {
  expect([0, -24, 24, 72].map((hours) => dayText(now + hours * hour, now))).toEqual([
    'Today',
    'Yesterday',
    'Tomorrow',
    'Wednesday, 25 November 2026',
  ]);
});
