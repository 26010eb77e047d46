import { expect, test } from 'vitest';
import { noPolicy } from '../../../src/config/policy.ts';
import { extendCase, type FollowedUp, retryCase, undoCase } from '../../../src/moderation/follow-up.ts';
import { memoryStore, muteInLobby, muteInModules } from '../../store/memory-store.ts';

const yes = () => true;
const length = { kind: 'timed', seconds: 60 } as const;

/** Cases that were recorded before anybody was protected, and what a moderator asks of them once some are. */
async function bed() {
  const store = await memoryStore();
  const roster = { rolesOf: async () => new Set(['moderator']) };
  const policy = { ...noPolicy, protected: [{ exact: 'Admin' }, { prefix: 'Staff-' }] };
  const parts = { ...store, roster, policy, begin: () => {}, cancel: () => {} };
  const ask = (number: number) => ({ number, moderator: 'UMARIA', deliveryKey: `button:${number}` });
  return {
    ...store,
    extend: (number: number) => extendCase({ ...ask(number), length }, parts, yes),
    retry: (number: number) => retryCase(ask(number), parts, yes),
    undo: (number: number) => undoCase(ask(number), parts, yes),
  };
}

const sentenceOf = (followed: FollowedUp) =>
  followed.kind === 'refused' && followed.refusal.why === 'rule' ? followed.refusal.sentence : followed.kind;

test('who is protected since is neither given another end nor tried again; what ends it goes on', async () => {
  const { cases, carriedOut, extend, retry, undo } = await bed();
  await cases.record(muteInLobby(['alice', 'Admin', 'Staff-7', 'staff-8', 'Staff-9']), yes);
  await carriedOut(1, ['alice', 'Admin', 'staff-8'], 'done');
  await carriedOut(1, ['Staff-7', 'Staff-9'], 'failed');
  expect(sentenceOf(await extend(1))).toBe(
    'Of case 1 Admin is protected now. Nobody may mute or silence whoever is protected; whoever runs Hush can change who is.',
  );
  expect(sentenceOf(await retry(1))).toMatch(/^Of case 1 Staff-7 and Staff-9 are protected now\./);
  expect(sentenceOf(await undo(1))).toBe('recorded');
});

test('whom a case left out because they are protected does not keep it from another end', async () => {
  const { cases, carriedOut, extend } = await bed();
  const targets = [{ id: 'alice' }, { id: 'Admin', problem: 'is protected' }];
  await cases.record({ ...muteInLobby([]), targets }, yes);
  await carriedOut(1, ['alice'], 'done');
  expect(sentenceOf(await extend(1))).toBe('recorded');
});

test('at NetEase capitals make no difference, and of a silence it is the user', async () => {
  const { cases, carriedOut, extend } = await bed();
  await cases.record(muteInModules(['staff-1'], ['p2p']), yes);
  await carriedOut(1, ['staff-1'], 'done');
  expect(sentenceOf(await extend(1))).toMatch(/^Of case 1 staff-1 is protected now\./);
  const place = { kind: 'notifications', app: 'zim', user: 'Admin', of: 'groups' } as const;
  await cases.record(muteInLobby(['g1'], { action: 'silence', place }), yes);
  await carriedOut(2, ['g1'], 'done');
  expect(sentenceOf(await extend(2))).toMatch(/^Admin is protected\./);
});
