import { describe, expect, test } from 'vitest';
import type { Case } from '../../../src/moderation/case.ts';
import type { LiftGroup } from '../../../src/moderation/ports.ts';
import { blockProblems } from '../../../src/playground/slack/limits/block-problems.ts';
import { liftsMessage } from '../../../src/slack/messages/audit-post.ts';

const record: Case = {
  number: 7,
  createdAt: 0,
  action: 'mute',
  vendor: 'netease',
  place: { kind: 'modules', app: 'netease', modules: ['p2p'] },
  moderator: 'UMARIA',
  total: 3,
  duplicates: 0,
  asked: { by: 'UMARIA', at: 0, total: 3 },
};
const none = { lift: 0, renew: 0 };

function told(lifts: readonly LiftGroup[], unanswered = none, action: Case['action'] = 'mute'): string {
  return liftsMessage({ record: { ...record, action }, lifts, unanswered }).text;
}

const refused: LiftGroup = {
  task: 'lift',
  outcome: 'rejected',
  code: '414',
  words: 'no such account',
  count: 2,
  targets: ['alice'],
};

describe('the message about a case’s ends', () => {
  test('says who may speak again, however that was answered', () => {
    const done: LiftGroup = { task: 'lift', outcome: 'done', count: 3, targets: ['a', 'b'] };
    expect(told([done, { ...done, code: '660800052', words: 'was already so', count: 1, targets: ['c'] }])).toBe(
      '*Case 7*\nIts time is up: `a`, `b`, `c` and 1 more may speak again in p2p (netease).',
    );
  });

  test('says whose notifications are let through again', () => {
    const silence: Case = {
      ...record,
      action: 'silence',
      place: { kind: 'notifications', app: 'zim', user: 'alice', of: 'groups' },
    };
    const lifts: readonly LiftGroup[] = [{ task: 'lift', outcome: 'done', count: 2, targets: ['lobby', 'stage'] }];
    expect(liftsMessage({ record: silence, lifts, unanswered: none }).text).toBe(
      '*Case 7*\nIts time is up: `alice` gets notifications from `lobby`, `stage` again.',
    );
  });

  test('says why people stay muted', () => {
    expect(told([refused])).toContain(
      'Could not be ended, the vendor said no: 2 rejected – no such account (414): `alice` and 1 more',
    );
    expect(told([], { lift: 2, renew: 0 })).toContain(
      '2 ends have had no answer for over a minute: people may stay muted',
    );
    expect(told([], { lift: 1, renew: 0 }, 'silence')).toContain('notifications stay off longer than promised');
  });

  test('says why people come free early, and never the opposite', () => {
    const texts = [
      told([{ ...refused, task: 'renew' }]),
      told([{ ...refused, task: 'renew', outcome: 'unconfirmed', words: 'no answer came before its end' }]),
      told([], { lift: 0, renew: 1 }),
    ];
    expect(texts[0]).toContain(
      'Could not be renewed, so it ends earlier than promised; the vendor said no: 2 rejected',
    );
    expect(texts[1]).toContain('Was not renewed, so it may have ended earlier than promised: 2 unconfirmed');
    expect(texts[2]).toContain('1 renewal has had no answer for over a minute: people may come free earlier');
    for (const text of texts) expect(text).not.toMatch(/ended, the vendor|longer/);
  });

  test('names a whole group as such', () => {
    const place: Case['place'] = { kind: 'whole-group', app: 'zim', group: 'lobby', whom: [3, 100] };
    const lifts = [{ ...refused, task: 'renew', count: 1, targets: ['lobby'] }] as const;
    const { text } = liftsMessage({ record: { ...record, place }, lifts, unanswered: none });
    expect(text).toContain('1 rejected – no such account (414): members and role 100 of `lobby`');
  });

  test('has no warning left once a late renewal worked', () => {
    expect(told([])).toBe(
      '*Case 7*\nNothing waits for an answer any more: it was renewed, or a newer case took it over.',
    );
  });

  test.each([
    ['as NetEase says them', 'a sentence of about forty letters, number ', 'account-with-a-name'],
    ['long and full of what must be escaped', '&<>'.repeat(200), '`<&>'.repeat(40)],
  ])('holds Slack’s limits with 40 reasons %s', (_, words, id) => {
    const lifts = Array.from(
      { length: 40 },
      (__, index): LiftGroup => ({
        task: index % 2 === 0 ? 'lift' : 'renew',
        outcome: 'rejected',
        code: '&'.repeat(index + 3),
        words: `${words}${index}`,
        count: 100_000,
        targets: [id],
      }),
    );
    const done: LiftGroup = { task: 'lift', outcome: 'done', count: 100_000, targets: Array<string>(20).fill(id) };
    const message = liftsMessage({ record, lifts: [done, ...lifts], unanswered: { lift: 99_999, renew: 99_999 } });
    expect(blockProblems({ blocks: message.blocks, surface: 'message' })).toEqual([]);
    expect(message.text.length).toBeLessThan(3000);
    expect(message.text.split('\n').filter((line) => line.startsWith('Could not')).length).toBeGreaterThan(1);
    expect(message.text).toMatch(/and [\d,]+ more for other reasons/);
    expect(message.text).toContain('may speak again');
    expect(message.text).toContain('come free earlier');
  });
});
