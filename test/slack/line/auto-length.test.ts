import { describe, expect, it } from 'vitest';
import { formatCommand } from '../../../src/slack/line/format-command.ts';
import { oneOfEach, read, refuse, withRules } from './lines.ts';

describe('a mute for auto', () => {
  it.each([
    ['mute alice bob in lobby for auto', undefined, '/hush mute alice bob in lobby for auto'],
    ['mute alice in lobby for AUTO spam again', 'spam again', '/hush mute alice in lobby for auto spam again'],
    ['mute alice everywhere for auto', undefined, '/hush mute alice everywhere for auto'],
  ])('has no length of its own, and is written so again: %s', (typed, reason, line) => {
    const command = read(typed, withRules);
    expect(command).toMatchObject({ length: { kind: 'auto' }, ...(reason && { reason }) });
    expect(formatCommand(command, oneOfEach)).toBe(line);
  });

  /** Typed; the word that is pointed at; what the sentence says; every line suggested, without `/hush`. */
  type Row = readonly [typed: string, word: string, says: string, ...suggested: string[]];
  it.each<Row>([
    ['mute a in b for auot', 'auot', 'Did you mean auto', 'mute a in b for auto'],
    ['mute a in b for automatic spam', 'automatic', 'Did you mean auto', 'mute a in b for auto spam'],
    ['mute a in b for auto, spam', 'auto,', 'Did you mean auto', 'mute a in b for auto spam'],
    ['mute a in b for "auto"', '"auto"', 'In quotes', 'mute a in b for auto'],
    ['mute a in b for auto 2h', 'auto', 'followed by a length', 'mute a in b for 2h', 'mute a in b for auto "2h"'],
    ['mute a in b for auot --dry-run', 'auot', 'Did you mean auto', 'mute a in b for auto --dry-run'],
    ['silence a from groups b for auto', 'auto', 'mutes alone', 'silence a from groups b for <length>'],
    ['extend 3 for auto', 'auto', 'mutes alone', 'extend 3 for <length>'],
    ['unmute a in b for auto', '', '', ''],
  ])('and nothing else is: %s', (typed, word, says, ...suggested) => {
    if (says === '') return expect(read(typed, withRules)).toMatchObject({ verb: 'unmute', reason: 'for auto' });
    const refusal = refuse(typed, withRules);
    expect(refusal.sentence).toContain(says);
    expect(refusal.word ?? '').toBe(word);
    expect(refusal.suggestions).toEqual(suggested.map((line) => `/hush ${line}`));
  });

  it('is refused where there is no ladder, with what to set', () => {
    const refusal = refuse('mute a in b for auto spam');
    expect(refusal.sentence).toContain('policy.ladder in hush.yml');
    expect(refusal.suggestions).toEqual(['/hush mute a in b for <length> spam']);
  });
});
