import { expect, test } from 'vitest';
import { noPolicy } from '../../../src/config/policy.ts';
import type { Case } from '../../../src/moderation/case.ts';
import type { Module } from '../../../src/moderation/place.ts';
import { longestLength } from '../../../src/moderation/policy/longest-length.ts';
import { roles } from '../../../src/moderation/policy/roles.ts';
import type { Facts, Rule, Wish } from '../../../src/moderation/policy/rule.ts';
import type { Role } from '../../../src/moderation/policy/settings.ts';
import { muteInLobby, muteInModules } from '../../store/memory-store.ts';

const all: readonly Role[] = [
  { name: 'muter', verbs: ['mute', 'history'], longestSeconds: 3600 },
  { name: 'undoer', verbs: ['undo', 'extend'], longestSeconds: 7200 },
  { name: 'direct', apps: ['netease'], places: [{ exact: 'p2p' }, { exact: 'team' }] },
  { name: 'overall', apps: ['netease'], places: [{ exact: 'everywhere' }] },
  { name: 'events', apps: ['zim'], places: [{ prefix: 'event-' }], longestSeconds: 60 },
];

/** What a rule says to somebody with these roles; undefined: nothing. */
async function said(rule: Rule, own: string, wish: Omit<Wish, 'moderator'>): Promise<string | undefined> {
  const facts = {
    roster: { rolesOf: async () => new Set(own.split(' ')) },
    policy: { ...noPolicy, roles: all },
  } as Partial<Facts> as Facts;
  const verdict = await rule.judge({ moderator: 'UMARIA', ...wish }, facts);
  return verdict?.kind === 'refuse' ? verdict.sentence : verdict?.kind;
}

const inLobby = { verb: 'mute', request: muteInLobby(['alice']) };
const at = (...modules: readonly Module[]) => ({ verb: 'mute', request: muteInModules(['alice'], modules) });
const group = (name: string, changes = {}) => ({
  verb: 'mute',
  request: muteInLobby(['alice'], { place: { kind: 'group', app: 'zim', group: name }, ...changes }),
});
const record = { number: 7, action: 'mute', place: inLobby.request.place } as Partial<Case> as Case;
const of = (verb: string, changes: Partial<Case> = {}) => ({ verb, followUp: { record: { ...record, ...changes } } });

test.each<[string, Omit<Wish, 'moderator'>]>([
  ['muter', inLobby],
  ['muter', { verb: 'history' }],
  ['muter', { verb: 'form' }],
  ['muter', of('retry')],
  ['muter', of('cancel')],
  ['undoer', of('cancel')],
  ['undoer', of('undo')],
  ['undoer', of('retry', { action: 'unmute', undoes: 3 })],
  ['direct', at('p2p', 'team')],
  ['overall', at('p2p', 'team', 'room', 'qchat')],
  ['overall', at('room')],
  ['direct overall', at('p2p', 'room')],
  ['events', group('event-7')],
  ['muter events', inLobby],
])('as %s you may: %j', async (own, wish) => {
  expect(await said(roles, own, wish)).toBeUndefined();
});

test.each<[string, Omit<Wish, 'moderator'>, string]>([
  ['muter', { verb: 'active' }, 'As muter you may not use active.'],
  ['muter', of('undo'), 'As muter you may not undo case 7.'],
  ['muter', of('retry', { action: 'silence' }), 'As muter you may not retry case 7.'],
  ['undoer', of('retry'), 'As undoer you may not retry case 7.'],
  ['direct', at('p2p', 'room'), 'As direct you may not mute in p2p, room (netease).'],
  ['direct', at('p2p', 'team', 'room', 'qchat'), 'As direct you may not mute everywhere (netease).'],
  ['events', group('lobby'), 'As events you may not mute in lobby (zim).'],
  ['events', of('extend'), 'As events you may not extend case 7, which is in lobby (zim).'],
  // The verb of one role and the place of another are nobody's.
  ['undoer events', inLobby, 'As undoer and events you may not mute in lobby (zim).'],
])('as %s you may not: %j', async (own, wish, sentence) => {
  expect(await said(roles, own, wish)).toContain(sentence);
});

test('a longest length is that of the roles that allow the rest', async () => {
  const day = { kind: 'timed', seconds: 86_400 } as const;
  expect(await said(longestLength, 'muter', inLobby)).toBe(
    '2 hours is too long for your role: as muter you may set at most 1 hour. Nobody may set a longer one: whoever runs Hush can change that.',
  );
  // Two hours are for extending alone.
  expect(await said(longestLength, 'muter undoer', inLobby)).toContain('as muter you may set at most 1 hour.');
  const extended = { verb: 'extend', followUp: { record, length: { kind: 'timed', seconds: 7200 } } } as const;
  expect(await said(longestLength, 'muter undoer', extended)).toBeUndefined();
  expect(await said(longestLength, 'muter', of('retry', { length: day }))).toContain('at most 1 hour.');
  expect(await said(longestLength, 'muter', of('cancel', { length: day }))).toBeUndefined();
  expect(await said(longestLength, 'events', group('event-1', { length: day }))).toContain('at most 1 minute.');
  expect(await said(longestLength, 'muter events', group('event-1', { length: day }))).toContain('at most 1 hour.');
});
