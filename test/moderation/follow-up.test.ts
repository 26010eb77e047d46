import { expect, test, vi } from 'vitest';
import { noPolicy } from '../../src/config/policy.ts';
import { correctReason, extendCase, undoCase } from '../../src/moderation/follow-up.ts';
import type { Rule } from '../../src/moderation/policy/rule.ts';
import { followUpRefusal } from '../../src/slack/messages/follow-up-refusal.ts';
import { memoryStore, muteInLobby } from '../store/memory-store.ts';

/** The rules of this file: what is permanent needs two, and nobody corrects a reason. */
const rules = vi.hoisted((): { rules: readonly Rule[] } => ({
  rules: [
    {
      name: 'two',
      judge: async ({ followUp }) =>
        followUp?.length?.kind === 'permanent' ? { kind: 'approve', why: 'It would be <permanent>.' } : undefined,
    },
    {
      name: 'none',
      judge: async ({ verb, followUp }) =>
        verb === 'reason' && followUp ? { kind: 'refuse', sentence: `Not case ${followUp.record.number}.` } : undefined,
    },
  ],
}));
vi.mock('../../src/moderation/policy/index.ts', () => rules);

async function bed() {
  const store = await memoryStore();
  const number = await store.recorded(muteInLobby(['alice']));
  await store.carriedOut(number, ['alice'], 'done');
  const roster = { rolesOf: async () => new Set(['moderator']) };
  const parts = { ...store, roster, policy: noPolicy, begin: () => {}, cancel: () => {} };
  return { parts, ask: { number, moderator: 'UMARIA', deliveryKey: 'x' } };
}

test('what needs a yes is not done at once: a line of its own can wait for it', async () => {
  const { parts, ask } = await bed();
  const followed = await extendCase({ ...ask, length: { kind: 'permanent' } }, parts, () => true);
  if (followed.kind !== 'refused') throw new Error('It was recorded.');
  expect(followed.refusal).toMatchObject({ why: 'needs a yes', sentences: ['It would be <permanent>.'] });
  expect(await parts.cases.find(2)).toBeUndefined();
  const told = followUpRefusal({ verb: 'extend', refusal: followed.refusal, instead: '/hush mute …' });
  expect(told.text).toBe(
    'It would be &lt;permanent&gt;. That needs another yes, for which only a line of its own can wait, not extend. Nothing was done.\nType instead: `/hush mute …`',
  );
  expect(await extendCase({ ...ask, length: { kind: 'timed', seconds: 60 } }, parts, () => true)).toMatchObject({
    kind: 'recorded',
    number: 2,
  });
});

test('what a rule refuses is in the audit; what it lets pass is done; no case is no case', async () => {
  const { parts, ask } = await bed();
  expect(await correctReason({ ...ask, reason: 'x' }, parts, () => true)).toMatchObject({
    refusal: { why: 'rule', sentence: 'Not case 1.' },
  });
  expect(parts.sql('select actor, details from audit where event = ?', 'wish.refused')).toEqual([
    { actor: 'UMARIA', details: '{"rule":"none","verb":"reason"}' },
  ]);
  expect(await undoCase(ask, parts, () => true)).toMatchObject({ kind: 'recorded', number: 2 });
  expect(await undoCase({ ...ask, number: 99 }, parts, () => true)).toMatchObject({ refusal: { why: 'unknown' } });
});
