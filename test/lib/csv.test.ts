import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSafeCell, safeCell } from '../../src/lib/csv.ts';

describe('a cell', () => {
  test.each([
    '=1+1',
    '+1',
    '-1',
    '@x',
    '\t=1',
    '\r=1',
    '\n1',
    '\tx',
    ' =1',
    '"=1',
    "'=1",
    '\u00a0=1',
    '\ufeff=1',
    '\u200b-1',
    '＝1',
    ' " @x',
  ])('that could be a formula is a text: %j', (text) => expect(safeCell(text)).toBe(`'${text}`));

  test.each([
    '',
    'alice',
    "'alice",
    '{"a":"=1"}',
    '1-2',
    'a@b.c',
    ' x',
    '12',
  ])('of anything else stays as it is: %j', (text) => {
    expect(safeCell(text)).toBe(text);
  });

  test('is read back as what was written', () => {
    const text = fc.oneof(fc.string({ unit: fc.constantFrom(...'=\'"\t\r\n+-@ ax') }), fc.string({ unit: 'binary' }));
    fc.assert(fc.property(text, (written) => readSafeCell(safeCell(written)) === written));
  });
});
