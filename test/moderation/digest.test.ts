import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lastDays, lastWeek } from '../../src/moderation/digest.ts';

const monday = { weekday: 1, hour: 9, minute: 0, timezone: 'Europe/Berlin' };
const at = (text: string) => Date.parse(text);
const iso = (ms: number) => new Date(ms).toISOString();

describe('the week that has ended', () => {
  test.each([
    ['a minute before its time', '2026-11-23T07:59:00Z', '2026-11-16'],
    ['at its time', '2026-11-23T08:00:00Z', '2026-11-23'],
    ['six days later', '2026-11-29T23:59:59Z', '2026-11-23'],
  ])('%s', (_, now, day) => {
    expect(lastWeek(monday, at(now)).day).toBe(day);
  });

  test('has an hour more in the week in which summer ends, and one fewer where it begins', () => {
    const autumn = lastWeek(monday, at('2026-10-26T12:00:00Z'));
    expect([iso(autumn.from), iso(autumn.dueAt)]).toEqual(['2026-10-19T07:00:00.000Z', '2026-10-26T08:00:00.000Z']);
    const spring = lastWeek(monday, at('2026-03-30T12:00:00Z'));
    expect([iso(spring.from), iso(spring.dueAt)]).toEqual(['2026-03-23T08:00:00.000Z', '2026-03-30T07:00:00.000Z']);
  });

  test('whose time the clocks leave out is due when they are past it; one that comes twice, the first time', () => {
    const sunday = { weekday: 7, hour: 2, minute: 30, timezone: 'Europe/Berlin' };
    expect(iso(lastWeek(sunday, at('2026-03-29T12:00:00Z')).dueAt)).toBe('2026-03-29T01:30:00.000Z');
    expect(iso(lastWeek(sunday, at('2026-10-25T12:00:00Z')).dueAt)).toBe('2026-10-25T00:30:00.000Z');
  });

  test.each([
    ['Pacific/Auckland', '2026-11-22T20:00:00Z', '2026-11-23'],
    ['Pacific/Apia', '2026-11-22T20:00:00Z', '2026-11-23'],
    ['Asia/Kathmandu', '2026-11-23T03:15:00Z', '2026-11-23'],
    ['America/Los_Angeles', '2026-11-23T17:00:00Z', '2026-11-23'],
  ])('is that of the place: %s', (timezone, due, day) => {
    expect(lastWeek({ ...monday, timezone }, at(due))).toMatchObject({ day, dueAt: at(due) });
    expect(lastWeek({ ...monday, timezone }, at(due) - 1).day).not.toBe(day);
  });

  const zones = [
    'UTC',
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kolkata',
    'America/Sao_Paulo',
  ];
  test('whenever it is asked, it has ended, less than eight days ago, and the next begins where it ends', () => {
    const schedule = fc.record({
      weekday: fc.integer({ min: 1, max: 7 }),
      hour: fc.integer({ min: 0, max: 23 }),
      minute: fc.integer({ min: 0, max: 59 }),
      timezone: fc.constantFrom(...zones),
    });
    fc.assert(
      fc.property(
        schedule,
        fc.integer({ min: at('2024-01-01T00:00:00Z'), max: at('2032-01-01T00:00:00Z') }),
        (when, now) => {
          const week = lastWeek(when, now);
          expect(week.dueAt).toBeLessThanOrEqual(now);
          expect(now - week.dueAt).toBeLessThan(7 * 86_400_000 + 7_200_000);
          expect(lastWeek(when, week.dueAt)).toEqual(week);
          const earlier = lastWeek(when, week.dueAt - 1);
          expect(earlier.dueAt).toBe(week.from);
          expect(earlier.from).toBe(week.before);
        },
      ),
    );
  });
});

test('days begin where the calendar says, whatever the clocks do', () => {
  const days = lastDays(3, { now: at('2026-10-26T12:00:00Z'), timezone: 'Europe/Berlin' });
  expect(days.map(iso)).toEqual([
    '2026-10-23T22:00:00.000Z',
    '2026-10-24T22:00:00.000Z',
    '2026-10-25T23:00:00.000Z',
    '2026-10-26T12:00:00.000Z',
  ]);
});
