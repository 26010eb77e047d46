import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxLengthSeconds, parseLength } from '../../src/moderation/length.ts';

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

/** The contract once more, written as slowly and plainly as possible: an independent judge of what a text says. */
function judge(text: string): number | 'permanent' | undefined {
  const lower = text.trim();
  if (['permanent', 'perm', 'forever'].includes(lower.toLowerCase())) return 'permanent';
  const names = spellings.flatMap(([size, words]) => words.split(' ').map((word) => [word, size] as const));
  let rest = lower;
  let total = 0n;
  let above = Number.POSITIVE_INFINITY;
  let parts = 0;
  let fractions = 0;
  while (rest !== '') {
    const number = /^(?:0|[1-9][0-9]*)(?:\.[0-9]+)?/.exec(rest)?.[0];
    if (number === undefined) return undefined;
    rest = rest.slice(number.length).replace(/^[ \t\u00a0]/, '');
    const letters = /^[A-Za-z]+/.exec(rest)?.[0] ?? '';
    const size = names.find(([name]) => name === letters.toLowerCase())?.[1];
    if (size === undefined || size >= above) return undefined;
    if (letters === 'M' && above !== hour) return undefined;
    above = size;
    parts += 1;
    const [whole = '', fraction = ''] = number.split('.');
    if (number.includes('.')) fractions += 1;
    const scale = 10n ** BigInt(fraction.length);
    const scaled = (BigInt(whole) * scale + BigInt(fraction || '0')) * BigInt(size);
    if (scaled === 0n || scaled % scale !== 0n) return undefined;
    total += scaled / scale;
    rest = rest.slice(letters.length).replace(/^[ \t\u00a0](?=\d)/, '');
  }
  if (parts === 0 || (fractions > 0 && parts > 1)) return undefined;
  return total <= BigInt(maxLengthSeconds) ? Number(total) : undefined;
}

const pieces = fc.constantFrom(
  ...'0 1 2 5 9 10 12 30 90 02 007 00 1.5 0.5 .5 1. 1,5 99999999999 ٢ ２ ½'.split(' '),
  ...'s m h d w M H D S W min MIN hours hour days wk mo month y ms hh x'.split(' '),
  ...[' ', '  ', '\u00a0', '\n', ',', '-', '+', '–', '—', '/', '.', ';', '&', 'and', 'to', 'permanent', 'perm', 'for'],
  ...['forever', 'auto', '🔇', '\u202e', '\u0000', '"'],
);
const lengthLike = fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join(''));
const wellFormed = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 200 }), fc.constantFrom('', ' ')), { minLength: 5, maxLength: 5 })
  .chain((numbers) =>
    fc.subarray(['w', 'd', 'h', 'm', 's'], { minLength: 1 }).map((units) => {
      const written = units.map((unit, index) => {
        const [count, space] = numbers[index] ?? [1, ''];
        return `${count}${space}${unit}`;
      });
      return written.join('');
    }),
  );

describe('no text', () => {
  it('is ever read as another length, as permanent or as 0', () => {
    fc.assert(
      fc.property(fc.oneof(lengthLike, wellFormed, fc.string(), fc.string({ unit: 'binary' })), (text) => {
        expect(secondsOf(text)).toBe(judge(text));
      }),
      { numRuns: 5000 },
    );
  });

  it('is accepted with a letter, digit or sign added at its end, unless that makes another well-formed length', () => {
    fc.assert(
      fc.property(wellFormed, pieces, (text, extra) => {
        expect(secondsOf(text + extra)).toBe(judge(text + extra));
        expect(secondsOf(extra + text)).toBe(judge(extra + text));
      }),
      { numRuns: 2000 },
    );
  });

  it('says 0, less, or anything that is not whole seconds', () => {
    fc.assert(
      fc.property(lengthLike, (text) => {
        const seconds = secondsOf(text);
        if (typeof seconds !== 'number') return;
        expect(Number.isSafeInteger(seconds)).toBe(true);
        expect(seconds).toBeGreaterThanOrEqual(1);
        expect(seconds).toBeLessThanOrEqual(maxLengthSeconds);
      }),
      { numRuns: 2000 },
    );
  });

  it('is refused without a whole sentence and suggestions that are lengths themselves', () => {
    fc.assert(
      fc.property(fc.oneof(lengthLike, fc.string(), fc.string({ unit: 'binary' })), (text) => {
        const reading = parseLength(text);
        if (reading.ok) return;
        expect(reading.sentence).toMatch(/[.?]$/);
        expect(reading.sentence.length).toBeLessThan(300);
        expect(reading.sentence).not.toMatch(/\p{Cc}|\u202e/u);
        for (const suggestion of [reading.suggestion, ...reading.otherSuggestions]) {
          expect(parseLength(suggestion).ok).toBe(true);
        }
      }),
      { numRuns: 5000 },
    );
  });
});

describe('a text of 10,000 characters', () => {
  const patterns: readonly (readonly [string, (size: number) => string])[] = [
    ['digits', (size) => '9'.repeat(size)],
    ['digits and a unit', (size) => `${'9'.repeat(size)}h`],
    ['zeros', (size) => `${'0'.repeat(size)}h`],
    ['a fraction', (size) => `1.${'0'.repeat(size)}1h`],
    ['two long numbers', (size) => `${'1'.repeat(size / 2)}.${'1'.repeat(size / 2)}`],
    ['hours without end', (size) => '1h'.repeat(size / 2)],
    ['spaces', (size) => `2${' '.repeat(size)}h`],
    ['spaces and no unit', (size) => `2${' '.repeat(size)}`],
    ['letters', (size) => 'h'.repeat(size)],
    ['a number and letters', (size) => `2${'h'.repeat(size)}`],
    ['connectors', (size) => `2h${' and, '.repeat(size / 6)}`],
    ['dashes', (size) => `2h${'-'.repeat(size)}`],
    ['other digits', (size) => '٢'.repeat(size)],
    ['commas', (size) => '1,'.repeat(size / 2)],
    ['points', (size) => '1.'.repeat(size / 2)],
    ['emoji', (size) => '🔇'.repeat(size / 2)],
  ];

  it.each(patterns)('is answered in time that grows with its length only: %s', (_, make) => {
    // Ten times the text may take ten times as long; a quadratic step anywhere would make it a hundred.
    const small = bestTime(make(10_000));
    const big = bestTime(make(100_000));
    expect(big).toBeLessThan(Math.max(40 * small, 60));
  });

  /** Milliseconds of this thread alone: what else runs on the machine does not count. */
  function bestTime(text: string): number {
    const runs = Array.from({ length: 3 }, () => {
      const start = process.threadCpuUsage();
      parseLength(text);
      return process.threadCpuUsage(start).user / 1000;
    });
    return Math.min(...runs);
  }
});
