import type { types } from '@slack/bolt';
import type { ActiveCase, ActiveKey, CaseEntry, Page } from '../../moderation/lookups.ts';
import type { Proposal } from '../../moderation/proposal.ts';
import { caseActions } from '../buttons/case-buttons.ts';
import { button, buttonIds } from '../buttons/ids.ts';
import { activeText, headingOf } from '../messages/active.ts';
import { activityCharts, type ChartFacts } from '../messages/activity-charts.ts';
import { withoutCharts } from '../messages/chart.ts';
import { pager, standingText } from '../messages/lookup-words.ts';
import { type Block, context, section, sectionWith } from '../messages/message.ts';
import { dateText, escapeText } from '../messages/mrkdwn.ts';
import { proposedHeadlines } from '../messages/proposal-words.ts';
import { headline } from '../messages/summary.ts';

export type HomeView = types.HomeView;

/** Which page of what is on somebody sees in their Home; kept in the view itself. */
export interface HomePage {
  readonly from?: ActiveKey;
  readonly back?: boolean;
}

export interface HomeFacts {
  readonly page: HomePage;
  /** Absent for those who may not look up what is on. */
  readonly active?:
    | {
        /** What waits for a second moderator, the most urgent first. */
        readonly waiting: readonly Proposal[];
        readonly running: Running;
      }
    | undefined;
  /** Absent for those who may not look up what was. */
  readonly past?:
    | {
        /** The newest cases, newest first. */
        readonly latest: readonly CaseEntry[];
        readonly charts: ChartFacts;
      }
    | undefined;
  /** Epoch ms. */
  readonly now: number;
}

type Running = Page<ActiveCase> & { readonly total: number };

/** Approvals that are shown at most. */
export const mostWaiting = 3;

/**
 * What a moderator sees on Hush's own page: what waits, what is on, what was decided last, and how much of it there was. Takes at most 50
 * of 100 blocks.
 */
export function homeView({ page, active, past, now }: HomeFacts): HomeView {
  return {
    type: 'home',
    private_metadata: JSON.stringify(page),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: 'Hush' } },
      {
        type: 'actions',
        block_id: 'ways',
        elements: [
          button({ id: buttonIds.homeForm, suffix: 'mute', text: 'Mute…', value: 'mute', primary: true }),
          button({ id: buttonIds.homeForm, suffix: 'unmute', text: 'Unmute…', value: 'unmute' }),
          button({ id: buttonIds.homeForm, suffix: 'more', text: 'More…', value: '', label: 'More… forms of Hush' }),
          button({
            id: buttonIds.homePage,
            suffix: 'refresh',
            text: 'Refresh',
            value: '{}',
            label: 'Refresh this page',
          }),
        ],
      },
      ...(active ? [...waitingBlocks(active.waiting), ...activeBlocks(active.running, now), divider] : []),
      ...(past ? [...latestBlocks(past.latest, now), divider, ...chartBlocks(past.charts)] : []),
      ...hiddenBlocks({ active, past }),
      context(
        `As of ${dateText(now)}. \`/hush help\` shows every line; “More actions” of any message finds the ids in it.`,
      ),
    ],
  };
}

const divider: Block = { type: 'divider' };

/** What somebody's roles leave out of the page. */
function hiddenBlocks({ active, past }: Pick<HomeFacts, 'active' | 'past'>): readonly Block[] {
  const hidden = [...(active ? [] : ['what is on now (`active`)']), ...(past ? [] : ['past cases (`history`)'])];
  return hidden.length === 0
    ? []
    : [section(`Not shown here: ${hidden.join(' and ')}. None of your roles allows that.`)];
}

/** Each with the way to everybody whom it is about. Why it is asked stands where it is answered. */
function waitingBlocks(waiting: readonly Proposal[]): readonly Block[] {
  if (waiting.length === 0) return [];
  const more = waiting.length > mostWaiting ? ' These are the most urgent.' : '';
  return [
    section(`*Waiting for a second moderator*, who answers in the audit channel.${more}`),
    ...waiting.slice(0, mostWaiting).map((proposal, index) => {
      const { id, moderator, expiresAt } = proposal;
      const all = button({
        id: buttonIds.proposalTargets,
        suffix: id,
        text: 'All targets',
        value: id,
        label: `All targets of waiting request ${index + 1}, one by one`,
      });
      const asks = `<@${escapeText(moderator)}> asks for: ${proposedHeadlines(proposal)}. It waits until ${dateText(expiresAt)}.`;
      return sectionWith(asks, all);
    }),
    divider,
  ];
}

function activeBlocks(active: Running, now: number): readonly Block[] {
  const { items, hasPrevious, hasNext } = active;
  if (items.length === 0)
    return [section('*Nothing that Hush set is on now.* What was set outside Hush is not listed here.')];
  const key = (item: ActiveCase | undefined, back: boolean): HomePage | undefined =>
    item && { from: { endsAt: item.endsAt, number: item.record.number }, ...(back && { back }) };
  return [
    section(headingOf(active, '')),
    ...items.flatMap((item): Block[] => {
      const { record, held } = item;
      const actions = caseActions({ record, groups: [], held, now });
      return [section(activeText(item, now)), { ...actions, block_id: `case-${record.number}` }];
    }),
    ...pager({
      id: buttonIds.homePage,
      of: 'running mutes and silences',
      previous: hasPrevious ? key(items[0], true) : undefined,
      next: hasNext ? key(items.at(-1), false) : undefined,
    }),
  ];
}

function latestBlocks(latest: readonly CaseEntry[], now: number): readonly Block[] {
  if (latest.length === 0) return [section('*No case yet.* Press Mute…, or type `/hush` in any channel.')];
  return [
    section('*Last cases*'),
    ...latest.map((entry) => {
      const { record } = entry;
      const who = `<@${escapeText(record.moderator)}>`;
      return section(
        `*Case ${record.number}*, ${dateText(record.createdAt)} by ${who}: ${headline(record)}\n${standingText(entry, now)}`,
      );
    }),
  ];
}

/** Home tabs take no charts: their text stands here, and a button sends them (see `chart.ts`). */
function chartBlocks(facts: ChartFacts): readonly Block[] {
  const charts = [...activityCharts(facts)];
  if (charts.length === 0) return [section(`No mutes or silences in the last ${facts.perDay.length} days.`)];
  const send = button({ id: buttonIds.homeCharts, text: 'Send me the charts', value: 'charts' });
  return [...withoutCharts({ blocks: charts }).blocks, { type: 'actions', block_id: 'charts', elements: [send] }];
}

/** What everybody else sees: no data, and whom to ask. */
export function strangerView(): HomeView {
  return {
    type: 'home',
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: 'Hush' } },
      section(
        'Hush lets the moderators of this product’s chat mute and unmute people from Slack. What it did stands in their audit channel.',
      ),
      section(
        'You are not one of its moderators, so there is nothing for you to press here. If you should be, ask whoever runs Hush in this workspace: an admin or owner knows who that is.',
      ),
    ],
  };
}

/** What somebody sees when it could not be found out what to show. `sentence` is plain. */
export function troubleView(sentence: string): HomeView {
  return {
    type: 'home',
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: 'Hush' } },
      section(escapeText(sentence)),
      {
        type: 'actions',
        block_id: 'ways',
        elements: [button({ id: buttonIds.homePage, suffix: 'refresh', text: 'Try again', value: '{}' })],
      },
    ],
  };
}
