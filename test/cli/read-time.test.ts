import { describe, expect, test } from 'vitest';
import { readTime } from '../../src/cli/read-time.ts';
import { isoText } from '../../src/lib/instant.ts';

const now = Date.UTC(2026, 10, 28, 12);
const read = (text: string) => {
  const { start, end } = readTime(text, { option: '--since', now });
  return `${isoText(start)} ${isoText(end)}`;
};

describe('a time of the command line', () => {
  test.each([
    ['2026-11-28', '2026-11-28T00:00:00.000Z 2026-11-29T00:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z 2024-03-01T00:00:00.000Z'],
    ['2026-11-28T14:00', '2026-11-28T14:00:00.000Z 2026-11-28T14:00:00.000Z'],
    ['2026-11-28T14:00:05Z', '2026-11-28T14:00:05.000Z 2026-11-28T14:00:05.000Z'],
    ['2026-11-28T14:00+02:00', '2026-11-28T12:00:00.000Z 2026-11-28T12:00:00.000Z'],
    ['7d', '2026-11-21T12:00:00.000Z 2026-11-21T12:00:00.000Z'],
    ['1d12h', '2026-11-27T00:00:00.000Z 2026-11-27T00:00:00.000Z'],
  ])('%s', (text, times) => expect(read(text)).toBe(times));

  test.each([
    '',
    '7',
    '7x',
    '-7d',
    'permanent',
    'yesterday',
    '2026-02-30',
    '2026-13-01',
    '2026-11-28T25:00',
    '28.11.2026',
    '2026-11',
  ])('that is none is refused by the name of its option: %j', (text) =>
    expect(() => readTime(text, { option: '--until', now })).toThrow(`--until ${text}: it is a date such as`));
});
