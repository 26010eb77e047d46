import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Case } from '../../../src/moderation/case.ts';
import type {
  ActiveCase,
  CaseEntry,
  Fate,
  Hanging,
  HistoryEntry,
  TargetEntry,
} from '../../../src/moderation/lookups.ts';
import { outcomes } from '../../../src/moderation/outcome.ts';
import { blockProblems, blocksLength } from '../../../src/playground/slack/limits/block-problems.ts';
import type { Data } from '../../../src/playground/wire/data.ts';
import { lookupPageSize } from '../../../src/slack/lookup-answers.ts';
import { activeMessage } from '../../../src/slack/messages/active.ts';
import { caseCardMessage, caseCardSize } from '../../../src/slack/messages/case-card.ts';
import { moderatorHistoryMessage, targetHistoryMessage } from '../../../src/slack/messages/history.ts';
import type { Message } from '../../../src/slack/messages/message.ts';
import { notesShown } from '../../../src/slack/messages/notes.ts';

/** Nothing that Slack would refuse, nothing that could ring a phone or break out of its place. */
function expectWhole({ text, blocks }: Message): void {
  expect(blockProblems({ blocks: blocks as unknown as readonly Data[], surface: 'message' })).toEqual([]);
  // `msg_blocks_too_long` comes near 13,200.
  expect(blocksLength(blocks)).toBeLessThan(12_000);
  expect(text.length).toBeGreaterThan(0);
  // Slack cuts what is longer (https://docs.slack.dev/reference/methods/chat.postMessage, "Truncating content").
  expect(text.length).toBeLessThan(40_000);
  // What a button carries is for Hush alone.
  const said = JSON.stringify([text, blocks], (key, value: unknown) => (key === 'value' ? undefined : value));
  expect(said).not.toMatch(/<!(?!date)|<@(?!UMOD)|<#|javascript:/);
  expect(said).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/u);
}

/** Ids, reasons and words of the worst kind that a vendor or a person could bring. */
const nasty = fc.oneof(
  fc.constantFrom(
    '&'.repeat(3000),
    '<!channel>',
    '<@U0NOAH0001>',
    '`````',
    '*_~>',
    '\u202eevil',
    'a\nb',
    '',
    '\u2028',
    '👩‍👩‍👧‍👦'.repeat(90),
  ),
  fc.string({ unit: 'binary', maxLength: 600 }),
);

const now = 1_800_000_000_000;
const when = fc.integer({ min: now - 400 * 86_400_000, max: now + 400 * 86_400_000 });
const count = fc.integer({ min: 0, max: 1_000_000 });

const place: fc.Arbitrary<Case['place']> = fc.constantFrom<Case['place']>(
  { kind: 'group', app: 'zim', group: '&'.repeat(32) },
  { kind: 'modules', app: 'netease', modules: ['p2p', 'qchat'] },
  { kind: 'modules', app: 'netease', modules: ['p2p', 'team', 'room', 'qchat'] },
  { kind: 'notifications', app: 'zim', user: '<'.repeat(32), of: 'users' },
  { kind: 'whole-group', app: 'zim', group: '&'.repeat(32), whom: 'everyone' },
  { kind: 'whole-group', app: 'zim', group: '<!here>', whom: Array.from({ length: 20 }, (_, index) => 100 + index) },
);

const asked = fc.record({ by: fc.constant('UMOD'), at: when, total: count });
const cancelled = fc.record({ by: fc.constant('UMOD'), at: when });

const someCase: fc.Arbitrary<Case> = fc.record(
  {
    number: fc.integer({ min: 1, max: 999_999_999_999 }),
    createdAt: when,
    action: fc.constantFrom('mute', 'unmute', 'silence', 'unsilence'),
    vendor: fc.constantFrom('zim', 'netease'),
    place,
    length: fc.constantFrom({ kind: 'permanent' }, { kind: 'timed', seconds: 3649 * 86_400 + 86_399 }),
    expiresAt: when,
    reason: nasty,
    moderator: fc.constant('UMOD'),
    total: count,
    duplicates: count,
    closedAt: when,
    asked,
    cancelled,
    undoes: fc.integer({ min: 1, max: 999_999_999_999 }),
    extends: fc.integer({ min: 1, max: 999_999_999_999 }),
    undoneBy: fc.integer({ min: 1, max: 999_999_999_999 }),
    notUndone: fc.array(fc.constant({ count: 100_000, by: 999_999_999_999 }), { maxLength: 9 }),
  },
  { requiredKeys: ['number', 'createdAt', 'action', 'vendor', 'place', 'moderator', 'total', 'duplicates', 'asked'] },
);

const someTally = fc.record({
  open: count,
  done: count,
  already: count,
  rejected: count,
  failed: count,
  unconfirmed: count,
  skipped: count,
});
const someEntry: fc.Arbitrary<CaseEntry> = fc.record(
  {
    record: someCase,
    tally: someTally,
    held: count,
    takenBy: fc.array(fc.integer({ min: 1, max: 999_999_999_999 }), { maxLength: 3 }),
  },
  { requiredKeys: ['record', 'tally', 'held'] },
);
const someNote = fc.record({ number: count, at: when, author: fc.constant('UMOD'), text: nasty });
const someNotes = fc.record({ notes: fc.array(someNote, { maxLength: notesShown }), total: count });
const someHanging: fc.Arbitrary<Hanging> = fc.record(
  { task: fc.constantFrom('lift', 'renew'), count, more: fc.constant(true as const), since: when },
  { requiredKeys: ['task', 'count', 'since'] },
);
const hangings = fc.array(someHanging, { maxLength: 2 });

const someFate: fc.Arbitrary<Fate> = fc.record(
  {
    on: place,
    takenBy: fc.record({
      number: fc.integer({ min: 1, max: 999_999_999_999 }),
      how: fc.constantFrom('undid', 'ended', 'extended', 'took over'),
    }),
    lift: fc.record(
      {
        task: fc.constantFrom('lift', 'renew'),
        outcome: fc.constantFrom(...outcomes),
        code: nasty,
        words: nasty,
        at: when,
      },
      { requiredKeys: ['task', 'outcome'] },
    ),
    notOurs: fc.constant(true as const),
  },
  { requiredKeys: [] },
);

const someTarget: fc.Arbitrary<TargetEntry> = fc.record(
  { ordinal: count, target: nasty, outcome: fc.constantFrom(...outcomes), code: nasty, words: nasty, fate: someFate },
  { requiredKeys: ['ordinal', 'target', 'fate'] },
);

const someActive: fc.Arbitrary<ActiveCase> = fc.record(
  {
    record: someCase,
    endsAt: when,
    held: count,
    targets: fc.array(nasty, { minLength: 1, maxLength: 20 }),
    match: fc.record(
      { target: nasty, place, waits: fc.constant(true as const) },
      { requiredKeys: ['target', 'place'] },
    ),
    open: count,
    hanging: hangings,
  },
  { requiredKeys: ['record', 'endsAt', 'held', 'targets', 'open', 'hanging'] },
);

const sides = fc.record({ hasPrevious: fc.boolean(), hasNext: fc.boolean() });
const pageOf = <T>(item: fc.Arbitrary<T>) => fc.array(item, { minLength: 0, maxLength: lookupPageSize });

describe('whatever is looked up, the answer is whole', () => {
  test('what is on', () => {
    fc.assert(
      fc.property(pageOf(someActive), sides, fc.option(nasty, { nil: undefined }), (items, more, text) => {
        const found = { items, ...more, total: 12_345 };
        expectWhole(activeMessage({ query: text === undefined ? {} : { text }, found, now }));
      }),
      { numRuns: 300 },
    );
  });

  test('a history', () => {
    const entry: fc.Arbitrary<HistoryEntry> = fc
      .tuple(someEntry, fc.option(someTarget, { nil: undefined }))
      .map(([told, target]) => ({ ...told, ...(target && { target }) }));
    fc.assert(
      fc.property(pageOf(entry), sides, nasty, (items, more, target) => {
        const page = { items, ...more };
        expectWhole(targetHistoryMessage({ query: { target }, page, now }));
        expectWhole(moderatorHistoryMessage({ query: { moderator: 'UMOD' }, page, now }));
      }),
      { numRuns: 300 },
    );
  });

  test('one case', () => {
    const targets = fc.array(someTarget, { maxLength: caseCardSize });
    fc.assert(
      fc.property(someEntry, targets, hangings, count, someNotes, (entry, page, hanging, first, notes) => {
        expectWhole(caseCardMessage({ entry, hanging, first, targets: page, notes, now }));
      }),
      { numRuns: 300 },
    );
  });
});

test('ten cases with the longest of everything stay below what Slack takes', () => {
  const long = '&'.repeat(3000);
  const record: Case = {
    number: 999_999_999_999,
    createdAt: now,
    action: 'mute',
    vendor: 'zim',
    place: { kind: 'group', app: 'a-long-name-of-an-app', group: '&'.repeat(32) },
    length: { kind: 'timed', seconds: 3649 * 86_400 + 86_399 },
    expiresAt: now,
    reason: long,
    moderator: 'UMOD',
    total: 100_000,
    duplicates: 0,
    closedAt: now,
    asked: { by: 'UMOD', at: now + 1, total: 100_000 },
    cancelled: { by: 'UMOD', at: now },
    extends: 999_999_999_998,
    undoneBy: 999_999_999_997,
    notUndone: Array(9).fill({ count: 100_000, by: 999_999_999_996 }),
  };
  const tally = { open: 1e5, done: 1e5, already: 1e5, rejected: 1e5, failed: 1e5, unconfirmed: 1e5, skipped: 1e5 };
  const fate: Fate = {
    takenBy: { number: 999_999_999_999, how: 'extended' },
    lift: { task: 'lift', outcome: 'rejected', code: long, words: long, at: now },
    on: record.place,
  };
  const entry: CaseEntry = { record, tally, held: 1e5 };
  const target: TargetEntry = { ordinal: 0, target: long, outcome: 'unconfirmed', code: long, words: long, fate };
  const hanging: readonly Hanging[] = [
    { task: 'lift', count: 1000, more: true, since: now },
    { task: 'renew', count: 1000, more: true, since: now },
  ];
  const active: ActiveCase = { record, endsAt: now, held: 1e5, targets: Array(20).fill(long), open: 1, hanging };
  const more = { hasPrevious: true, hasNext: true };
  const ten = <T>(item: T) => Array<T>(lookupPageSize).fill(item);
  expectWhole(activeMessage({ query: { text: long }, found: { items: ten(active), ...more, total: 1e6 }, now }));
  expectWhole(
    targetHistoryMessage({ query: { target: long }, page: { items: ten({ ...entry, target }), ...more }, now }),
  );
  expectWhole(moderatorHistoryMessage({ query: { moderator: 'UMOD' }, page: { items: ten(entry), ...more }, now }));
  const onCard = Array<TargetEntry>(caseCardSize).fill(target);
  const note = { number: 99, at: now, author: 'UMOD', text: long };
  const notes = { notes: Array(notesShown).fill(note), total: 100 };
  expectWhole(caseCardMessage({ entry, hanging, first: 50_000, targets: onCard, notes, now }));
});
