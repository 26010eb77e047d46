import { describe, expect, it } from 'vitest';
import { idProblem } from '../../src/moderation/id.ts';

describe('an id', () => {
  it.each([
    'alice',
    'a@b.c',
    '10001',
    'mary ann',
    'for',
    '<script>',
    'x'.repeat(32),
    'é'.repeat(16),
    '😀'.repeat(8),
    'سلام',
    '\u202e',
    ' ',
  ])('may have any characters up to 32 bytes: %j', (id) => {
    expect(idProblem(id)).toBeUndefined();
  });

  it.each([
    ['', 'is empty'],
    ['x'.repeat(33), 'is longer than 32 bytes'],
    ['é'.repeat(17), 'is longer than 32 bytes'],
    ['😀'.repeat(9), 'is longer than 32 bytes'],
    ['x'.repeat(1_000_000), 'is longer than 32 bytes'],
    ['a\u0000b', 'contains control characters'],
    ['a\nb', 'contains control characters'],
    ['a\u007f', 'contains control characters'],
    ['a\u0085', 'contains control characters'],
    ['a\ud800', 'contains a broken character'],
  ])('is turned away when no vendor could take it: %j %s', (id, problem) => {
    expect(idProblem(id)).toBe(problem);
  });
});
