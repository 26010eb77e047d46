import { describe, expect, it } from 'vitest';
import { parseLine } from '../../../src/slack/line/parse-line.ts';

describe('a length written in words', () => {
  it.each([
    ['one hour spam', '1h spam'],
    ['an hour', '1h'],
    ['a day', '1d'],
    ['half an hour spam', '30m spam'],
    ['half a day', '12h'],
    ['a min', '1m'],
  ])('is refused, with the length it stands for: %s', (typed, meant) => {
    const parsed = parseLine(`mute alice in lobby for ${typed}`, [{ name: 'zim', vendor: 'zim' }]);
    expect(parsed).toMatchObject({ ok: false, refusal: { suggestions: [`/hush mute alice in lobby for ${meant}`] } });
  });
});
