import { describe, expect, it } from 'vitest';
import { longestNote } from '../../../src/moderation/notes.ts';
import { read, refuse } from './lines.ts';

describe('a note', () => {
  it.each([
    ['note 12 he asked', 'he asked'],
    ['NOTE #12, he asked', 'he asked'],
    ['note 12 2h of "abuse"', '2h of "abuse"'],
    ['note 12 first line\nsecond line', 'first line\nsecond line'],
    ['note 12 see <https://example.com/a?b=1&amp;c=2>', 'see https://example.com/a?b=1&c=2'],
    ['note 12 <http://example.com|example.com> again', 'http://example.com again'],
    // What is to be seen may lead elsewhere: then both are kept.
    ['note 12 <https://evil.test/x|https://good.test>!', 'https://good.test (https://evil.test/x)!'],
    [
      'note 12 <https://acme.slack.com/archives/C1/p1|that message>',
      'that message (https://acme.slack.com/archives/C1/p1)',
    ],
    ['note 12 <mailto:a@b.c|a@b.c> <@U1|bob> &lt;b&gt;', 'a@b.c @bob <b>'],
  ])('is the rest of the line, with where its links lead: %s', (typed, text) => {
    expect(read(typed)).toEqual({ verb: 'note', case: 12, text });
  });

  it.each([
    ['note', '', 'Which case, and what is there to note?', 'note <case> <text>'],
    ['note 12', '', 'What is there to note?', 'note 12 <text>'],
    ['note spam', 'spam', 'Which case? Its number comes right after note', 'note <case> spam'],
    ['note 12, 13 spam', '13', 'belongs to the note', 'note 12 spam', 'note 13 spam', 'note 12 13 spam'],
    ['note 12 spam --x', '--x', 'later version', 'note 12 spam', 'note 12 spam "--x"'],
  ])('is refused without all its parts: %s', (typed, word, says, ...suggested) => {
    const refusal = refuse(typed);
    expect(refusal.word ?? '').toBe(word);
    expect(refusal.sentence).toContain(says);
    expect(refusal.suggestions).toEqual(suggested.map((line) => `/hush ${line}`));
  });

  it('is refused in words when it is too long', () => {
    expect(read(`note 12 ${'😀'.repeat(longestNote)}`)).toMatchObject({ verb: 'note' });
    const refusal = refuse(`note 12 ${'x'.repeat(longestNote + 1)}`);
    expect(refusal.sentence).toBe(
      'A note has at most 2,000 characters; this one has 2,001. Make it several notes, or link to the rest.',
    );
    expect(refusal.suggestions).toEqual(['/hush help note']);
  });
});
