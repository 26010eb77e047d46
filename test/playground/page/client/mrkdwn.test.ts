import { describe, expect, test } from 'vitest';
import { type Piece, readMrkdwn, readPlain } from '../../../../src/playground/page/client/text/mrkdwn.ts';

const text = (words: string): Piece => ({ kind: 'text', text: words });

describe('a text in mrkdwn', () => {
  test('has bold, italic and struck words, and one inside the other', () => {
    expect(readMrkdwn('*Case 1*: _quite_ ~not~ *so _very_ bold*')).toEqual([
      { kind: 'bold', inside: [text('Case 1')] },
      text(': '),
      { kind: 'italic', inside: [text('quite')] },
      text(' '),
      { kind: 'strike', inside: [text('not')] },
      text(' '),
      { kind: 'bold', inside: [text('so '), { kind: 'italic', inside: [text('very')] }, text(' bold')] },
    ]);
  });

  test.each([
    '2*3*4',
    'user_name_here',
    '* a *',
    '**',
    'a ~ b ~ c',
    '*no end',
    'over *two\nlines*',
  ])('leaves marks alone that mark nothing: %s', (words) => {
    expect(readMrkdwn(words).every(({ kind }) => kind === 'text' || kind === 'break')).toBe(true);
  });

  test('keeps what stands in code as it is, and undoes the escapes once', () => {
    expect(readMrkdwn('`*a* &lt;@U1&gt; &amp;lt;` and &amp;lt; *&lt;b&gt;*')).toEqual([
      { kind: 'code', text: '*a* <@U1> &lt;' },
      text(' and &lt; '),
      { kind: 'bold', inside: [text('<b>')] },
    ]);
  });

  test('never makes a mention of what was escaped', () => {
    expect(readMrkdwn('&lt;!channel&gt; &lt;@U1&gt;')).toEqual([text('<!channel> <@U1>')]);
  });

  test('has blocks of code, quotes and breaks', () => {
    expect(readMrkdwn('a\n&gt; b\n> *c*\nd\n```\n*x*\n  y\n```\ne')).toEqual([
      text('a'),
      { kind: 'quote', inside: [text('b'), { kind: 'break' }, { kind: 'bold', inside: [text('c')] }] },
      text('d'),
      { kind: 'break' },
      { kind: 'pre', text: '*x*\n  y' },
      text('e'),
    ]);
  });

  test('names people, channels, groups and everybody', () => {
    expect(readMrkdwn('<@U1> <@U2|bob> <#C1|lobby> <!subteam^S1|@mods> <!here>')).toEqual([
      { kind: 'user', id: 'U1', label: undefined },
      text(' '),
      { kind: 'user', id: 'U2', label: 'bob' },
      text(' '),
      { kind: 'channel', id: 'C1', label: 'lobby' },
      text(' '),
      { kind: 'group', id: 'S1', label: '@mods' },
      text(' '),
      { kind: 'everybody', text: '@here' },
    ]);
  });

  test('has links with their labels, and dates with their fallback', () => {
    expect(
      readMrkdwn('<https://a.example/?x=1&amp;y=2|a &amp; b> <javascript:x> <!date^1700000000^{date} {time}|then>'),
    ).toEqual([
      { kind: 'link', url: 'https://a.example/?x=1&y=2', label: 'a & b' },
      text(' '),
      { kind: 'link', url: 'javascript:x', label: 'javascript:x' },
      text(' '),
      { kind: 'date', at: 1_700_000_000_000, format: '{date} {time}', fallback: 'then' },
    ]);
  });

  test('shows the emoji it knows, and the names of others', () => {
    expect(readMrkdwn(':warning: :nosuch: 10:30:00 :constructor:')).toEqual([
      text('⚠️ :nosuch: 10:30:00 :constructor:'),
    ]);
    expect(readPlain('a &amp; b :warning:')).toBe('a & b ⚠️');
  });
});
