import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatLength,
  type Length,
  lengthInWords,
  maxLengthSeconds,
  parseLength,
} from '../../src/moderation/length.ts';
import type { LengthFault } from '../../src/moderation/length-fault.ts';

const minute = 60;
const hour = 3600;
const day = 86_400;
const week = 604_800;

function secondsOf(text: string): number | 'permanent' | undefined {
  const reading = parseLength(text);
  if (!reading.ok) return undefined;
  return reading.length.kind === 'permanent' ? 'permanent' : reading.length.seconds;
}

const spellings: readonly [number, string][] = [
  [1, 's sec secs second seconds'],
  [minute, 'm min mins minute minutes'],
  [hour, 'h hr hrs hour hours'],
  [day, 'd day days'],
  [week, 'w wk wks week weeks'],
];

describe('a length', () => {
  it.each([
    ['30s', 30],
    ['10m', 10 * minute],
    ['2h', 2 * hour],
    ['1d', day],
    ['1w', week],
    ['2 hours', 2 * hour],
    ['2\u00a0hours', 2 * hour],
    ['  2h\n', 2 * hour],
    ['1d12h', 36 * hour],
    ['2h30m15s', 2 * hour + 30 * minute + 15],
    ['1w2d3h4m5s', week + 2 * day + 3 * hour + 4 * minute + 5],
    ['1h90m', 150 * minute],
    ['1m3600s', 61 * minute],
    ['1 day 12 hours', 36 * hour],
    ['1d 12h', 36 * hour],
    ['1.5h', 90 * minute],
    ['1.5 hours', 90 * minute],
    ['0.5h', 30 * minute],
    ['1.0h', hour],
    ['1.50h', 90 * minute],
    ['1.5000000000000000000000h', 90 * minute],
    ['0.0000125d', undefined],
    ['0.001h', undefined],
    ['0.0078125w', 4725],
    ['2.0s', 2],
    ['permanent', 'permanent'],
    ['perm', 'permanent'],
    ['forever', 'permanent'],
    ['PERMANENT', 'permanent'],
    ['Forever', 'permanent'],
    ['2H', 2 * hour],
    ['1D', day],
    ['1W', week],
    ['30S', 30],
    ['10MIN', 10 * minute],
    ['10 Minutes', 10 * minute],
    ['1D12H', 36 * hour],
    ['1H30M', 90 * minute],
    ['1h30M', 90 * minute],
    ['1 HOUR 30 M', 90 * minute],
    ['1D2H30M', day + 150 * minute],
    ['3650d', maxLengthSeconds],
    ['315360000s', maxLengthSeconds],
    ['87600h', maxLengthSeconds],
    ['1s', 1],
  ] as const)('reads %j as %j', (text, expected) => {
    expect(secondsOf(text)).toBe(expected);
  });

  it.each(spellings)('takes every spelling of %i seconds, in any case, with one space or none', (seconds, words) => {
    for (const word of words.split(' ')) {
      expect(secondsOf(`3${word}`)).toBe(3 * seconds);
      expect(secondsOf(`3 ${word}`)).toBe(3 * seconds);
      // A capital M alone is the one exception.
      if (word !== 'm') expect(secondsOf(`3${word.toUpperCase()}`)).toBe(3 * seconds);
    }
  });
});

describe('a text that is no length', () => {
  // What was typed, what is wrong with it, what to write instead (the likeliest first), and what the sentence must say.
  const table: readonly (readonly [string, LengthFault, string, string])[] = [
    ['', 'nothing', '2h', 'How long?'],
    [' \u00a0\n', 'nothing', '2h', 'How long?'],
    ['auto', 'auto', '2h', 'mutes alone'],
    ['AUTO', 'auto', '2h', 'mutes alone'],
    ['90', 'no-unit', '90s 90m 90h', '90 of what? Write 90s, 90m or 90h.'],
    ['1.5', 'no-unit', '1.5m 1.5h', '1.5 of what?'],
    ['007', 'no-unit', '7s 7m 7h', '007 of what?'],
    ['0', 'zero', '10m', 'no time at all'],
    ['0.0', 'zero', '10m', 'unmute'],
    ['0h', 'zero', '1h', 'unmute'],
    ['00h', 'zero', '1h', 'unmute'],
    ['0.0h', 'zero', '1h', 'unmute'],
    ['0d0h', 'zero', '1d', 'unmute'],
    ['1h0m', 'zero-part', '1h', '0m adds nothing'],
    ['0d12h', 'zero-part', '12h', '0d adds nothing'],
    ['-1', 'minus-one', 'permanent', 'Write permanent'],
    ['- 1', 'minus-one', 'permanent', 'use unmute'],
    ['–1', 'minus-one', 'permanent', 'use unmute'],
    ['−1', 'minus-one', 'permanent', 'use unmute'],
    ['-2h', 'sign', '2h', 'no sign'],
    ['+2h', 'sign', '2h', 'no sign'],
    ['—2h', 'sign', '2h', 'no sign'],
    ['+1', 'sign', '1m', 'no sign'],
    ['-90', 'sign', '90m', 'no sign'],
    ['1mo', 'months', '30d', 'Write days: 30d'],
    ['1 month', 'months', '30d', 'Write days: 30d'],
    ['2 months', 'months', '60d', 'Write days: 60d'],
    ['1MO', 'months', '30d', 'Write days'],
    ['1mth', 'months', '30d', 'Write days'],
    ['1y', 'months', '365d', 'Write days: 365d'],
    ['1 year', 'months', '365d', 'Write days'],
    ['1y6mo', 'months', '545d', 'Write days: 545d'],
    ['99 years', 'months', '3650d', 'Write days'],
    ['1M', 'capital-m', '1m 30d', 'minutes or months'],
    ['1 M', 'capital-m', '1m 30d', 'minutes or months'],
    ['3M', 'capital-m', '3m 90d', '3m or 90d'],
    ['1D30M', 'capital-m', '1D30m', 'minutes or months'],
    ['1M12H', 'capital-m', '12h1m', 'minutes or months'],
    ['1.5M', 'capital-m', '1.5m 45d', 'minutes or months'],
    ['1.001h', 'fraction-of-second', '1h4s', 'whole number of seconds'],
    ['0.1s', 'fraction-of-second', '1s', 'whole number of seconds'],
    ['1.00000000000000000001h', 'fraction-of-second', '1h', 'whole number of seconds'],
    ['500ms', 'milliseconds', '1s 500m', 'too fine'],
    ['1500 ms', 'milliseconds', '2s 1500m', 'too fine'],
    ['1,5h', 'comma', '1.5h', 'comma'],
    ['1,5 hours', 'comma', '1.5 hours', 'comma'],
    ['1,500s', 'comma', '1500s', 'comma'],
    ['1,500h', 'comma', '1.500h 1500h', 'comma'],
    ['.5h', 'point', '0.5h 5h', 'digit before and behind'],
    ['1.h', 'point', '1h', 'digit before and behind'],
    ['1..5h', 'point', '1.5h', 'digit before and behind'],
    ['1.5d12h', 'fraction-in-compound', '2d', 'A fraction stands alone'],
    ['1d1.5h', 'fraction-in-compound', '1d1h30m', 'A fraction stands alone'],
    ['1h30', 'unfinished', '1h30m 1h', 'The 30 at the end of 1h30 has no unit'],
    ['1d 12', 'unfinished', '1d12h 1d', 'no unit'],
    ['1m30', 'unfinished', '1m30s 1m', 'no unit'],
    ['30s5', 'unfinished', '30s', 'no unit'],
    ['1h1h', 'repeated-unit', '2h', 'same unit twice'],
    ['1h1hour', 'repeated-unit', '2h', 'same unit twice'],
    ['1d2h3d', 'repeated-unit', '4d2h', 'same unit twice'],
    ['12h1d', 'rising-units', '1d12h', 'bigger unit comes first'],
    ['30s1m', 'rising-units', '1m30s', 'bigger unit comes first'],
    ['02h', 'leading-zero', '2h', 'no zero in front'],
    ['00.5h', 'leading-zero', '0.5h', 'no zero in front'],
    ['1h05m', 'leading-zero', '1h5m', 'no zero in front'],
    ['٢h', 'digits', '2h', 'Use 0 to 9'],
    ['２h', 'digits', '2h', 'Use 0 to 9'],
    ['२ hours', 'digits', '2 hours', 'Use 0 to 9'],
    ['𝟚h', 'digits', '2h', 'Use 0 to 9'],
    ['²h', 'digits', '2h', 'Use 0 to 9'],
    ['½h', 'digits', '2h', 'Use 0 to 9'],
    ['Ⅷh', 'digits', '2h', 'Use 0 to 9'],
    ['2hh', 'trailing', '2h', '“h”'],
    ['3dyas', 'trailing', '3d', '“yas”'],
    ['1d12hh', 'trailing', '1d12h', '“h”'],
    ['2h;', 'trailing', '2h', '“;”'],
    ['2h,', 'trailing', '2h', '“,”'],
    ['2h.', 'trailing', '2h', '“.”'],
    ['2h🔇', 'trailing', '2h', '“🔇”'],
    ['2h spam', 'trailing', '2h', '“spam”'],
    ['2 hours ago', 'trailing', '2 hours', '“ago”'],
    ['2h; drop table', 'trailing', '2h', '“; drop table”'],
    ['2h 3 strikes', 'trailing', '2h', '“3 strikes”'],
    ['permanent!', 'trailing', 'permanent', '“!”'],
    ['permanent ban', 'trailing', 'permanent', '“ban”'],
    ['1d, 12h', 'two-lengths', '1d12h', 'Did you mean 1d12h?'],
    ['1d,12h', 'two-lengths', '1d12h', 'Did you mean 1d12h?'],
    ['1d and 12h', 'two-lengths', '1d12h', 'Did you mean 1d12h?'],
    ['1 day and 12 hours', 'two-lengths', '1day12hours', 'Did you mean'],
    ['1d & 12h', 'two-lengths', '1d12h', 'Did you mean 1d12h?'],
    ['1d&12h', 'two-lengths', '1d12h', 'Did you mean 1d12h?'],
    ['1d + 12h', 'two-lengths', '1d12h', 'Did you mean 1d12h?'],
    ['1d-12h', 'two-lengths', '1d12h', 'Did you mean 1d12h?'],
    ['1d – 12h', 'two-lengths', '1d12h', 'Did you mean 1d12h?'],
    ['1d/12h', 'two-lengths', '1d12h', 'Did you mean 1d12h?'],
    ['12h and 1d', 'two-lengths', '1d12h', 'Did you mean 1d12h?'],
    ['2h to 3h', 'two-lengths', '2h 3h', 'Did you mean 2h or 3h?'],
    ['2h or permanent', 'two-lengths', '2h permanent', 'Did you mean'],
    ['permanent 2h', 'two-lengths', 'permanent 2h', 'Did you mean'],
    ['1d and a half', 'two-lengths', '1d12h', 'Did you mean 1d12h?'],
    ['1d and 1 month', 'two-lengths', '1d', 'another length'],
    ['3651d', 'too-long', '3650d permanent', 'at most 3650 days'],
    ['315360001s', 'too-long', '3650d permanent', 'at most 3650 days'],
    ['3650d1s', 'too-long', '3650d permanent', 'at most 3650 days'],
    ['99999999999999999999999h', 'too-long', '3650d permanent', 'at most 3650 days'],
    [`${'9'.repeat(400)}w`, 'too-long', '3650d permanent', 'at most 3650 days'],
    ['2  hours', 'spaces', '2 hours', 'one space'],
    ['2\nhours', 'spaces', '2 hours', 'one space'],
    ['permanant', 'almost-permanent', 'permanent', 'write permanent'],
    ['permanently', 'almost-permanent', 'permanent', 'write permanent'],
    ['never', 'almost-permanent', 'permanent', 'write permanent'],
    ['∞', 'almost-permanent', 'permanent', 'write permanent'],
    ['5 parsecs', 'unknown-unit', '5m 5h 5d', '“parsecs” is not a unit'],
    ['1e3s', 'unknown-unit', '1m 1h 1d', '“e” is not a unit'],
    ['0x10s', 'unknown-unit', '2h', '“x” is not a unit'],
    ['hour', 'no-number', '1 hour', 'has no number'],
    ['an hour', 'no-number', '1 hour', 'has no number'],
    ['h', 'no-number', '1h', 'has no number'],
    ['M', 'not-a-length', '2h', 'not a length'],
    ['banana', 'not-a-length', '2h', '“banana” is not a length'],
    ['PT2H', 'not-a-length', '2h', 'not a length'],
    ['1:30', 'not-a-length', '2h', 'not a length'],
    ['2ｈ', 'not-a-length', '2h', 'not a length'],
    ['2\u202eh', 'not-a-length', '2h', 'not a length'],
    ['2\u0000h', 'not-a-length', '2h', 'not a length'],
    ['NaN', 'not-a-length', '2h', 'not a length'],
    ['Infinity h', 'not-a-length', '2h', 'not a length'],
  ];

  it.each(table)('%j is refused as %s, with %j instead', (text, fault, suggestions, words) => {
    const reading = parseLength(text);
    if (reading.ok) throw new Error(`read as ${formatLength(reading.length)}`);
    expect(reading.fault).toBe(fault);
    // Suggestions of one word each are listed in one string.
    expect([reading.suggestion, ...reading.otherSuggestions].join(' ')).toBe(suggestions);
    expect(reading.sentence).toContain(words);
  });

  it('has a sentence of its own for every fault', () => {
    const templates = new Map<string, string>();
    for (const [text, fault] of table) {
      const reading = parseLength(text);
      if (reading.ok) continue;
      // The same sentence with its details taken out.
      const template = reading.sentence.replace(/“[^”]*”|\S*\d\S*/g, '');
      if (!templates.has(template)) templates.set(template, fault);
      expect(templates.get(template)).toBe(fault);
    }
  });

  it.each(['2w\u212a', '2\u017f', '1\u0130'])('does not let letters of other scripts turn into units: %j', (text) => {
    expect(secondsOf(text)).toBeUndefined();
  });
});

describe('writing a length', () => {
  it.each([
    [90, '1m30s', '1 minute 30 seconds'],
    [1, '1s', '1 second'],
    [7200, '2h', '2 hours'],
    [36 * hour, '1d12h', '1 day 12 hours'],
    [7 * day, '1w', '1 week'],
    [14 * day, '2w', '2 weeks'],
    [30 * day, '30d', '30 days'],
    [8 * day, '8d', '8 days'],
    [day + 1, '1d1s', '1 day 1 second'],
    [maxLengthSeconds, '3650d', '3650 days'],
  ])('writes %i seconds as %s and %s', (seconds, short, words) => {
    expect(formatLength({ kind: 'timed', seconds })).toBe(short);
    expect(lengthInWords({ kind: 'timed', seconds })).toBe(words);
  });

  it('writes permanent as the word', () => {
    expect(formatLength({ kind: 'permanent' })).toBe('permanent');
    expect(lengthInWords({ kind: 'permanent' })).toBe('permanent');
  });

  it('prints every length back to itself, short and in words', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: maxLengthSeconds }), (seconds) => {
        const length: Length = { kind: 'timed', seconds };
        expect(parseLength(formatLength(length))).toEqual({ ok: true, length });
        expect(parseLength(lengthInWords(length))).toEqual({ ok: true, length });
      }),
    );
  });
});
