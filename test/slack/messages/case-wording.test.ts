import { describe, expect, test } from 'vitest';
import type { Case, EarlierEnd, EndingGroup } from '../../../src/moderation/case.ts';
import type { ActiveCase } from '../../../src/moderation/lookups.ts';
import type { Outcome } from '../../../src/moderation/outcome.ts';
import { activeMessage } from '../../../src/slack/messages/active.ts';
import { auditMessage } from '../../../src/slack/messages/audit-post.ts';
import { standingText } from '../../../src/slack/messages/lookup-words.ts';
import { summaryMessage } from '../../../src/slack/messages/summary.ts';

const hour = 3_600_000;
const createdAt = Date.UTC(2026, 10, 22, 14, 2, 30);
const now = createdAt + 1000;
const mute: Case = {
  number: 7,
  createdAt,
  action: 'mute',
  vendor: 'zim',
  place: { kind: 'group', app: 'zim', group: 'lobby' },
  length: { kind: 'timed', seconds: 7200 },
  expiresAt: createdAt + 2 * hour,
  moderator: 'UMARIA',
  total: 4,
  duplicates: 0,
  asked: { by: 'UMARIA', at: createdAt, total: 4 },
  closedAt: createdAt + 500,
};
const groupsOf = (counts: Partial<Record<Outcome, number>>): readonly EndingGroup[] =>
  Object.entries(counts).map(([outcome, count]) => ({ outcome: outcome as Outcome, count, targets: ['a'] }));
const plain = (text: string) => text.replaceAll(/<!date[^>]*\|([^>]*)>/g, '$1');
const hasUndo = (message: { blocks: readonly object[] }) => JSON.stringify(message.blocks).includes('"Undo"');

function summary(record: Case, counts: Partial<Record<Outcome, number>>, earlier: readonly EarlierEnd[] = []): string {
  const groups = groupsOf(counts);
  return plain(summaryMessage({ record, groups, held: 1, notOurs: 0, earlier, auditStuck: undefined, now }).text);
}

describe('what a silence or its end is said to do', () => {
  const place: Case['place'] = { kind: 'notifications', app: 'zim', user: 'alice', of: 'groups' };
  const { length: _, expiresAt: __, ...without } = mute;
  const unsilence: Case = { ...without, action: 'unsilence', place };

  test('names the outcomes that it is true of, unless it is true of all', () => {
    expect(summary(unsilence, { already: 2, rejected: 2 })).toContain(
      'alice gets notifications from what is `already`; nobody was stopped from speaking.',
    );
    expect(summary(unsilence, { done: 3, unconfirmed: 1 })).toContain('from what is `done` again; nobody');
    expect(summary(unsilence, { done: 4 })).toContain('alice gets notifications from these again; nobody');
    expect(summary({ ...mute, action: 'silence', place }, { done: 2, already: 1, failed: 1 })).toContain(
      'alice gets no notifications from what is `done` or `already`; nobody is',
    );
    expect(summary(unsilence, { unconfirmed: 4 })).not.toContain('gets');
  });

  test('speaks of one conversation as of one', () => {
    const one: Case = { ...mute, action: 'silence', total: 1, place: { ...place, of: 'users' } };
    const text = summary(one, { done: 1 });
    expect(text).toContain('silence of 1 private chat for `alice`');
    expect(text).toContain('alice gets no notifications from it; nobody');
  });
});

describe('the old and the new end', () => {
  const end = (expiresAt?: number): EarlierEnd => ({
    case: 3,
    count: 1,
    targets: ['bob'],
    ...(expiresAt !== undefined && { expiresAt }),
  });
  const told = (expiresAt?: number) => summary(mute, { done: 4 }, [end(expiresAt)]);

  test('are told apart where both are within one minute', () => {
    const expiresAt = createdAt + 2 * hour;
    expect(told(expiresAt - hour)).toContain(
      '`bob`: was until 2026-11-22 15:02 UTC (case 3), is until 2026-11-22 16:02 UTC now.',
    );
    expect(told(expiresAt - 12_000)).toContain('(case 3), ends 12 seconds later now.');
    expect(told(expiresAt + 1000)).toContain('(case 3), ends 1 second earlier now.');
    expect(told(expiresAt)).toContain('(case 3), and still is.');
    expect(told()).toContain('was permanent (case 3), is until');
  });

  test('stand in the audit message once the case has ended, and what an undo does not restore', () => {
    const earlier = [end(createdAt + hour), { ...end(createdAt + 3 * hour), count: 2000 }];
    const facts = { groups: groupsOf({ done: 4 }), held: 4, earlier, now: now + 30 * hour };
    const text = plain(auditMessage({ ...facts, record: mute }).text);
    expect(text).toContain('`bob`: was until 2026-11-22 15:02 UTC (case 3), is until 2026-11-22 16:02 UTC now.');
    expect(text).toContain('`bob` and 1,999 more: was until 2026-11-22 17:02 UTC (case 3)');
    const { length: _, expiresAt: __, ...rest } = mute;
    const undo: Case = { ...rest, action: 'unmute', undoes: 5 };
    expect(plain(auditMessage({ ...facts, record: undo }).text)).toContain(
      'Not restored: `bob`, until 2026-11-22 15:02 UTC by case 3, which case 5 had taken over.',
    );
    const { closedAt: ___, ...running } = mute;
    expect(auditMessage({ ...facts, record: running }).text).not.toContain('was until');
  });
});

describe('an undone case', () => {
  const facts = { groups: groupsOf({ done: 4 }), held: 0, earlier: [], now };
  const line = (notUndone?: Case['notUndone']) =>
    auditMessage({ ...facts, record: { ...mute, undoneBy: 9, ...(notUndone && { notUndone }) } }).text.split('\n')[2];

  test('is called undone, or undone in part with what was left to whom', () => {
    expect(line()).toBe('Undone by case 9.');
    expect(line([{ count: 1, by: 8 }])).toBe('Undone in part by case 9: 1 was left to case 8.');
    expect(
      line([{ count: 2000, by: 8 }, { count: 1 }, { count: 3, by: 6 }, { count: 1, by: 5 }, { count: 1, by: 4 }]),
    ).toBe(
      'Undone in part by case 9: 2,000 were left to case 8, 1 was not its own to end, 3 were left to case 6, 2 were left to others.',
    );
  });
});

test('Undo is offered as long as the case holds something', () => {
  const facts = { record: mute, groups: groupsOf({ done: 4 }), earlier: [], now };
  expect([0, 1].map((held) => hasUndo(auditMessage({ ...facts, held })))).toEqual([false, true]);
  expect([0, 1].map((held) => hasUndo(summaryMessage({ ...facts, held, notOurs: 0, auditStuck: undefined })))).toEqual([
    false,
    true,
  ]);
  expect(hasUndo(auditMessage({ ...facts, held: 1, now: now + 3 * hour }))).toBe(false);
});

test('a list says what became of a case', () => {
  const tally = { open: 0, done: 4, already: 0, rejected: 0, failed: 0, unconfirmed: 0, skipped: 0 };
  const told = (held: number, more: object = {}, record: Partial<Case> = {}, at = now) =>
    plain(standingText({ record: { ...mute, ...record }, tally, held, ...more }, at));
  expect(told(3)).toBe('4 done; 3 still on');
  expect(told(0)).toBe('4 done; nothing that it set is on now');
  expect(told(0, { takenBy: [8] })).toBe('4 done; nothing that it set is on now (case 8 is newer)');
  expect(told(0, { takenBy: [8, 9] })).toContain('(cases 8 and 9 are newer)');
  expect(told(0, { takenBy: [8, 9, 11] })).toContain('(cases 8, 9 and others are newer)');
  expect(told(0, { takenBy: [8] }, { undoneBy: 8 })).toBe('4 done; undone by case 8');
  expect(told(0, {}, {}, now + 3 * hour)).toBe('4 done; over since 2026-11-22 16:02 UTC');
  expect(told(4, {}, {}, now + 3 * hour)).toBe('4 done; over since 2026-11-22 16:02 UTC');
  expect(told(4, {}, { vendor: 'netease' }, now + 3 * hour)).toBe('4 done; 4 being ended');
  expect(told(0, { tally: { ...tally, done: 0, rejected: 4 } })).toBe('4 rejected');
});

describe('what is on', () => {
  const { closedAt: _, ...running } = mute;
  const active = (changes: Partial<ActiveCase>): ActiveCase => ({
    record: running,
    endsAt: createdAt + 2 * hour,
    held: 0,
    targets: ['u3', 'u4'],
    open: 2,
    hanging: [],
    ...changes,
  });
  const told = (items: readonly ActiveCase[], total = items.length) =>
    plain(activeMessage({ query: {}, found: { items, total, hasNext: false, hasPrevious: false }, now }).text).split(
      '\n',
    );

  test('is not called on where it is on for nobody yet', () => {
    expect(told([active({})])).toMatchObject({ 0: '*1 mute* is being carried out now.' });
    expect(told([active({})])[2]).toBe('Being carried out: 2 of 4 so far; on for none yet. To come: `u3`, `u4`.');
    expect(told([active({ held: 2, targets: ['u1', 'u2'] })])[2]).toBe(
      'Being carried out: 2 of 4 so far. On for `u1`, `u2`.',
    );
    const place = mute.place;
    expect(told([active({ match: { target: 'u3', place, waits: true } })])[2]).toContain('; not on yet for `u3`.');
    expect(told([active({ held: 1, match: { target: 'u1', place } })])[2]).toContain('; on for `u1`.');
  });

  test('is counted as what it is', () => {
    const on = active({ open: 0, held: 4 });
    expect(told([on])[0]).toBe('*1 mute* is on now, as Hush set it.');
    expect(told([on, on])[0]).toContain('*2 mutes and silences* are on now, as Hush set them.');
    expect(told([on, active({})])[0]).toContain('are on now or being carried out, as');
    expect(told([on, on], 12)[0]).toContain('*12 mutes and silences* are on now or being carried out, as');
  });
});
