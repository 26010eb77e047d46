import { expect, test } from 'vitest';
import { actions } from '../../src/moderation/action.ts';
import { type Case, endingAction, expiryOf, giveUpAt, tallyOf } from '../../src/moderation/case.ts';

const record: Case = {
  number: 1,
  createdAt: 1000,
  action: 'mute',
  vendor: 'zim',
  place: { kind: 'group', app: 'zim', group: 'lobby' },
  moderator: 'UMARIA',
  total: 1,
  duplicates: 0,
  asked: { by: 'UMARIA', at: 1000, total: 1 },
};

test('a timed case ends its length after the request; a permanent one never', () => {
  expect(expiryOf({ kind: 'timed', seconds: 90 }, 1000)).toBe(91_000);
  expect(expiryOf({ kind: 'permanent' }, 1000)).toBeUndefined();
});

test('Hush keeps trying until a timed case’s end, else for a day', () => {
  expect(giveUpAt({ ...record, expiresAt: 91_000 })).toBe(91_000);
  expect(giveUpAt(record)).toBe(1000 + 86_400_000);
});

test('a mute is ended by an unmute, a silence by an unsilence, and they by nothing', () => {
  expect(actions.map((action) => endingAction({ action }))).toEqual(['unmute', undefined, 'unsilence', undefined]);
});

test('a tally counts every ending and what is open', () => {
  const tally = tallyOf([
    { outcome: 'done', count: 3, targets: [] },
    { outcome: 'done', words: 'x', count: 2, targets: [] },
    { count: 4, targets: [] },
  ]);
  expect(tally).toEqual({ done: 5, already: 0, rejected: 0, failed: 0, unconfirmed: 0, skipped: 0, open: 4 });
});
