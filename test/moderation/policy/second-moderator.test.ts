import { expect, test } from 'vitest';
import { noPolicy } from '../../../src/config/policy.ts';
import { extendCase, type FollowedUp } from '../../../src/moderation/follow-up.ts';
import type { Length } from '../../../src/moderation/length.ts';
import { memoryStore, muteInLobby } from '../../store/memory-store.ts';

const sentencesOf = (followed: FollowedUp) =>
  followed.kind === 'refused' && followed.refusal.why === 'needs a yes' ? followed.refusal.sentences : followed.kind;

test('another end is no way around the second yes: for ever, for many, or for a whole group it needs a line of its own', async () => {
  const store = await memoryStore();
  const approval = { above: 2, permanent: true, expiresSeconds: 3600 };
  const roster = { rolesOf: async () => new Set(['moderator']) };
  const parts = { ...store, roster, policy: { ...noPolicy, approval }, begin: () => {}, cancel: () => {} };
  const extend = async (number: number, length: Length = { kind: 'timed', seconds: 60 }) =>
    sentencesOf(
      await extendCase({ number, moderator: 'UMARIA', deliveryKey: `x${number}`, length }, parts, () => true),
    );
  const place = { kind: 'whole-group', app: 'zim', group: 'lobby', whom: 'everyone' } as const;
  for (const [ids, changes] of [[['zoe', 'yan']], [['alice', 'bob', 'carol']], [['lobby'], { place }]] as const)
    await store.carriedOut(await store.recorded(muteInLobby(ids, changes)), ids, 'done');

  expect(await extend(1, { kind: 'permanent' })).toEqual(['It would be permanent.']);
  expect(await extend(2)).toEqual(['It is about 3 targets, and one moderator alone may decide about 2.']);
  expect(await extend(3)).toEqual(['It is about a whole group.']);
  // What was skipped or said no to gets no other end.
  const three = await store.recorded(muteInLobby(['dave', 'erin', 'frank']));
  await store.carriedOut(three, ['dave'], 'rejected');
  await store.carriedOut(three, ['erin', 'frank'], 'done');
  expect(await extend(three)).toBe('recorded');
  expect(store.sql('select number from cases')).toHaveLength(5);
  const refused = store.sql(`select details from audit where event = 'wish.refused' order by seq`);
  expect(refused.map(({ details }) => details)).toEqual(
    [1, 2, 3].map((number) => `{"why":"needs a yes","verb":"extend","case":${number}}`),
  );
});
