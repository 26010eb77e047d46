import { describe, expect, it } from 'vitest';
import { excerpt } from '../../src/moderation/excerpt.ts';

describe('what was typed, shown inside a sentence', () => {
  it('is cut to a readable length, never through a character', () => {
    expect(excerpt('x'.repeat(10_000))).toBe(`${'x'.repeat(40)}…`);
    expect(excerpt('😀'.repeat(50), 3)).toBe('😀😀😀…');
    expect(excerpt('lobby')).toBe('lobby');
  });

  it('cannot break the sentence up or turn its direction', () => {
    expect(excerpt('a\nb\u00a0c')).toBe('a b c');
    expect(excerpt('a\u202eb\u0000c\u2066d\ud800')).toBe('a\ufffdb\ufffdc\ufffdd\ufffd');
  });
});
