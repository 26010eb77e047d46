import { describe, expect, it } from 'vitest';
import type { AppName } from '../../../src/moderation/vendor.ts';
import { neteaseOnly, oneOfEach, refuse, several, zimOnly } from './lines.ts';

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

describe('a mute without all its parts', () => {
  it.each<Row>([
    ['mute in lobby for 2h', 'in', 'Who?', 'mute <id> in lobby for 2h'],
    ['mute everywhere for 2h', 'everywhere', 'Who?', 'mute <id> everywhere for 2h'],
    ['mute alice', '', 'Where?', 'mute alice in <group> for 2h', 'mute alice everywhere for 2h'],
    ['mute alice for 2h', 'for', 'Where?', 'mute alice in <group> for 2h', 'mute alice everywhere for 2h'],
    ['mute alice in', 'in', 'Where?', 'mute alice in <group> for 2h', 'mute alice everywhere for 2h'],
    ['mute alice in for 2h', 'in', 'Where?', 'mute alice in <group> for 2h', 'mute alice everywhere for 2h'],
    ['mute alice in lobby', '', 'How long?', 'mute alice in lobby for 2h'],
    ['mute alice everywhere', '', 'How long?', 'mute alice everywhere for 2h'],
    ['mute alice in lobby for', '', 'How long?', 'mute alice in lobby for 2h'],
    ['mute alice in lobby spam', '', 'How long?', 'mute alice in lobby for 2h spam'],
    ['mute alice in lobby 2h spam', '2h', '“for” is missing', 'mute alice in lobby for 2h spam'],
    ['mute alice in lobby 2 hours', '2 hours', '“for” is missing', 'mute alice in lobby for 2 hours'],
    ['mute alice everywhere permanent', 'permanent', '“for” is missing', 'mute alice everywhere for permanent'],
    ['mute alice in lobby 2h just for fun', '2h', '“for” is missing', 'mute alice in lobby for 2h just for fun'],
    ['mute alice from lobby for 2h', 'from', 'follows the word “in”', 'mute alice in lobby for 2h'],
    ['mute alice for 2h in lobby spam', 'for', 'place comes before', 'mute alice in lobby for 2h spam'],
    ['mute alice for 2h everywhere', 'for', 'place comes before', 'mute alice everywhere for 2h'],
    [
      'mute alice netease/everywhere',
      '',
      'Where?',
      'mute alice in netease/everywhere for 2h',
      'mute alice netease/everywhere in <group> for 2h',
      'mute alice netease/everywhere everywhere for 2h',
    ],
  ])('is refused: %s', (...row) => check(row));
});

describe('a place that is not one place', () => {
  it.each<Row>([
    [
      'mute a in lobby vip for 2h',
      'in lobby vip',
      'One group at a time',
      'mute a in lobby for 2h',
      'mute a in vip for 2h',
      'mute a in "lobby vip" for 2h',
    ],
    [
      'mute a in lobby,vip for 2h',
      'in lobby,vip',
      'One group at a time',
      'mute a in lobby for 2h',
      'mute a in vip for 2h',
    ],
    [
      'mute a in "a b","c d" for 2h',
      'in "a b","c d"',
      'One group at a time',
      'mute a in "a b" for 2h',
      'mute a in "c d" for 2h',
    ],
    ['mute a in lobby,p2p for 2h', 'in lobby,p2p', 'do not mix', 'mute a in lobby for 2h', 'mute a in p2p for 2h'],
    ['mute a in p2p lobby for 2h', 'in p2p lobby', 'do not mix', 'mute a in lobby for 2h', 'mute a in p2p for 2h'],
    [
      'mute a everywhere lobby for 2h',
      'everywhere lobby',
      'do not mix',
      'mute a in lobby for 2h',
      'mute a everywhere for 2h',
    ],
    [
      'mute a in lobby everywhere for 2h',
      'in lobby everywhere',
      'do not mix',
      'mute a in lobby for 2h',
      'mute a everywhere for 2h',
    ],
    [
      'mute a in p2p,everywhere for 2h',
      'in p2p,everywhere',
      'all four modules',
      'mute a everywhere for 2h',
      'mute a in p2p for 2h',
    ],
    ['mute a in team p2p for 2h', 'in team p2p', 'joined by commas', 'mute a in p2p,team for 2h'],
    ['mute a in "" for 2h', '""', 'is empty', 'mute a in <group> for 2h'],
    ['mute a in Team for 2h', 'Team', 'write it small', 'mute a in team for 2h', 'mute a in "Team" for 2h'],
    ['mute a in P2P,team for 2h', 'P2P', 'write it small', 'mute a in p2p,team for 2h'],
    ['mute a in 2h for 2h', '2h', 'is a length', 'mute a in "2h" for 2h'],
    [
      'unmute a in lobby, thanks',
      'in lobby, thanks',
      'One group at a time',
      'unmute a in lobby',
      'unmute a in thanks',
      'unmute a in lobby thanks',
    ],
    ['unmute a in lobby everywhere', 'everywhere', 'second place', 'unmute a in lobby "everywhere"'],
    ['unmute a in p2p team talk', 'team', 'second place', 'unmute a in p2p,team talk', 'unmute a in p2p "team talk"'],
    ['unmute a', '', 'Where?', 'unmute a in <group>', 'unmute a everywhere'],
  ])('is refused: %s', (...row) => check(row));

  it('is refused when the group’s id could not be sent', () => {
    const long = 'é'.repeat(17);
    check([`mute a in ${long} for 2h`, long, 'is longer than 32 bytes', 'mute a in <group> for 2h']);
    check(['mute a in b\u0001 for 2h', 'b\ufffd', 'control characters', 'mute a in <group> for 2h']);
  });
});

describe('an app that is not clear', () => {
  it.each<Row>([
    [
      'mute a in lobby for 2h',
      'in lobby',
      'Which app? eu and us are both ZIM',
      'mute a in eu/lobby for 2h',
      'mute a in us/lobby for 2h',
    ],
    [
      'mute a everywhere for 2h',
      'everywhere',
      'Which app? cn and jp',
      'mute a in cn/everywhere for 2h',
      'mute a in jp/everywhere for 2h',
    ],
    [
      'mute a in team,p2p for 2h',
      'in team,p2p',
      'Which app?',
      'mute a in cn/p2p,team for 2h',
      'mute a in jp/p2p,team for 2h',
    ],
    [
      'mute a in cn/lobby for 2h',
      'in cn/lobby',
      'cn is a NetEase app',
      'mute a in eu/lobby for 2h',
      'mute a in us/lobby for 2h',
      'mute a in cn/everywhere for 2h',
    ],
    [
      'mute a in eu/p2p for 2h',
      'in eu/p2p',
      'eu is a ZIM app',
      'mute a in cn/p2p for 2h',
      'mute a in jp/p2p for 2h',
      'mute a in eu/"p2p" for 2h',
    ],
    [
      'mute a in eu/lobby,us/lobby for 2h',
      'in eu/lobby,us/lobby',
      'One app at a time',
      'mute a in eu/lobby for 2h',
      'mute a in us/lobby for 2h',
    ],
    ['mute a in eu/ for 2h', 'eu/', 'picks an app', 'mute a in eu/<group> for 2h'],
    [
      'mute a in EU/lobby for 2h',
      'in EU/lobby',
      'Which app?',
      'mute a in eu/EU/lobby for 2h',
      'mute a in us/EU/lobby for 2h',
    ],
    [
      'silence a from groups g for 2h',
      'groups',
      'Which app?',
      'silence a from eu/groups g for 2h',
      'silence a from us/groups g for 2h',
    ],
    [
      'silence a from cn/groups g for 2h',
      'cn/groups',
      'cn is a NetEase app',
      'silence a from eu/groups g for 2h',
      'silence a from us/groups g for 2h',
    ],
    ['groups', '', 'Which app?', 'groups eu/', 'groups us/'],
    ['groups vip', '', 'Which app?', 'groups eu/ vip', 'groups us/ vip'],
    ['groups cn/ vip', 'cn/', 'cn is a NetEase app', 'groups eu/ vip', 'groups us/ vip'],
  ])('is asked for by name: %s', (...row) => check(row, several));

  it('is said to be missing where none of its vendor is set up', () => {
    check(['mute a in lobby for 2h', 'in lobby', 'No ZIM app is set up', 'mute a everywhere for 2h'], neteaseOnly);
    check(['silence a from groups g for 2h', 'groups', 'No ZIM app is set up', 'help silence'], neteaseOnly);
    check(['groups', '', 'No ZIM app is set up', 'help groups'], neteaseOnly);
    check(
      ['mute a everywhere for 2h', 'everywhere', 'no NetEase app is set up', 'mute a in "everywhere" for 2h'],
      zimOnly,
    );
    check(['mute a in team for 2h', 'in team', 'no NetEase app is set up', 'mute a in "team" for 2h'], zimOnly);
    check(['mute a in p2p,team for 2h', 'in p2p,team', 'no NetEase app is set up', 'help mute'], zimOnly);
  });
});

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
    ['mute a in b for 0', '0', 'no time at all', 'unmute a in b', 'mute a in b for 10m'],
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
    ['mute a in b for 4000d', '4000d', 'at most 3650 days', 'mute a in b for 3650d', 'mute a in b for permanent'],
    ['mute a in b for auto', 'auto', 'later version', 'mute a in b for 2h'],
    ['mute a in b for "auto"', '"auto"', 'later version', 'mute a in b for 2h'],
    ['mute a in b for banana', 'banana', 'not a length', 'mute a in b for 2h'],
    ['mute a in b for "2h spam"', '"2h spam"', '“spam”', 'mute a in b for 2h'],
    ['mute a in b for <@U1|bob>', '@bob', 'not a length', 'mute a in b for 2h'],
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
    ['mute a in b for 1d 1 month', '1d', 'another length', 'mute a in b for 1d', 'mute a in b for 1d "1 month"'],
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
      'silence a from users b for 10m',
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
    ['mute everyone in b for 2h', 'everyone', 'later version', 'mute "everyone" in b for 2h'],
    ['mute a ALL in b for 2h', 'ALL', 'later version', 'mute a "ALL" in b for 2h'],
    ['mute role:admin everywhere for 2h', 'role:admin', 'later version', 'mute "role:admin" everywhere for 2h'],
    ['unmute all everywhere', 'all', 'later version', 'unmute "all" everywhere'],
    ['silence all from groups g for 2h', 'all', 'later version', 'silence "all" from groups g for 2h'],
    ['silence a from groups all for 2h', 'all', 'later version', 'silence a from groups "all" for 2h'],
    ['history all', 'all', 'later version', 'history "all"'],
    ['active everyone', 'everyone', 'later version', 'active "everyone"'],
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
    [
      'mute a in b for 2h --dry-run',
      '--dry-run',
      'later version',
      'mute a in b for 2h',
      'mute a in b for 2h "--dry-run"',
    ],
    [
      'mute a in b for 2h spam —dry-run',
      '—dry-run',
      'later version',
      'mute a in b for 2h spam',
      'mute a in b for 2h spam "—dry-run"',
    ],
    ['mute a in b for 2h spam –x', '–x', 'later version', 'mute a in b for 2h spam', 'mute a in b for 2h spam "–x"'],
    ['mute a in b for 2h spam --', '--', 'later version', 'mute a in b for 2h spam', 'mute a in b for 2h spam "--"'],
    [
      'mute --dry-run a in b for 2h',
      '--dry-run',
      'later version',
      'mute a in b for 2h',
      'mute "--dry-run" a in b for 2h',
    ],
    ['mute a in --b for 2h', '--b', 'later version', 'mute a in "--b" for 2h'],
    ['mute a in b for --dry-run', '--dry-run', 'later version', 'mute a in b for 2h'],
    ['mute a in b for —dry-run 2h', '—dry-run', 'later version', 'mute a in b for 2h'],
    ['unmute a everywhere --force', '--force', 'later version', 'unmute a everywhere', 'unmute a everywhere "--force"'],
    ['silence a from groups --x for 2h', '--x', 'later version', 'silence a from groups "--x" for 2h'],
    [
      'unsilence a from groups g because y --x',
      '--x',
      'later version',
      'unsilence a from groups g because y',
      'unsilence a from groups g because y "--x"',
    ],
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

describe('a silence without all its parts', () => {
  it.each<Row>([
    ['silence bob', '', 'From what?', 'silence bob from groups <id> for 2h', 'silence bob from users <id> for 2h'],
    [
      'silence bob for 2h',
      '',
      'From what?',
      'silence bob from groups <id> for 2h',
      'silence bob from users <id> for 2h',
    ],
    [
      'silence bob g1 for 2h',
      '',
      'From what?',
      'silence bob from groups g1 for 2h',
      'silence bob from users g1 for 2h',
    ],
    [
      'silence bob in lobby for 2h',
      'in',
      'From what?',
      'silence bob from groups lobby for 2h',
      'silence bob from users lobby for 2h',
    ],
    ['silence bob in groups lobby for 2h', 'in', 'From what?', 'silence bob from groups lobby for 2h'],
    ['silence bob groups lobby for 2h', 'groups', 'From what?', 'silence bob from groups lobby for 2h'],
    ['silence from groups g1 for 2h', 'from', 'Whose notifications?', 'silence <user> from groups g1 for 2h'],
    [
      'silence bob carl from users u1 for 2h',
      'bob carl',
      'One user at a time',
      'silence bob from users u1 for 2h',
      'silence carl from users u1 for 2h',
      'silence "bob carl" from users u1 for 2h',
    ],
    [
      'silence bob from g1 for 2h',
      'g1',
      'Groups or users?',
      'silence bob from groups g1 for 2h',
      'silence bob from users g1 for 2h',
    ],
    ['silence bob from groups for 2h', 'groups', 'Which groups?', 'silence bob from groups <id> for 2h'],
    ['silence bob from users', 'users', 'Which users?', 'silence bob from users <id> for 2h'],
    [
      'silence bob from groups g1 users u1 for 2h',
      'users',
      'was expected',
      'silence bob from groups g1 "users" u1 for 2h',
    ],
    ['silence bob from groups g1', '', 'How long?', 'silence bob from groups g1 for 2h'],
    [
      'silence bob from groups g1 because spam for 2h',
      'because',
      'length comes before',
      'silence bob from groups g1 for 2h spam',
      'silence bob from groups g1 "because" spam for 2h',
    ],
    [
      'unsilence bob from groups g1 for 2h',
      'for',
      'takes no length',
      'unsilence bob from groups g1',
      'silence bob from groups g1 for 2h',
    ],
    [
      'unsilence bob from groups g1 for spam',
      'for',
      'follows the word “because”',
      'unsilence bob from groups g1 because spam',
      'unsilence bob from groups g1 "for" spam',
    ],
    ['unsilence bob from groups g1 because', 'because', 'Because of what?', 'unsilence bob from groups g1'],
    ['unsilence bob from groups', 'groups', 'Which groups?', 'unsilence bob from groups <id>'],
  ])('is refused: %s', (...row) => check(row));

  it('is refused when the user’s id could not be sent', () => {
    check([`silence "" from groups g for 2h`, '""', 'is empty', 'silence <user> from groups g for 2h']);
    check([
      `silence ${'x'.repeat(33)} from groups g for 2h`,
      'x'.repeat(33),
      '32 bytes',
      'silence <user> from groups g for 2h',
    ]);
  });
});

describe('a look-up that is not clear', () => {
  it.each<Row>([
    ['history', '', 'Whose history?', 'history <id>'],
    ['history alice bob', 'bob', 'One target at a time', 'history alice', 'history bob', 'history "alice bob"'],
    ['history by', 'by', 'By whom?', 'history "by"'],
    ['history by bob', 'bob', 'By whom?', 'help history'],
    ['history by <!subteam^S1|@mods>', '@mods', 'By whom?', 'help history'],
    ['history <@U1|bob>', '@bob', 'write “by” before', 'history by @U1'],
    ['active mary ann', 'ann', 'one target or one group', 'active mary', 'active ann', 'active "mary ann"'],
    ['case', '', 'Which case?', 'case 12'],
    ['undo', '', 'Which case?', 'undo 12'],
    ['case x12', 'x12', 'not a case’s number', 'case 12'],
    ['case 012', '012', 'not a case’s number', 'case 12'],
    ['case 0', '0', 'not a case’s number', 'case 12'],
    ['undo -3', '-3', 'not a case’s number', 'undo 3'],
    ['undo 1.5', '1.5', 'not a case’s number', 'undo 1'],
    ['undo ３', '３', 'not a case’s number', 'undo 12'],
    ['undo 99999999999999999999', '99999999999999999999', 'not a case’s number', 'undo 999999999999999'],
    ['undo 12 13', '13', 'One case at a time', 'undo 12', 'undo 13'],
    ['help mte', 'mte', 'no verb “mte”', 'help mute', 'help'],
    ['help mute unmute', 'unmute', 'One verb at a time', 'help mute', 'help unmute'],
  ])('is refused: %s', (...row) => check(row));
});

describe('a verb that Hush does not have', () => {
  it.each<Row>([
    ['mte a in b for 2h', 'mte', 'Did you mean mute?', 'mute a in b for 2h'],
    ['muet a in b for 2h', 'muet', 'Did you mean mute?', 'mute a in b for 2h'],
    ['UNMTUE a in b', 'UNMTUE', 'Did you mean unmute?', 'unmute a in b'],
    ['nmute a in b', 'nmute', 'Did you mean mute or unmute?', 'unmute a in b'],
    [
      'mutes a in b for 90',
      'mutes',
      'Did you mean mute?',
      'mute a in b for 90s',
      'mute a in b for 90m',
      'mute a in b for 90h',
    ],
    ['hlep', 'hlep', 'Did you mean help?', 'help'],
    ['ban alice', 'ban', 'It has mute, unmute', 'help'],
    ['alice', 'alice', 'It has mute, unmute', 'help'],
    ['"mute" a in b for 2h', '"mute"', 'no verb', 'help'],
    ['<@U1|mute> a in b for 2h', '@mute', 'no verb', 'help'],
    ['🔇', '🔇', 'no verb', 'help'],
  ])('is refused, with the nearest one that fits: %s', (...row) => check(row));

  it('is shown shortened when it is very long', () => {
    const refusal = refuse('x'.repeat(10_000));
    expect(refusal.sentence.length).toBeLessThan(200);
    expect(refusal.word?.length).toBeLessThan(120);
  });
});

describe('the form that a refusal opens', () => {
  it.each([
    [
      'mute alice "mary ann" in lobby for 90 he said "no"',
      { verb: 'mute', targets: 'alice "mary ann"', place: 'lobby', length: '90', reason: 'he said "no"' },
    ],
    [
      'mute <@U1|bob>, carl everywhere for 2h',
      { verb: 'mute', targets: '@bob carl', place: 'everywhere', length: '2h' },
    ],
    ['mute alice in p2p, team,x for 2h', { verb: 'mute', targets: 'alice', place: 'p2p,team,x', length: '2h' }],
    ['mute alice in lobby 2h spam', { verb: 'mute', targets: 'alice', place: 'lobby', length: '2h', reason: 'spam' }],
    [
      'mute alice for 2h in lobby spam',
      { verb: 'mute', targets: 'alice', place: 'lobby', length: '2h', reason: 'spam' },
    ],
    ['mute alice', { verb: 'mute', targets: 'alice' }],
    ['mute in lobby for 2h', { verb: 'mute', place: 'lobby', length: '2h' }],
    ['mute "alice in lobby for 2h', { verb: 'mute', targets: '"alice', place: 'lobby', length: '2h' }],
    ['mute alice in lobby for 1d 12h', { verb: 'mute', targets: 'alice', place: 'lobby', length: '1d', reason: '12h' }],
    ['unmute all in lobby sorry', { verb: 'unmute', targets: 'all', place: 'lobby', reason: 'sorry' }],
    [
      'silence bob from us/groups g1 g2 for 90 night',
      {
        verb: 'silence',
        user: 'bob',
        conversations: 'groups',
        targets: 'g1 g2',
        place: 'us',
        length: '90',
        reason: 'night',
      },
    ],
    [
      'silence bob in users u1 for 2h',
      { verb: 'silence', user: 'bob', conversations: 'users', targets: 'u1', length: '2h' },
    ],
    [
      'unsilence all from users u1 because he asked',
      { verb: 'unsilence', user: 'all', conversations: 'users', targets: 'u1', reason: 'he asked' },
    ],
  ])('is filled with what was typed: %s', (typed, draft) => {
    expect(refuse(typed, several).draft).toEqual(draft);
  });

  it.each(['history', 'case x', 'groups cn/', 'foo'])('is not offered where there is none: %s', (typed) => {
    expect(refuse(typed, several)).not.toHaveProperty('draft');
  });
});
