import { describe, expect, it } from 'vitest';
import { modules } from '../../../src/moderation/place.ts';
import { formVerbs } from '../../../src/slack/line/command.ts';
import { neteaseOnly, read, several, zimOnly } from './lines.ts';

const hours = (count: number) => ({ kind: 'timed', seconds: 3600 * count });
const group = (name: string, app = 'zim') => ({ kind: 'group', app, group: name });
const inModules = (named: readonly string[], app = 'netease') => ({ kind: 'modules', app, modules: named });
const ids = (...list: string[]) => list.map((id) => ({ id }));
const mute = { verb: 'mute', duplicates: [] };

describe('a mute', () => {
  it('names targets, a group, a length and a reason', () => {
    expect(read('mute alice bob in lobby for 2h spam')).toEqual({
      ...mute,
      targets: ids('alice', 'bob'),
      place: group('lobby'),
      length: hours(2),
      reason: 'spam',
    });
  });

  it('needs no reason', () => {
    expect(read('mute alice in lobby for 2h')).not.toHaveProperty('reason');
  });

  it('is for all four modules when it says everywhere', () => {
    const command = { ...mute, targets: ids('alice'), place: inModules(modules), length: { kind: 'permanent' } };
    expect(read('mute alice everywhere for permanent')).toEqual(command);
    expect(read('mute alice in everywhere for permanent')).toEqual(command);
    expect(read('mute alice in netease/everywhere for permanent')).toEqual(command);
    expect(read('mute alice in qchat,room,team,p2p for permanent')).toEqual(command);
  });

  it('names modules, in any order, joined by commas', () => {
    for (const place of ['p2p,team', 'team,p2p', 'p2p, team', 'p2p ,team', 'team,p2p,team', 'netease/p2p,team']) {
      expect(read(`mute alice in ${place} for 2h`)).toMatchObject({ place: inModules(['p2p', 'team']) });
    }
  });

  it('takes its words in any case', () => {
    expect(read('MUTE alice IN lobby FOR 2H spam')).toEqual(read('mute alice in lobby for 2h spam'));
    expect(read('Mute alice EveryWhere For Permanent')).toEqual(read('mute alice everywhere for permanent'));
  });

  it.each([
    'alice bob',
    'alice,bob',
    'alice, bob',
    'alice\nbob',
    'alice\u00a0bob',
    'alice , \n bob,',
    ',alice  bob',
  ])('separates targets by spaces, commas and new lines: %j', (targets) => {
    expect(read(`mute ${targets} in lobby for 2h`)).toMatchObject({ targets: ids('alice', 'bob') });
  });

  it.each([
    ['"for"', 'for'],
    ['"2h"', '2h'],
    ['"team"', 'team'],
    ['"mary ann"', 'mary ann'],
    ['“mary ann”', 'mary ann'],
    ["'mary ann'", 'mary ann'],
    ['‘mary ann’', 'mary ann'],
    ['“mary ann"', 'mary ann'],
    ['„mary ann“', 'mary ann'],
    ['«mary ann»', 'mary ann'],
    ['"in"', 'in'],
    ['"everywhere"', 'everywhere'],
    ['"everyone"', 'everyone'],
    ['"all"', 'all'],
    ['"role:admin"', 'role:admin'],
    ['"--dry-run"', '--dry-run'],
    ['"a,b"', 'a,b'],
    ['"a\nb c"', 'a\nb c'],
    ["o'brien", "o'brien"],
    ['o’brien', 'o’brien'],
    ["'o'brien jr'", "o'brien jr"],
    ['5"', '5"'],
    ['"permanent"', 'permanent'],
    ['eu/alice', 'eu/alice'],
    ['zim/alice', 'zim/alice'],
    ['p2p', 'p2p'],
    ['-x', '-x'],
    ['90', '90'],
    ['a--b', 'a--b'],
    ['🔇', '🔇'],
    ['سلام', 'سلام'],
  ])('takes %s as the id %j', (written, id) => {
    expect(read(`mute bob ${written} in lobby for 2h`)).toMatchObject({ targets: [{ id: 'bob' }, { id }] });
  });

  it('keeps the case of ZIM ids and lower-cases NetEase ids', () => {
    expect(read('mute Alice in Lobby for 2h')).toMatchObject({ targets: ids('Alice'), place: group('Lobby') });
    expect(read('mute Alice "BOB" everywhere for 2h')).toMatchObject({ targets: ids('alice', 'bob') });
  });

  it('collapses ids that were written twice, and tells which', () => {
    expect(read('mute a b a c b a in lobby for 2h')).toMatchObject({
      targets: ids('a', 'b', 'c'),
      duplicates: ['a', 'b'],
    });
    expect(read('mute a A "a" in lobby for 2h')).toMatchObject({ targets: ids('a', 'A'), duplicates: ['a'] });
    expect(read('mute a A everywhere for 2h')).toMatchObject({ targets: ids('a'), duplicates: ['a'] });
  });

  it('goes on with the good ids when some could not be sent', () => {
    expect(read(`mute alice "" ${'x'.repeat(33)} ${'é'.repeat(17)} b\u0001c in lobby for 2h`)).toMatchObject({
      targets: [
        { id: 'alice' },
        { id: '', problem: 'is empty' },
        { id: 'x'.repeat(33), problem: 'is longer than 32 bytes' },
        { id: 'é'.repeat(17), problem: 'is longer than 32 bytes' },
        { id: 'b\u0001c', problem: 'contains control characters' },
      ],
    });
    expect(read('mute "" everywhere for 2h')).toMatchObject({ targets: [{ problem: 'is empty' }] });
  });

  it.each([
    ['2h', hours(2)],
    ['2 hours', hours(2)],
    ['2\u00a0hours', hours(2)],
    ['1d12h', hours(36)],
    ['"1 day 12 hours"', hours(36)],
    ['“1 day 12 hours”', hours(36)],
    ['1.5h', hours(1.5)],
    ['1H30M', hours(1.5)],
    ['"2h"', hours(2)],
    ['perm', { kind: 'permanent' }],
    ['forever', { kind: 'permanent' }],
  ])('reads the length %s', (written, length) => {
    expect(read(`mute alice in lobby for ${written}`)).toMatchObject({ length });
    expect(read(`mute alice in lobby for ${written} spam`)).toMatchObject({ length, reason: 'spam' });
  });

  it.each([
    ['spam', 'spam'],
    ['  spam   and  more \n', 'spam   and  more'],
    ['"spam"', '"spam"'],
    ['he said "no', 'he said "no'],
    ["don't", "don't"],
    ["'tis the season", "'tis the season"],
    ['3 strikes', '3 strikes'],
    ['because of 3 days of spam', 'because of 3 days of spam'],
    ['"3 days of spam"', '"3 days of spam"'],
    ['for 2h', 'for 2h'],
    ['- spam', '- spam'],
    ['to calm down', 'to calm down'],
    ['and more', 'and more'],
    ['half a page of spam', 'half a page of spam'],
    ['a -- b', 'a -- b'],
    ['"--dry-run"', '"--dry-run"'],
    ['see "a --dry-run"', 'see "a --dry-run"'],
    ['in lobby', 'in lobby'],
    ['all', 'all'],
    ['second 2h', 'second 2h'],
    ['2nd offence', '2nd offence'],
    ['&lt;b&gt; &amp;amp; &amp;lt;', '<b> &amp; &lt;'],
    ['ask <@U1|bob>', 'ask @bob'],
    ['ask <@U1>', 'ask @U1'],
    ['<#C1|lobby> <#C2|> <#C3>', '#lobby #C2 #C3'],
    ['<!subteam^S1|@mods> <!subteam^S2> <!here> <!channel|channel>', '@mods @S2 @here @channel'],
    ['<http://x.y|x.y> <https://x.y/z?a=1&amp;b=2> <mailto:a@b.c|a@b.c>', 'x.y https://x.y/z?a=1&b=2 a@b.c'],
  ])('keeps the reason as typed: %j', (typed, reason) => {
    expect(read(`mute alice in lobby for 2h ${typed}`)).toMatchObject({ length: hours(2), reason });
  });

  it('takes what Slack makes of addresses and channels as what was typed', () => {
    expect(read('mute <mailto:a@b.c|a@b.c> <http://x.y|x.y> in <#C1|lobby> for 2h')).toMatchObject({
      targets: ids('a@b.c', 'x.y'),
      place: group('#lobby'),
    });
    expect(read('mute a&amp;b &lt;id&gt; &amp;amp; in lobby for 2h')).toMatchObject({
      targets: ids('a&b', '<id>', '&amp;'),
    });
  });
});

describe('a place', () => {
  it.each([
    ['in lobby', group('lobby')],
    ['in "team"', group('team')],
    ['in “everywhere”', group('everywhere')],
    ['in "mary ann"', group('mary ann')],
    ['in "lobby, vip"', group('lobby, vip')],
    ['in lobby,', group('lobby')],
    ['in zim/lobby', group('lobby')],
    ['in zim/"team"', group('team')],
    ['in zim/a/b', group('a/b')],
    ['in "zim/lobby"', group('zim/lobby')],
    ['in other/lobby', group('other/lobby')],
    ['in ZIM/lobby', group('ZIM/lobby')],
    ['in /lobby', group('/lobby')],
    ['in "2h"', group('2h')],
    ['in "for"', group('for')],
    ['in EVERYWHERE', inModules(modules)],
    ['in room', inModules(['room'])],
    ['in netease/room', inModules(['room'])],
  ])('%s', (typed, place) => {
    expect(read(`mute alice ${typed} for 2h`)).toMatchObject({ place });
    expect(read(`unmute alice ${typed}`)).toMatchObject({ place });
  });

  it('is in the app that is named when there are several', () => {
    expect(read('mute a in eu/lobby for 2h', several)).toMatchObject({ place: group('lobby', 'eu') });
    expect(read('mute a in us/"team" for 2h', several)).toMatchObject({ place: group('team', 'us') });
    expect(read('mute A in cn/everywhere for 2h', several)).toMatchObject({
      place: inModules(modules, 'cn'),
      targets: ids('a'),
    });
    expect(read('mute a in jp/p2p,team for 2h', several)).toMatchObject({ place: inModules(['p2p', 'team'], 'jp') });
    expect(read('mute a in jp/p2p, jp/team for 2h', several)).toMatchObject({
      place: inModules(['p2p', 'team'], 'jp'),
    });
  });

  it('may be a group with a module’s name in capitals where only groups exist', () => {
    expect(read('mute a in Team for 2h', zimOnly)).toMatchObject({ place: group('Team') });
  });
});

describe('an unmute', () => {
  it('has no length, and all that follows the place is its reason', () => {
    expect(read('unmute alice Bob in lobby he is  fine')).toEqual({
      verb: 'unmute',
      targets: ids('alice', 'Bob'),
      duplicates: [],
      place: group('lobby'),
      reason: 'he is  fine',
    });
    expect(read('unmute Alice everywhere')).toEqual({
      verb: 'unmute',
      targets: ids('alice'),
      duplicates: [],
      place: inModules(modules),
    });
    expect(read('unmute alice in p2p,team sorry')).toMatchObject({
      place: inModules(['p2p', 'team']),
      reason: 'sorry',
    });
    expect(read('unmute alice in lobby for being nice')).toMatchObject({ reason: 'for being nice' });
    expect(read('unmute alice in lobby in error')).toMatchObject({ reason: 'in error' });
    expect(read('unmute alice in lobby "for 2h"')).toMatchObject({ reason: '"for 2h"' });
    expect(read('unmute alice in lobby team talk')).toMatchObject({ place: group('lobby'), reason: 'team talk' });
  });
});

describe('a silence', () => {
  const notifications = (of: string, app = 'zim') => ({ kind: 'notifications', app, user: 'Bob', of });

  it('names one user, conversations, a length and a reason', () => {
    expect(read('silence Bob from groups g1, "g 2" for 2h night shift')).toEqual({
      verb: 'silence',
      targets: ids('g1', 'g 2'),
      duplicates: [],
      place: notifications('groups'),
      length: hours(2),
      reason: 'night shift',
    });
    expect(read('Silence Bob FROM Users u1 u1 For perm')).toEqual({
      verb: 'silence',
      targets: ids('u1'),
      duplicates: ['u1'],
      place: notifications('users'),
      length: { kind: 'permanent' },
    });
  });

  it('is in the app named before groups or users', () => {
    expect(read('silence Bob from us/groups g1 for 2h', several)).toMatchObject({
      place: notifications('groups', 'us'),
    });
    expect(read('silence Bob from eu/USERS g1 for 2h', several)).toMatchObject({ place: notifications('users', 'eu') });
  });

  it('is lifted with a reason behind because', () => {
    expect(read('unsilence Bob from groups g1 g2 because he asked')).toEqual({
      verb: 'unsilence',
      targets: ids('g1', 'g2'),
      duplicates: [],
      place: notifications('groups'),
      reason: 'he asked',
    });
    expect(read('unsilence Bob from users u1')).not.toHaveProperty('reason');
    expect(read('unsilence Bob from us/users "because" BECAUSE because', several)).toMatchObject({
      targets: ids('because'),
      reason: 'because',
    });
  });

  it('takes keywords in quotes as ids', () => {
    expect(read('silence "from" from groups "for" "users" "groups" for 2h')).toMatchObject({
      place: { user: 'from' },
      targets: ids('for', 'users', 'groups'),
    });
  });
});

describe('a look-up', () => {
  it.each([
    ['groups', { verb: 'groups', app: 'zim' }],
    ['groups vip room', { verb: 'groups', app: 'zim', text: 'vip room' }],
    ['groups "vip room"', { verb: 'groups', app: 'zim', text: 'vip room' }],
    ['groups  Vip ', { verb: 'groups', app: 'zim', text: 'Vip' }],
    ['groups zim/', { verb: 'groups', app: 'zim' }],
    ['groups zim/ vip', { verb: 'groups', app: 'zim', text: 'vip' }],
    ['groups zim/vip', { verb: 'groups', app: 'zim', text: 'vip' }],
    ['groups "zim/vip"', { verb: 'groups', app: 'zim', text: 'zim/vip' }],
    ['groups other/vip', { verb: 'groups', app: 'zim', text: 'other/vip' }],
    ['groups all', { verb: 'groups', app: 'zim', text: 'all' }],
    ['groups <#C1|lobby>', { verb: 'groups', app: 'zim', text: '#lobby' }],
    ['active', { verb: 'active' }],
    ['active Alice', { verb: 'active', text: 'Alice' }],
    ['active "mary ann"', { verb: 'active', text: 'mary ann' }],
    ['history alice', { verb: 'history', target: 'alice' }],
    ['history "by"', { verb: 'history', target: 'by' }],
    ['history by <@U1>', { verb: 'history', moderator: 'U1' }],
    ['history BY <@U1|bob>', { verb: 'history', moderator: 'U1' }],
    ['history by @U012ABC', { verb: 'history', moderator: 'U012ABC' }],
    ['case 12', { verb: 'case', case: 12 }],
    ['Case #12', { verb: 'case', case: 12 }],
    ['undo 1', { verb: 'undo', case: 1 }],
    ['help', { verb: 'help' }],
    ['help mute', { verb: 'help', of: 'mute' }],
    ['HELP Help', { verb: 'help', of: 'help' }],
  ])('%s', (typed, command) => {
    expect(read(typed)).toEqual(command);
  });

  it('of muted groups is in the app that is named when there are several', () => {
    expect(read('groups eu/', several)).toEqual({ verb: 'groups', app: 'eu' });
    expect(read('groups us/ vip room', several)).toEqual({ verb: 'groups', app: 'us', text: 'vip room' });
    expect(read('groups us/ "eu/vip"', several)).toEqual({ verb: 'groups', app: 'us', text: 'eu/vip' });
  });
});

describe('an extend', () => {
  it.each([
    ['extend 12 for 2h', 12, hours(2)],
    ['EXTEND #12 FOR 2H', 12, hours(2)],
    ['extend 12 for 2 hours', 12, hours(2)],
    ['extend 12, for "1 day 12 hours"', 12, hours(36)],
    ['extend 12 for permanent', 12, { kind: 'permanent' }],
    ['extend 12\nfor\u00a0forever ', 12, { kind: 'permanent' }],
    ['extend 999999999999999 for 1s', 999_999_999_999_999, { kind: 'timed', seconds: 1 }],
  ])('names a case and the length from now: %j', (typed, number, length) => {
    expect(read(typed)).toEqual({ verb: 'extend', case: number, length });
    expect(read(typed, [])).toEqual(read(typed));
  });
});

describe('a corrected reason', () => {
  it.each([
    ['reason 12 spam', 'spam'],
    ['Reason #12   he said  "no" \n', 'he said  "no"'],
    ['reason 12 "spam"', '"spam"'],
    ['reason 12, spam', 'spam'],
    ['reason 12 3 strikes', '3 strikes'],
    ['reason 12 13', '13'],
    ['reason 12 for 2h', 'for 2h'],
    ['reason 12 for "2h', 'for "2h'],
    ['reason 12 see case #13', 'see case #13'],
    ['reason 12 a -- b', 'a -- b'],
    ['reason 12 "--dry-run"', '"--dry-run"'],
    ['reason 12 all', 'all'],
    ['reason 12 <@U1|bob> &lt;saw&gt; <#C1|lobby>', '@bob <saw> #lobby'],
    ['reason <#C1|12> spam', 'spam'],
  ])('is the rest of the line as typed: %j', (typed, reason) => {
    expect(read(typed)).toEqual({ verb: 'reason', case: 12, reason });
    expect(read(typed, [])).toEqual(read(typed));
  });
});

describe('a bare command', () => {
  it.each(['', ' ', '\u00a0\n', ','])('opens the form that leads to all others: %j', (typed) => {
    expect(read(typed)).toEqual({ verb: 'form' });
  });

  it.each(formVerbs)('opens the form of %s, whatever is set up', (verb) => {
    expect(read(`${verb} `)).toEqual({ verb: 'form', of: verb });
    expect(read(verb.toUpperCase(), neteaseOnly)).toEqual({ verb: 'form', of: verb });
    expect(read(verb, [])).toEqual({ verb: 'form', of: verb });
  });

  it('is read the same with /hush in front, for whoever copies a whole line', () => {
    expect(read('/hush mute alice in lobby for 2h')).toEqual(read('mute alice in lobby for 2h'));
    expect(read('/hush')).toEqual({ verb: 'form' });
  });
});
