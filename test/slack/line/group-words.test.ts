import { describe, expect, it } from 'vitest';
import type { AppName } from '../../../src/moderation/vendor.ts';
import { neteaseOnly, oneOfEach, read, refuse, several } from './lines.ts';

const twoHours = { kind: 'timed', seconds: 7200 } as const;
const lobby = { kind: 'whole-group', app: 'zim', group: 'lobby' } as const;

describe('words for many people', () => {
  it.each([
    ['everyone', 'everyone'],
    ['EVERYONE', 'everyone'],
    ['all', 'everyone'],
    ['everyone, all', 'everyone'],
    ['role:owner', [1]],
    ['role:admin', [2]],
    ['Role:Member', [3]],
    ['role:member role:admin', [3, 2]],
    ['role:100, role:255 role:100', [100, 255]],
  ] as const)('%s are one target: the group', (typed, whom) => {
    expect(read(`mute ${typed} in lobby for 2h raid`)).toEqual({
      verb: 'mute',
      targets: [{ id: 'lobby' }],
      duplicates: [],
      place: { ...lobby, whom },
      length: twoHours,
      reason: 'raid',
    });
  });

  it('can be unmuted, which takes no roles', () => {
    expect(read('unmute all in eu/"team" thanks', several)).toEqual({
      verb: 'unmute',
      targets: [{ id: 'team' }],
      duplicates: [],
      place: { kind: 'whole-group', app: 'eu', group: 'team', whom: 'everyone' },
      reason: 'thanks',
    });
  });

  it('are ids in quotes, and groups behind “in”', () => {
    const place = { kind: 'group', app: 'zim', group: 'lobby' };
    expect(read('mute "everyone" ‘role:x’ in lobby for 2h')).toMatchObject({
      targets: [{ id: 'everyone' }, { id: 'role:x' }],
      place,
    });
    expect(read('mute everyone in all for 2h')).toMatchObject({ place: { kind: 'whole-group', group: 'all' } });
  });
});

/** Typed; the word that is pointed at; what the sentence says; every line suggested, without `/hush`. */
type Row = readonly [typed: string, word: string, says: string, ...suggested: string[]];

function check([typed = '', word = '', says = '', ...suggested]: readonly string[], apps: readonly AppName[]): void {
  const refusal = refuse(typed, apps);
  expect(refusal.sentence).toContain(says);
  expect(refusal.word ?? '').toBe(word);
  expect(refusal.suggestions).toEqual(suggested.map((line) => `/hush ${line}`));
}

const allRoles = ['role:owner', 'role:admin', 'role:member'];
const ownRoles = 'your own from role:100 to role:255';

describe('words for many people are refused', () => {
  it.each<Row>([
    [
      'mute everyone alice in b for 2h',
      'everyone',
      'cannot stand on one line',
      'mute alice in b for 2h',
      'mute everyone in b for 2h',
      'mute "everyone" alice in b for 2h',
    ],
    [
      'mute role:member alice "mary ann" ALL in b for 2h',
      'role:member',
      'cannot stand on one line',
      'mute alice "mary ann" in b for 2h',
      'mute everyone in b for 2h',
      'mute "role:member" alice "mary ann" "ALL" in b for 2h',
    ],
    [
      'mute alice role:member role:100 in b for 2h',
      'role:member',
      'cannot stand on one line',
      'mute alice in b for 2h',
      'mute role:member role:100 in b for 2h',
      'mute alice "role:member" "role:100" in b for 2h',
    ],
    [
      'mute everyone role:member in b for 2h',
      'everyone',
      'not both at once',
      'mute everyone in b for 2h',
      'mute role:member in b for 2h',
    ],
    [
      `mute ${Array.from({ length: 21 }, (_, index) => `role:${100 + index}`).join(' ')} in b for 2h`,
      'role:100',
      'At most 20 roles',
      `mute ${Array.from({ length: 20 }, (_, index) => `role:${100 + index}`).join(' ')} in b for 2h`,
    ],
    ['unmute role:member in b', 'role:member', 'lifts every mute', 'unmute everyone in b'],
    ['unmute role:member role:100 in b why', 'role:member role:100', 'lifts every mute', 'unmute everyone in b why'],
    [
      'mute everyone everywhere for 2h',
      'everyone',
      'one group of ZIM only',
      'mute everyone in <group> for 2h',
      'mute "everyone" everywhere for 2h',
    ],
    [
      'mute role:admin in team for 2h',
      'role:admin',
      'one group of ZIM only',
      'mute role:admin in <group> for 2h',
      'mute "role:admin" in team for 2h',
    ],
    ['unmute all in p2p,team', 'all', 'one group of ZIM only', 'unmute all in <group>', 'unmute "all" in p2p,team'],
    ['mute everyone for 2h', 'for', 'Where?', 'mute everyone in <group> for 2h'],
    ['mute everyone in b', '', 'How long?', 'mute everyone in b for <length>'],
    ['mute everyone in b for 0', '0', 'no time at all', 'unmute everyone in b', 'mute everyone in b for <length>'],
    [
      'unmute everyone in b for 2h',
      'for 2h',
      'takes no length',
      'unmute everyone in b',
      'mute everyone in b for 2h',
      'unmute everyone in b "for 2h"',
    ],
  ])('%s', (...row) => check(row, oneOfEach));

  it.each([
    ['role:mebmer', ['role:member']],
    ['role:Members', ['role:member']],
    ['role:owners', ['role:owner']],
    ['role:', allRoles],
    ['role:moderator', allRoles],
    ['role:1', ['role:owner']],
    ['role:3', ['role:member']],
    ['role:4', allRoles],
    ['role:99', allRoles],
    ['role:256', allRoles],
    ['role:0100', allRoles],
    ['role:-1', allRoles],
  ])('%s is no role', (role, instead) => {
    const lines = [...instead, `"${role}"`].map((word) => `mute ${word} in b for 2h`);
    check([`mute ${role} in b for 2h`, role, ownRoles, ...lines], oneOfEach);
  });

  it('where no ZIM app is set up, as any group is', () => {
    expect(refuse('mute everyone in lobby for 2h', neteaseOnly).sentence).toContain('No ZIM app is set up');
  });

  it('once each, however many are wrong', () => {
    const long = `mute ${'everyone alice '.repeat(20_000)}in b for 2h`;
    expect(refuse(long, oneOfEach).suggestions).toEqual(['/hush mute everyone in b for 2h']);
  });
});
