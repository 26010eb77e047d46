import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Case, EarlierEnd, EndingGroup } from '../../../src/moderation/case.ts';
import { excerpt, idInSentence } from '../../../src/moderation/excerpt.ts';
import { outcomes } from '../../../src/moderation/outcome.ts';
import { blockProblems, blocksLength, blocksTooLong } from '../../../src/playground/slack/limits/block-problems.ts';
import { viewProblems } from '../../../src/playground/slack/limits/view-problems.ts';
import type { Data } from '../../../src/playground/wire/data.ts';
import { groupsPageSize } from '../../../src/slack/groups-answer.ts';
import { verbs } from '../../../src/slack/line/command.ts';
import { auditMessage, noticeMessage } from '../../../src/slack/messages/audit-post.ts';
import { groupsMessage } from '../../../src/slack/messages/groups.ts';
import { helpMessage } from '../../../src/slack/messages/help.ts';
import type { Message } from '../../../src/slack/messages/message.ts';
import { notesInDetails } from '../../../src/slack/messages/notes.ts';
import { refusalMessage } from '../../../src/slack/messages/refusal.ts';
import { startedMessage, summaryMessage } from '../../../src/slack/messages/summary.ts';
import { detailsView } from '../../../src/slack/modals/details-view.ts';
import { previewView, readingView } from '../../../src/slack/modals/file-views.ts';
import { formView } from '../../../src/slack/modals/form-view.ts';

const asData = (value: unknown) => value as readonly Data[];

/** Nothing that Slack would refuse, nothing that could ring a phone or break out of its place. */
function expectWhole({ text, blocks }: Message, most = 4000): void {
  expect(blockProblems({ blocks: asData(blocks), surface: 'message' })).toEqual([]);
  expect(blocksTooLong(asData(blocks))).toBe(false);
  expect(text.length).toBeGreaterThan(0);
  expect(text.length).toBeLessThanOrEqual(most);
  // What a button carries is for Hush alone.
  const said = JSON.stringify([text, blocks], (key, value: unknown) => (key === 'value' ? undefined : value));
  expect(said).not.toMatch(/<!(?!date)|<@(?!UMOD)|<#|javascript:/);
  expect(said).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/u);
}

/** Ids and words of the worst kind that a vendor or a person could bring. */
const nasty = fc.oneof(
  fc.constantFrom(
    '&'.repeat(32),
    '<!channel>',
    '<@U0NOAH0001>',
    '`````',
    '*_~>',
    '\u202eevil',
    'a\nb',
    '',
    '\u2028',
    '👩‍👩‍👧‍👦',
    '<'.repeat(400),
  ),
  fc.string({ unit: 'binary', maxLength: 600 }),
);

const places: readonly Case['place'][] = [
  { kind: 'group', app: 'zim', group: '&'.repeat(32) },
  { kind: 'modules', app: 'netease', modules: ['p2p', 'qchat'] },
  { kind: 'notifications', app: 'zim', user: '<!here>', of: 'groups' },
  { kind: 'whole-group', app: 'zim', group: '&'.repeat(32), whom: 'everyone' },
  { kind: 'whole-group', app: 'zim', group: '<!here>', whom: Array.from({ length: 20 }, (_, index) => 100 + index) },
];

const someCase: fc.Arbitrary<Case> = fc.record(
  {
    number: fc.integer({ min: 1, max: 1_000_000_000 }),
    createdAt: fc.constant(1_800_000_000_000),
    action: fc.constantFrom('mute', 'unmute', 'silence', 'unsilence'),
    vendor: fc.constantFrom('zim', 'netease'),
    place: fc.constantFrom(...places),
    length: fc.constantFrom({ kind: 'permanent' }, { kind: 'timed', seconds: 45 * 86_400 + 3599 }),
    expiresAt: fc.constant(1_803_000_000_000),
    reason: nasty,
    moderator: fc.constant('UMOD'),
    total: fc.integer({ min: 1, max: 100_000 }),
    duplicates: fc.integer({ min: 0, max: 9 }),
    closedAt: fc.constant(1_800_000_010_000),
    asked: fc.record({
      by: fc.constant('UMOD'),
      at: fc.constant(1_800_000_000_000),
      total: fc.integer({ min: 1, max: 100_000 }),
    }),
    cancelled: fc.constant({ by: 'UMOD', at: 1_800_000_005_000 }),
    undoes: fc.integer({ min: 1, max: 1_000_000_000 }),
    extends: fc.integer({ min: 1, max: 1_000_000_000 }),
    undoneBy: fc.integer({ min: 1, max: 1_000_000_000 }),
    notUndone: fc.array(fc.constant({ count: 100_000, by: 1_000_000_000 }), { maxLength: 9 }),
  },
  { requiredKeys: ['number', 'createdAt', 'action', 'vendor', 'place', 'moderator', 'total', 'duplicates', 'asked'] },
);

const someEarlierEnds: fc.Arbitrary<readonly EarlierEnd[]> = fc.array(
  fc.record(
    {
      case: fc.integer({ min: 1, max: 1_000_000_000 }),
      expiresAt: fc.constant(1_900_000_000_000),
      count: fc.integer({ min: 1, max: 100_000 }),
      targets: fc.array(nasty, { minLength: 1, maxLength: 20 }),
    },
    { requiredKeys: ['case', 'count', 'targets'] },
  ),
  { maxLength: 3 },
);

const someGroups: fc.Arbitrary<readonly EndingGroup[]> = fc.array(
  fc.record(
    {
      outcome: fc.constantFrom(...outcomes),
      code: nasty,
      words: nasty,
      count: fc.integer({ min: 1, max: 100_000 }),
      targets: fc.array(nasty, { maxLength: 100 }),
    },
    { requiredKeys: ['count', 'targets'] },
  ),
  { maxLength: 40 },
);

describe('whatever a case holds, its messages are whole', () => {
  test('the summary, the started message and the audit message', () => {
    fc.assert(
      fc.property(someCase, someGroups, someEarlierEnds, (asked, groups, earlier) => {
        const now = asked.createdAt + 5000;
        const record = {
          ...asked,
          total: Math.max(
            1,
            groups.reduce((sum, { count }) => sum + count, 0),
          ),
        };
        expectWhole(summaryMessage({ record, groups, held: 2, notOurs: 3, earlier, auditStuck: 'is_archived', now }));
        const outage = { since: record.createdAt, words: '<&'.repeat(200) };
        for (const waiting of [{}, { outage }]) {
          expectWhole(startedMessage({ record, groups, now, ...waiting }));
          expectWhole(
            auditMessage({ record, groups, held: 2, earlier, now, pace: { settled: 7, ms: 3000 }, ...waiting }),
          );
        }
      }),
      { numRuns: 300 },
    );
  });

  test('the details, target by target', () => {
    fc.assert(
      fc.property(someCase, fc.array(nasty, { minLength: 1, maxLength: 50 }), (record, ids) => {
        const targets = ids.map((target) => ({ target, outcome: 'rejected' as const, code: target, words: target }));
        const kept = ids.slice(0, notesInDetails).map((text, at) => ({ number: at + 1, at, author: 'UMOD', text }));
        const notes = { notes: kept, total: 100 };
        expect(viewProblems(detailsView({ record, targets, notes, page: 0 }) as unknown as Data)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test('muted groups, with ids of nothing but ampersands', () => {
    fc.assert(
      fc.property(fc.array(nasty, { minLength: 1, maxLength: 20 }), nasty, (ids, text) => {
        const shown = ids.map((group) => ({ group, everyone: true, roles: true, people: true, unknownBits: 248 }));
        const tally = { all: 4000, everyone: 4000, roles: 4000, people: 4000, other: 1 };
        expectWhole(groupsMessage({ query: { app: 'zim', text, page: 3 }, tally, shown, pages: 200 }), 40_000);
      }),
      { numRuns: 200 },
    );
  });

  test('a page of groups that can all be unmuted, each with its button', () => {
    const ids = Array.from({ length: groupsPageSize }, (_, index) => `${'&'.repeat(30)}${10 + index}`);
    const shown = ids.map((group) => ({ group, everyone: true, roles: true, people: true, unknownBits: 248 }));
    const tally = { all: 4000, everyone: 4000, roles: 4000, people: 4000, other: 1 };
    const query = { app: 'a-long-name-of-an-app', text: '&'.repeat(100), page: 3 };
    const message = groupsMessage({ query, tally, shown, pages: 200 });
    expectWhole(message, 40_000);
    expect(message.blocks.length).toBeLessThanOrEqual(50);
    expect(blocksLength(message.blocks)).toBeLessThan(12_000);
    const pressed = message.blocks.flatMap((block) =>
      'accessory' in block && block.accessory ? [block.accessory] : [],
    );
    expect(pressed.map((element) => 'accessibility_label' in element && element.accessibility_label)).toEqual(
      ids.map((id) => `Unmute everyone in ${id}`),
    );
  });

  test('refusals, whatever was typed', () => {
    fc.assert(
      fc.property(nasty, nasty, fc.array(nasty, { maxLength: 9 }), (sentence, word, suggestions) => {
        expectWhole(refusalMessage({ sentence: `No: ${sentence}`, word, suggestions, verb: 'mute' }, 'draft'), 40_000);
        expectWhole(refusalMessage({ sentence: `No: ${sentence}`, suggestions }, undefined), 40_000);
      }),
      { numRuns: 200 },
    );
  });

  test('the help, for every verb and for all', () => {
    for (const verb of [undefined, ...verbs]) expectWhole(helpMessage(verb, []), 40_000);
    expectWhole(noticeMessage('ZIM <said> & no'));
  });

  test('previews of files, whatever they hold and are called', () => {
    fc.assert(
      fc.property(someCase, nasty, fc.array(nasty, { minLength: 1, maxLength: 20 }), (asked, name, ids) => {
        const { place, reason } = asked;
        const dropped = ids.slice(0, 6).map((problem) => ({ problem, count: 99_999, first: ids }));
        const counts = { targets: [], understood: 100_000, duplicates: 100_000 };
        const read = { name: excerpt(name, 60), first: ids, repeats: { count: 5, first: ids }, dropped, ...counts };
        const length = { kind: 'timed', seconds: 45 * 86_400 + 3599 } as const;
        const command = { verb: 'unsilence', place, length, ...(reason !== undefined && { reason }) };
        for (const column of [{ others: 99 }, { heading: excerpt(name), others: 1 }]) {
          const view = previewView({
            command: command as never,
            read: { ...read, column },
            list: 'l',
            foreseen: {
              proposed: {
                action: 'silence',
                vendor: 'zim',
                place,
                length,
                targets: ids.map((id, index) => ({ id, ...(index > 0 && { problem: id }) })),
                duplicates: 0,
                vendorClockSeconds: 0,
              },
              held: ids.map((id, index) => ({ case: index, count: index + 1, targets: ids.concat(id) })),
              confirm: ids.map(idInSentence),
              approval: ids.map(idInSentence),
            },
          });
          expect(viewProblems(view as unknown as Data)).toEqual([]);
          expect(JSON.stringify(view.blocks)).not.toMatch(/<[!@#]|[\u202a-\u202e\u2066-\u2069]/u);
        }
        expect(viewProblems(readingView('silence', excerpt(name, 60)) as unknown as Data)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test('forms, filled with anything', () => {
    const apps = [
      { name: 'eu', vendor: 'zim' },
      { name: 'us', vendor: 'zim' },
      { name: 'cn', vendor: 'netease' },
    ] as const;
    fc.assert(
      fc.property(
        fc.constantFrom('mute', 'unmute', 'silence', 'unsilence'),
        fc.string({ maxLength: 9000 }),
        (verb, value) => {
          const fields = {
            verb,
            user: value,
            conversations: 'users',
            targets: value,
            place: 'eu',
            length: value,
            reason: value,
          } as const;
          expect(viewProblems(formView({ fields, draft: 'd', apps, trouble: value }) as unknown as Data)).toEqual([]);
        },
      ),
      { numRuns: 200 },
    );
  });
});
