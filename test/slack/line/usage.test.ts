import { describe, expect, it } from 'vitest';
import { verbs } from '../../../src/slack/line/command.ts';
import { usageOf, verbHelp } from '../../../src/slack/line/usage.ts';
import { read, several } from './lines.ts';

/** The right form of a line with its placeholders filled in. */
function filledIn(usage: string): string {
  return usage
    .replace('/hush ', '')
    .replace(/\[because <reason…>\]/, 'because x')
    .replace(/\[[^\]]*\]/, '')
    .replace('groups|users', 'eu/groups')
    .replace('@moderator', '<@U1>')
    .replace('<ids…>', 'a b')
    .replace('everyone|<roles…>', 'role:admin role:100')
    .replace('everywhere', 'in cn/everywhere')
    .replace('<group>', 'eu/lobby')
    .replace('<modules>', 'cn/p2p,team')
    .replace('<length>', '2h')
    .replace(/<(?:number|case)>/, '12')
    .replace('<text…>', 'he asked')
    .replace(/<(?:user|target)>/, 'bob');
}

describe('the help', () => {
  it.each(verbs)('shows a form of %s that Hush understands', (verb) => {
    for (const line of usageOf(verb).split('\n')) {
      expect(line.startsWith(`/hush ${verb}`)).toBe(true);
      const text = verb === 'groups' ? 'groups eu/' : filledIn(line);
      expect(read(text, several).verb).toBe(verb);
    }
  });

  it('says in one line what each verb does', () => {
    for (const { summary } of Object.values(verbHelp)) {
      expect(summary).toMatch(/^[A-Z].*[^.]$/);
      expect(summary.length).toBeLessThan(100);
    }
    expect(Object.keys(verbHelp)).toEqual(verbs);
  });
});
