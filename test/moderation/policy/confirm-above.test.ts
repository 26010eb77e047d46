import { expect, test } from 'vitest';
import { noPolicy } from '../../../src/config/policy.ts';
import { confirmAbove } from '../../../src/moderation/policy/confirm-above.ts';
import type { Facts } from '../../../src/moderation/policy/rule.ts';
import type { Policy } from '../../../src/moderation/policy/settings.ts';
import { muteInLobby } from '../../store/memory-store.ts';

const whole = { kind: 'whole-group', app: 'zim', group: 'lobby', whom: 'everyone' } as const;
const five = ['alice', 'bob', 'carol', 'dave', 'erin'];

async function asked(ids: readonly string[], policy: Partial<Policy>, changes: Parameters<typeof muteInLobby>[1] = {}) {
  const request = muteInLobby(ids, changes);
  const facts = { policy: { ...noPolicy, confirmAbove: 2, ...policy } } as Facts;
  const verdict = await confirmAbove.judge({ moderator: 'UMARIA', verb: request.action, request }, facts);
  return verdict?.kind === 'confirm' ? verdict.why : verdict?.kind;
}

const approval = (above: number) => ({ approval: { above, permanent: false, expiresSeconds: 3600 } });

test.each<[string, Promise<string | undefined>, string | undefined]>([
  ['as many as need no second look', asked(['alice', 'bob'], {}), undefined],
  ['one more', asked(five, {}), 'It is about 5 targets, more than the 2 that need no second look.'],
  ['a whole group', asked(['lobby'], {}, { place: whole }), 'It is about a whole group.'],
  ['so many that a second moderator looks', asked(five, approval(4)), undefined],
  ['a whole group at which a second moderator looks', asked(['lobby'], approval(4), { place: whole }), undefined],
  ['fewer than that', asked(five, approval(5)), 'It is about 5 targets, more than the 2 that need no second look.'],
  [
    'an unmute, which needs nobody else',
    asked(five, approval(4), { action: 'unmute' }),
    'It is about 5 targets, more than the 2 that need no second look.',
  ],
])('%s', async (_, why, expected) => {
  expect(await why).toBe(expected);
});
