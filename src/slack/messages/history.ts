import type { CaseEntry, HistoryEntry, Page } from '../../moderation/lookups.ts';
import { buttonIds } from '../buttons/ids.ts';
import { endingText, idText, pager, reasonLines, standingText, targetText } from './lookup-words.ts';
import { type Message, paragraph, section } from './message.ts';
import { dateText, escapeText } from './mrkdwn.ts';
import { headline } from './summary.ts';

/** Whose history somebody wants to see: exactly one of `target` and `moderator`. A button carries it as JSON. */
export interface HistoryQuery {
  readonly target?: string;
  /** Slack user id. */
  readonly moderator?: string;
  /** A case's number. */
  readonly from?: number;
  readonly back?: boolean;
}

interface HistoryParts<Entry> {
  readonly query: HistoryQuery;
  readonly page: Page<Entry>;
  /** Epoch ms. */
  readonly now: number;
}

/** One page of what was done to a target. */
export function targetHistoryMessage({ query, page, now }: HistoryParts<HistoryEntry>): Message {
  const id = idText(query.target ?? '');
  if (page.items.length === 0) {
    return paragraph(`No case names ${id}. Ids are compared whole, and ZIM tells capital from small letters.`);
  }
  const entries = page.items.map((entry) => {
    const { record, target } = entry;
    const own = target
      ? `${targetText(record, target.target)} ${endingText(target, { record, now })}`
      : standingText(entry, now);
    return caseLines(entry, own, { by: true });
  });
  return historyMessage(`*History of ${id}*, newest first.`, entries, { query, page });
}

/** One page of what a moderator asked for. */
export function moderatorHistoryMessage({ query, page, now }: HistoryParts<CaseEntry>): Message {
  const person = `<@${escapeText(query.moderator ?? '')}>`;
  if (page.items.length === 0) return paragraph(`No case is by ${person}.`);
  const entries = page.items.map((entry) => caseLines(entry, standingText(entry, now), { by: false }));
  return historyMessage(`*Cases by ${person}*, newest first.`, entries, { query, page });
}

function caseLines({ record }: CaseEntry, standing: string, { by }: { by: boolean }): string {
  const who = by ? ` by <@${escapeText(record.moderator)}>` : '';
  return [
    `*Case ${record.number}*, ${dateText(record.createdAt)}${who}: ${headline(record)}`,
    standing,
    ...reasonLines(record),
  ].join('\n');
}

function historyMessage(
  heading: string,
  entries: readonly string[],
  { query, page }: { query: HistoryQuery; page: Page<CaseEntry> },
): Message {
  const { from: _, back: __, ...whose } = query;
  const turn = (entry: CaseEntry | undefined, back: boolean): HistoryQuery | undefined =>
    entry && { ...whose, from: entry.record.number, ...(back && { back }) };
  return {
    text: [heading, ...entries].join('\n'),
    blocks: [
      section(heading),
      ...entries.map(section),
      ...pager({
        id: buttonIds.historyPage,
        of: 'the history',
        previous: page.hasPrevious ? turn(page.items[0], true) : undefined,
        next: page.hasNext ? turn(page.items.at(-1), false) : undefined,
      }),
    ],
  };
}
