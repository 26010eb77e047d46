import { describe, expect, it, test } from 'vitest';
import { verbs } from '../../../src/slack/line/command.ts';
import { helpMessage } from '../../../src/slack/messages/help.ts';
import { refusalMessage } from '../../../src/slack/messages/refusal.ts';
import { oneOfEach, refuse, several } from '../line/lines.ts';

describe('the help of one verb', () => {
  it('explains lengths where the line has one, and nowhere else', () => {
    const explained = verbs.filter((verb) => helpMessage(verb, several).text.includes('Lengths:'));
    expect(explained).toEqual(['mute', 'silence', 'extend']);
  });

  it('tells of --dry-run where the verb does something, and of auto in a mute’s', () => {
    const told = (words: string) => verbs.filter((verb) => helpMessage(verb, several).text.includes(words));
    expect(told('--dry-run')).toEqual(['mute', 'unmute', 'silence', 'unsilence', 'undo', 'extend', 'reason', 'note']);
    expect(told('`auto`')).toEqual(['mute']);
  });

  it('explains quotes where the line has ids, and nowhere else', () => {
    const explained = verbs.filter((verb) => helpMessage(verb, several).text.includes('go in quotes'));
    expect(explained).toEqual(['mute', 'unmute', 'silence', 'unsilence', 'active', 'history']);
  });

  it.each([
    ['mute', 'A name in front picks an app: `in eu/lobby`, `in cn/everywhere`.'],
    ['unmute', 'A name in front picks an app: `in eu/lobby`, `in cn/everywhere`.'],
    ['silence', 'A name in front picks an app: `from eu/groups`.'],
    ['groups', 'A name in front picks an app: `groups eu/`.'],
  ] as const)('of %s names an app of those there are', (verb, sentence) => {
    expect(helpMessage(verb, several).text).toContain(sentence);
  });

  it('speaks of apps only where several of a vendor are set up', () => {
    for (const verb of [undefined, ...verbs]) expect(helpMessage(verb, oneOfEach).text).not.toContain('picks an app');
    const zims = [
      { name: 'east', vendor: 'zim' as const },
      { name: 'west', vendor: 'zim' as const },
    ];
    expect(helpMessage('mute', zims).text).toContain('picks an app: `in east/lobby`.');
    expect(helpMessage('undo', several).text).toBe(
      '*undo*: Lift what a case did\n`/hush undo &lt;number&gt;`\n`--dry-run` at the end of a line has you see what it would do.',
    );
  });
});

test('the help of all verbs explains everything once', () => {
  const { text } = helpMessage(undefined, several);
  for (const verb of verbs) expect(text).toContain(`*${verb}*: `);
  expect(text.match(/Lengths:|go in quotes|picks an app/g)).toHaveLength(3);
});

describe('the answer to a mistyped verb', () => {
  it.each([
    ['mut alice in lobby for 1h', 10, '`/hush mute alice in lobby for 1h`', '/hush unmute'],
    ['list', 6, '`/hush active`', '/hush mute'],
    ['lift 12', 10, '`/hush undo 12`', '/hush mute'],
    ['alice', 3, '`/hush help`', '/hush mute'],
    ['--force mute alice in lobby for 1h', 9, 'kept for a later version', '/hush mute alice'],
  ])('is short: %s', (typed, most, has, hasNot) => {
    const { text } = refusalMessage(refuse(typed), undefined);
    expect(text.split('\n').length).toBeLessThanOrEqual(most);
    expect(text).toContain(has);
    expect(text).not.toContain(hasNot);
    expect(text).toContain('`/hush help`');
  });
});
