import { describe, expect, it } from 'vitest';
import type { AppName } from '../../../src/moderation/vendor.ts';
import { oneOfEach, refuse } from './lines.ts';

/** Typed; the word that is pointed at ('' for none); what the sentence says; every line suggested, without `/hush`. */
type Row = readonly [typed: string, word: string, says: string, ...suggested: string[]];

function check(
  [typed = '', word = '', says = '', ...suggested]: readonly string[],
  apps: readonly AppName[] = oneOfEach,
): void {
  const refusal = refuse(typed, apps);
  expect(refusal.sentence).toContain(says);
  expect(refusal.word ?? '').toBe(word);
  expect(refusal.suggestions).toEqual(suggested.map((line) => `/hush ${line}`));
}

describe('a length on a line', () => {
  it.each<Row>([
    [
      'mute a in b for 90 spam',
      '90',
      '90 of what?',
      'mute a in b for 90s spam',
      'mute a in b for 90m spam',
      'mute a in b for 90h spam',
    ],
    ['mute a in b for 0', '0', 'no time at all', 'unmute a in b', 'mute a in b for <length>'],
    ['mute a in b for -1 spam', '-1', 'Write permanent', 'unmute a in b spam', 'mute a in b for permanent spam'],
    ['mute a in b for –2h', '–2h', 'no sign', 'mute a in b for 2h'],
    ['mute a in b for 1M', '1M', 'minutes or months', 'mute a in b for 1m', 'mute a in b for 30d'],
    ['mute a in b for 1 M spam', '1 M', 'minutes or months', 'mute a in b for 1m spam', 'mute a in b for 30d spam'],
    ['mute a in b for 2 months spam', '2 months', 'Write days', 'mute a in b for 60d spam'],
    ['mute a in b for 500 ms', '500 ms', 'too fine', 'mute a in b for 1s', 'mute a in b for 500m'],
    ['mute a in b for 1,5h', '1,5h', 'comma', 'mute a in b for 1.5h'],
    ['mute a in b for 1,5 hours', '1,5 hours', 'comma', 'mute a in b for 1.5 hours'],
    ['mute a in b for .5h', '.5h', 'point', 'mute a in b for 0.5h', 'mute a in b for 5h'],
    ['mute a in b for 1h30 spam', '1h30', 'has no unit', 'mute a in b for 1h30m spam', 'mute a in b for 1h spam'],
    ['mute a in b for 2hh', '2hh', '“h”', 'mute a in b for 2h'],
    ['mute a in b for 2h, spam', '2h,', '“,”', 'mute a in b for 2h spam'],
    ['mute a in b for 2h; spam', '2h;', '“;”', 'mute a in b for 2h spam'],
    ['mute a in b for 2 hours, spam', '2 hours,', '“,”', 'mute a in b for 2 hours spam'],
    ['mute a in b for 2  hours', '2  hours', 'one space', 'mute a in b for 2 hours'],
    ['mute a in b for ２h', '２h', 'Use 0 to 9', 'mute a in b for 2h'],
    ['mute a in b for ２ h', '２ h', 'Use 0 to 9', 'mute a in b for 2 h'],
    ['mute a in b for 2 h30m', '2 h30m', 'joined', 'mute a in b for 2h30m'],
    ['mute a in b for 1d12 h', '1d12', 'Did you mean 1d12h?', 'mute a in b for 1d12h'],
    ['mute a in b for 4000d', '4000d', 'at most 3650 days', 'mute a in b for <length>'],
    ['mute a in b for auto', 'auto', 'none is set up', 'mute a in b for <length>'],
    ['mute a in b for "auto"', '"auto"', 'mutes alone', 'mute a in b for <length>'],
    ['silence a from groups b for auto', 'auto', 'mutes alone', 'silence a from groups b for <length>'],
    ['mute a in b for banana', 'banana', 'not a length', 'mute a in b for <length>'],
    ['mute a in b for "2h spam"', '"2h spam"', '“spam”', 'mute a in b for 2h'],
    ['mute a in b for <@U1|bob>', '@bob', 'not a length', 'mute a in b for <length>'],
    [
      'mute a in b for 1d 12h spam',
      '1d',
      'Did you mean 1d12h?',
      'mute a in b for 1d12h spam',
      'mute a in b for 1d "12h spam"',
    ],
    [
      'mute a in b for 1 day 12 hours spam',
      '1 day',
      'Did you mean',
      'mute a in b for 1day12hours spam',
      'mute a in b for 1 day "12 hours spam"',
    ],
    ['mute a in b for "1d" 12h', '"1d"', 'Did you mean 1d12h?', 'mute a in b for 1d12h', 'mute a in b for "1d" "12h"'],
    [
      'mute a in b for 1d and 12h',
      '1d',
      'Did you mean 1d12h?',
      'mute a in b for 1d12h',
      'mute a in b for 1d "and 12h"',
    ],
    [
      'mute a in b for 1d &amp; 12h',
      '1d',
      'Did you mean 1d12h?',
      'mute a in b for 1d12h',
      'mute a in b for 1d "& 12h"',
    ],
    ['mute a in b for 1d + 12h', '1d', 'Did you mean 1d12h?', 'mute a in b for 1d12h', 'mute a in b for 1d "+ 12h"'],
    ['mute a in b for 1d , 12h', '1d', 'Did you mean 1d12h?', 'mute a in b for 1d12h', 'mute a in b for 1d ", 12h"'],
    ['mute a in b for 1d, 12h spam', '1d,', 'Did you mean 1d12h?', 'mute a in b for 1d12h spam'],
    ['mute a in b for 1d - 12h', '1d', 'Did you mean 1d12h?', 'mute a in b for 1d12h', 'mute a in b for 1d "- 12h"'],
    ['mute a in b for 1d-12h', '1d-12h', 'Did you mean 1d12h?', 'mute a in b for 1d12h'],
    ['mute a in b for 1d / 12h', '1d', 'Did you mean 1d12h?', 'mute a in b for 1d12h', 'mute a in b for 1d "/ 12h"'],
    [
      'mute a in b for 2h to 3h',
      '2h',
      'Did you mean 2h or 3h?',
      'mute a in b for 2h',
      'mute a in b for 3h',
      'mute a in b for 2h "to 3h"',
    ],
    [
      'mute a in b for 2h permanent',
      '2h',
      'another length',
      'mute a in b for 2h',
      'mute a in b for permanent',
      'mute a in b for 2h "permanent"',
    ],
    ['mute a in b for 1d 1 month', '1d', 'another length', 'mute a in b for <length>', 'mute a in b for 1d "1 month"'],
    [
      'mute a in b for 1h 30',
      '1h',
      'Does 30 belong',
      'mute a in b for 1h30m',

      'mute a in b for 1h "30"',
    ],
    [
      'unmute a in b for 2h spam',
      'for 2h',
      'takes no length',
      'unmute a in b spam',
      'mute a in b for 2h spam',
      'unmute a in b "for 2h spam"',
    ],
    [
      'silence a from users b for 0',
      '0',
      'no time at all',
      'unsilence a from users b',
      'silence a from users b for <length>',
    ],
    [
      'silence a from users b for 90',
      '90',
      '90 of what?',
      'silence a from users b for 90s',
      'silence a from users b for 90m',
      'silence a from users b for 90h',
    ],
  ])('is refused: %s', (...row) => check(row));
});

describe('a word that is no id', () => {
  it.each<Row>([
    ['silence all from groups g for 2h', 'all', 'only mute and unmute', 'silence "all" from groups g for 2h'],
    ['silence a from groups all for 2h', 'all', 'only mute and unmute', 'silence a from groups "all" for 2h'],
    ['unsilence role:x from users u', 'role:x', 'only mute and unmute', 'unsilence "role:x" from users u'],
    ['history all', 'all', 'only mute and unmute', 'history "all"'],
    ['active everyone', 'everyone', 'only mute and unmute', 'active "everyone"'],
    ['mute a 2h in b for 2h', '2h', 'is a length', 'mute a "2h" in b for 2h'],
    ['mute a because in b for 2h', 'because', 'was expected', 'mute a "because" in b for 2h'],
    ['mute <@U1|bob> in b for 2h', '@bob', 'a person here in Slack', 'mute <id> in b for 2h'],
    ['mute a <@U1> in b for 2h', '@U1', 'a person here in Slack', 'mute a <id> in b for 2h'],
    ['mute "<@U1|bob smith>" in b for 2h', '"@bob smith"', 'a person here in Slack', 'mute <id> in b for 2h'],
    ['mute x<@U1>y in b for 2h', 'x@U1y', 'a person here in Slack', 'mute <id> in b for 2h'],
    ['mute <!subteam^S1|@mods> in b for 2h', '@mods', 'a user group of Slack', 'mute <id> in b for 2h'],
    ['mute <!here> in b for 2h', '@here', 'calls people in Slack', 'mute <id> in b for 2h'],
    ['mute <#C1|> in b for 2h', '#C1', 'a Slack channel', 'mute <id> in b for 2h'],
    ['mute a in <#C1|> for 2h', '#C1', 'a Slack channel', 'mute a in <id> for 2h'],
    ['mute a in <@U1> for 2h', '@U1', 'a person here in Slack', 'mute a in <id> for 2h'],
    ['mute a in <!subteam^S1> for 2h', '@S1', 'a user group of Slack', 'mute a in <id> for 2h'],
    ['silence <@U1> from groups g for 2h', '@U1', 'a person here in Slack', 'silence <id> from groups g for 2h'],
    ['silence a from users <@U1> for 2h', '@U1', 'a person here in Slack', 'silence a from users <id> for 2h'],
    ['groups <@U1>', '@U1', 'a person here in Slack', 'groups <id>'],
    ['active <!here>', '@here', 'calls people in Slack', 'active <id>'],
    ['mute "alice in b for 2h', '"alice', 'never closed', 'mute alice in b for 2h'],
    ['mute alice “bob in b for 2h', '“bob', 'never closed', 'mute alice bob in b for 2h'],
    ['mute a in "b for 2h', '"b', 'never closed', 'mute a in b for 2h'],
    ['mute "a"b in c for 2h', '"a"b', 'never closed', 'mute a"b in c for 2h'],
    ["silence 'a from groups g for 2h", "'a", 'never closed', 'silence a from groups g for 2h'],
    ['groups "vip room', '"vip', 'never closed', 'groups vip room'],
    ['active "vip', '"vip', 'never closed', 'active vip'],
  ])('is refused: %s', (...row) => check(row));
});

describe('a word with two dashes', () => {
  it.each<Row>([
    ['mute a in b for 2h --force', '--force', 'later version', 'help mute'],
    ['mute a in b for 2h spam —force', '—force', 'later version', 'help mute'],
    ['mute a in b for 2h spam –x', '–x', 'later version', 'help mute'],
    ['mute a in b for 2h spam --', '--', 'later version', 'help mute'],
    ['mute --force a in b for 2h', '--force', 'later version', 'help mute'],
    ['mute a in --b for 2h', '--b', 'later version', 'help mute'],
    ['mute a in b for --force', '--force', 'later version', 'help mute'],
    ['mute a in b for —force 2h', '—force', 'later version', 'help mute'],
    ['unmute a everywhere --force', '--force', 'later version', 'help unmute'],
    ['silence a from groups --x for 2h', '--x', 'later version', 'help silence'],
    ['unsilence a from groups g because y --x', '--x', 'later version', 'help unsilence'],
    ['groups --all', '--all', 'later version', 'groups', 'groups "--all"'],
    ['groups --all vip', '--all', 'later version', 'groups vip', 'groups "--all" vip'],
    ['case 12 --full', '--full', 'later version', 'case 12'],
    ['help --all', '--all', 'later version', 'help'],
  ])('is refused: %s', (...row) => check(row));

  it('is refused also when it is all that was typed', () => {
    expect(refuse('--help').suggestions).toEqual(['/hush']);
    expect(refuse('mute --help').suggestions).toEqual(['/hush mute']);
  });
});
