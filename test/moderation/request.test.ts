import { expect, test } from 'vitest';
import { noPolicy } from '../../src/config/policy.ts';
import { RosterUnavailable } from '../../src/moderation/policy/rule.ts';
import { TooLate } from '../../src/moderation/ports.ts';
import { refusalOf, requestCase } from '../../src/moderation/request.ts';
import { memoryStore, muteInLobby } from '../store/memory-store.ts';

async function parts(isModerator: (user: string) => Promise<boolean>) {
  const store = await memoryStore();
  const begun: number[] = [];
  const roster = { rolesOf: async (user: string) => new Set((await isModerator(user)) ? ['moderator'] : []) };
  return { ...store, roster, policy: noPolicy, begun, begin: (number: number) => void begun.push(number) };
}

test('a moderator’s request is recorded and begun', async () => {
  const all = await parts(async () => true);
  expect(await requestCase(muteInLobby(['alice']), all, () => true)).toEqual({ kind: 'recorded', number: 1 });
  expect(all.begun).toEqual([1]);
});

test('the same request delivered again is not begun again', async () => {
  const all = await parts(async () => true);
  const request = muteInLobby(['alice']);
  await requestCase(request, all, () => true);
  expect(await requestCase(request, all, () => true)).toEqual({ kind: 'duplicate', number: 1 });
  expect(all.begun).toEqual([1]);
});

test('whoever is not a moderator is refused with a sentence, and that is recorded', async () => {
  const all = await parts(async (user) => user !== 'UMALLORY');
  const requested = await requestCase(muteInLobby(['alice'], { moderator: 'UMALLORY' }), all, () => true);
  expect(requested).toEqual({ kind: 'refused', sentence: expect.stringMatching(/^You may not use Hush here/) });
  expect(all.begun).toEqual([]);
  expect(all.sql('select * from cases')).toEqual([]);
  expect(all.sql('select event, actor, details from audit')).toEqual([
    { event: 'wish.refused', actor: 'UMALLORY', details: '{"rule":"moderators-only","verb":"mute"}' },
  ]);
  expect(await refusalOf({ moderator: 'UMARIA', verb: 'groups' }, all)).toBeUndefined();
});

test('when Slack does not say who is a moderator nothing is recorded or done', async () => {
  const all = await parts(() => Promise.reject(new RosterUnavailable()));
  await expect(requestCase(muteInLobby(['alice']), all, () => true)).rejects.toThrow(/Nothing was recorded or done/);
  expect(all.sql('select * from cases')).toEqual([]);
  expect(all.begun).toEqual([]);
});

test('a request that came too late is not begun', async () => {
  const all = await parts(async () => true);
  await expect(requestCase(muteInLobby(['alice']), all, () => false)).rejects.toThrow(TooLate);
  expect(all.begun).toEqual([]);
});
