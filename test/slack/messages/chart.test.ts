import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Case } from '../../../src/moderation/case.ts';
import { lastDays } from '../../../src/moderation/digest.ts';
import { outcomes } from '../../../src/moderation/outcome.ts';
import type { Proposal } from '../../../src/moderation/proposal.ts';
import type { Activity } from '../../../src/moderation/statistics.ts';
import { blockProblems, blocksTooLong } from '../../../src/playground/slack/limits/block-problems.ts';
import { viewProblems } from '../../../src/playground/slack/limits/view-problems.ts';
import type { Data } from '../../../src/playground/wire/data.ts';
import { homeView } from '../../../src/slack/home/home-view.ts';
import { activityCharts } from '../../../src/slack/messages/activity-charts.ts';
import { barChart, chartText, hasCharts, pieChart, withoutCharts } from '../../../src/slack/messages/chart.ts';
import { digestMessage } from '../../../src/slack/messages/digest.ts';
import { section } from '../../../src/slack/messages/message.ts';

const asData = (value: unknown) => value as readonly Data[];
const now = Date.UTC(2026, 10, 22, 12);
const nasty = fc.oneof(
  fc.constantFrom(
    '<!channel>',
    '```',
    '&'.repeat(300),
    'spam',
    'Spam',
    '\u202eevil',
    'a\nb',
    ' ',
    '👩‍👩‍👧‍👦'.repeat(9),
  ),
  fc.string({ unit: 'binary', maxLength: 400 }),
);
const count = fc.integer({ min: 0, max: 1_000_000 });
const reasons = fc.array(fc.record({ reason: nasty, cases: count }, { requiredKeys: ['cases'] }), { maxLength: 40 });
const facts = fc.record({
  days: fc.constant(lastDays(14, { now, timezone: 'UTC' })),
  perDay: fc.array(count, { minLength: 14, maxLength: 14 }),
  reasons,
  timezone: fc.constant('UTC'),
});
const record: fc.Arbitrary<Case> = nasty.map((text) => ({
  number: 1_000_000_000,
  createdAt: now,
  action: 'mute',
  vendor: 'zim',
  place: { kind: 'group', app: 'zim', group: text.slice(0, 32) },
  length: { kind: 'permanent' },
  reason: text,
  moderator: 'UMOD',
  total: 100_000,
  duplicates: 0,
  closedAt: now,
  asked: { by: 'UMOD', at: now, total: 1 },
}));

const waiting: fc.Arbitrary<Proposal> = record.map(({ place, reason = '' }) => ({
  id: 'p',
  kind: 'approval',
  moderator: 'UMOD',
  createdAt: now,
  expiresAt: now + 1,
  why: [reason],
  digest: '',
  state: 'open',
  cases: Array.from({ length: 12 }, () => ({
    action: 'mute',
    vendor: 'zim',
    place,
    length: { kind: 'permanent' },
    reason,
    targets: [{ id: reason }],
    duplicates: 0,
    vendorClockSeconds: 0,
  })),
}));

describe('a chart', () => {
  test('as text says the same numbers', () => {
    const [pie] = pieChart({
      title: 'By reason',
      points: [
        { label: 'spam', value: 3 },
        { label: 'rude', value: 12 },
      ],
    });
    expect(pie && chartText(pie)).toBe('*By reason*\n```rude ████████████████████ 12\nspam █████ 3```');
  });

  test('has the largest slices, the rest as one, and none for what never was', () => {
    const points = Array.from({ length: 9 }, (_, index) => ({ label: `r${index}`, value: index }));
    const [pie] = pieChart({ title: 'x', points });
    expect((pie as unknown as { chart: unknown }).chart).toEqual({
      type: 'pie',
      segments: [...[8, 7, 6, 5, 4].map((value) => ({ label: `r${value}`, value })), { label: 'All others', value: 6 }],
    });
    expect(pieChart({ title: 'x', points: [{ label: 'a', value: 0 }] })).toEqual([]);
  });

  test('gives way to its text, and all else stays', () => {
    const chart = barChart({ title: 'x', of: 'y', points: [{ label: 'a', value: 1 }] });
    const message = { text: 'twin', blocks: [section('before'), chart, section('behind')] };
    const plain = withoutCharts(message);
    expect(hasCharts(message)).toBe(true);
    expect(hasCharts(plain)).toBe(false);
    expect(plain).toEqual({ text: 'twin', blocks: [section('before'), section(chartText(chart)), section('behind')] });
  });
});

const noMentions = (value: unknown) =>
  JSON.stringify(value, (key, each: unknown) => (key === 'value' && typeof each === 'string' ? undefined : each));

test('whatever reasons there are, Slack takes the charts, and nothing in them rings a phone', () => {
  fc.assert(
    fc.property(facts, (any) => {
      const charts = [...activityCharts(any)];
      expect(blockProblems({ blocks: asData(charts), surface: 'message' })).toEqual([]);
      const plain = withoutCharts({ blocks: charts }).blocks;
      expect(blockProblems({ blocks: asData(plain), surface: 'home' })).toEqual([]);
      expect(noMentions([charts, plain])).not.toMatch(/<!(?!date)|<@/);
    }),
  );
});

const activity: fc.Arbitrary<Activity> = fc.record({
  actions: fc.record({ mute: counts(), unmute: counts(), silence: counts(), unsilence: counts() }),
  outcomes: fc.record({
    ...(Object.fromEntries(outcomes.map((each) => [each, count])) as Record<(typeof outcomes)[number], typeof count>),
    open: count,
  }),
  moderators: fc.array(fc.record({ moderator: fc.constant('UMOD'), cases: count }), { maxLength: 20 }),
});

function counts() {
  return fc.record({ cases: count, targets: count });
}

test('whatever a week was like, Slack takes its digest', () => {
  const week = { day: '2026-11-23', dueAt: now, from: now - 7 * 86_400_000, before: now - 14 * 86_400_000 };
  const all = fc.record({
    charts: facts,
    activity,
    before: activity,
    longest: fc.array(record, { maxLength: 3 }),
    failedEnds: count,
    hangingEnds: count,
  });
  fc.assert(
    fc.property(all, ({ charts, ...any }) => {
      const message = digestMessage({ week, ...charts, ...any });
      expect(blockProblems({ blocks: asData(message.blocks), surface: 'message' })).toEqual([]);
      expect(blocksTooLong(message.blocks)).toBe(false);
      expect(blocksTooLong(withoutCharts(message).blocks)).toBe(false);
      expect(message.text.length).toBeLessThan(4000);
      expect(noMentions(message)).not.toMatch(/<!(?!date)|<@(?!UMOD)/);
    }),
  );
});

test('whatever is on, Slack takes the Home tab', () => {
  const tally = { done: 1, already: 0, rejected: 0, failed: 0, unconfirmed: 0, skipped: 0, open: 0 };
  const active = record.map((each, index = 0) => ({
    record: each,
    endsAt: Number.MAX_SAFE_INTEGER,
    held: 100_000,
    targets: Array<string>(20).fill('&'.repeat(32)),
    open: 0,
    hanging: [],
    index,
  }));
  const all = fc.record({
    charts: facts,
    items: fc.array(active, { maxLength: 10 }),
    latest: fc.array(record, { maxLength: 5 }),
    proposals: fc.array(waiting, { maxLength: 4 }),
  });
  fc.assert(
    fc.property(all, ({ charts, items, latest, proposals }) => {
      const numbered = items.map((item, index) => ({ ...item, record: { ...item.record, number: index + 1 } }));
      const view = homeView({
        page: { from: { endsAt: Number.MAX_SAFE_INTEGER, number: 1 }, back: true },
        active: {
          waiting: proposals.map((each, index) => ({ ...each, id: `p${index}` })),
          running: { items: numbered, hasPrevious: true, hasNext: true, total: 100_000 },
        },
        past: { latest: latest.map((each) => ({ record: each, tally, held: 1 })), charts },
        now,
      });
      expect(viewProblems(view)).toEqual([]);
      expect(Buffer.byteLength(JSON.stringify(view))).toBeLessThan(250_000);
      expect(noMentions(view)).not.toMatch(/<!(?!date)|<@(?!UMOD)/);
    }),
  );
});
