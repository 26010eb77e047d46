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
    ['mute alice', '', 'Where?', 'mute alice in <group> for <length>', 'mute alice everywhere for <length>'],
    ['mute alice for 2h', 'for', 'Where?', 'mute alice in <group> for 2h', 'mute alice everywhere for 2h'],
    ['mute alice in', 'in', 'Where?', 'mute alice in <group> for <length>', 'mute alice everywhere for <length>'],
    ['mute alice in for 2h', 'in', 'Where?', 'mute alice in <group> for 2h', 'mute alice everywhere for 2h'],
    ['mute alice in lobby', '', 'How long?', 'mute alice in lobby for <length>'],
    ['mute alice everywhere', '', 'How long?', 'mute alice everywhere for <length>'],
    ['mute alice in lobby for', '', 'How long?', 'mute alice in lobby for <length>'],
    ['mute alice in lobby spam', '', 'How long?', 'mute alice in lobby for <length> [reason…]'],
    ['mute alice in lobby 2h spam', '2h', '“for” is missing', 'mute alice in lobby for 2h spam'],
    ['mute alice in lobby 2 hours', '2 hours', '“for” is missing', 'mute alice in lobby for 2 hours'],
    ['mute alice everywhere permanent', 'permanent', '“for” is missing', 'mute alice everywhere for permanent'],
    ['mute alice in lobby 2h just for fun', '2h', '“for” is missing', 'mute alice in lobby for 2h just for fun'],
    ['mute alice from lobby for 2h', 'from', 'follows the word “in”', 'mute alice in lobby for 2h'],
    ['mute alice for 2h in lobby spam', 'for', 'place comes before', 'mute alice in lobby for 2h spam'],
    ['mute alice for 2h everywhere', 'for', 'place comes before', 'mute alice everywhere for 2h'],
    ['mute alice netease/everywhere', '', 'Where?', 'mute alice in netease/everywhere for <length>'],
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

describe('a silence without all its parts', () => {
  it.each<Row>([
    [
      'silence bob',
      '',
      'From what?',
      'silence bob from groups <id> for <length>',
      'silence bob from users <id> for <length>',
    ],
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
    ['silence bob from users', 'users', 'Which users?', 'silence bob from users <id> for <length>'],
    [
      'silence bob from groups g1 users u1 for 2h',
      'users',
      'was expected',
      'silence bob from groups g1 "users" u1 for 2h',
    ],
    ['silence bob from groups g1', '', 'How long?', 'silence bob from groups g1 for <length>'],
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
    ['history by', 'by', 'By whom?', 'history by @moderator'],
    ['history by bob', 'bob', 'By whom?', 'history by @moderator'],
    ['history by <!subteam^S1|@mods>', '@mods', 'By whom?', 'history by @moderator'],
    ['history <@U1|bob>', '@bob', 'write “by” before', 'history by @U1'],
    ['active mary ann', 'ann', 'one target or one group', 'active mary', 'active ann', 'active "mary ann"'],
    ['case', '', 'Which case?', 'case <number>'],
    ['undo', '', 'Which case?', 'undo <number>'],
    ['case x12', 'x12', 'not a case’s number', 'case 12'],
    ['case 012', '012', 'not a case’s number', 'case 12'],
    ['case 0', '0', 'not a case’s number', 'case <number>'],
    ['undo -3', '-3', 'not a case’s number', 'undo 3'],
    ['undo 1.5', '1.5', 'not a case’s number', 'undo <number>'],
    ['undo ３', '３', 'not a case’s number', 'undo 3'],
    ['undo 99999999999999999999', '99999999999999999999', 'not a case’s number', 'undo <number>'],
    ['case 99999999999999999999', '99999999999999999999', 'not a case’s number', 'case <number>'],
    ['undo alice7', 'alice7', 'not a case’s number', 'undo <number>'],
    ['undo <@U1>', '@U1', 'not a case’s number', 'undo <number>'],
    ['undo case 12', 'case', 'without the word “case”', 'undo 12'],
    ['undo No.12', 'No.12', 'not a case’s number', 'undo 12'],
    ['case --full 12', '--full', 'later version', 'case 12'],
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
