import { excerpt } from '../../moderation/excerpt.ts';
import { idProblem } from '../../moderation/id.ts';
import type { MutedGroup } from '../../moderation/vendor.ts';
import { button, buttonIds } from '../buttons/ids.ts';
import { type Block, type Message, packLines, section, sectionWith } from './message.ts';
import { codeText, countOf, cutText, escapeText } from './mrkdwn.ts';

/** Which groups somebody wants to see. */
export interface GroupsQuery {
  /** The ZIM app's name. */
  readonly app: string;
  /** Shows only groups whose id holds this, whatever the case. */
  readonly text?: string;
  /** From 1. */
  readonly page: number;
}

/** Counts over the whole list; a group can be muted in several ways at once. */
export interface GroupsTally {
  readonly all: number;
  readonly everyone: number;
  readonly roles: number;
  readonly people: number;
  readonly other: number;
}

/** One page of muted groups: how each is muted, the counts, buttons for the other pages and for a file of all. */
export function groupsMessage(parts: {
  query: GroupsQuery;
  tally: GroupsTally;
  shown: readonly MutedGroup[];
  pages: number;
}): Message {
  const { query, tally, shown, pages } = parts;
  const filter = query.text === undefined ? '' : ` whose id holds ${codeText(cutText(query.text, 40))}`;
  const app = ` (${escapeText(query.app)})`;
  if (tally.all === 0) {
    const text = `No group${filter} is muted now${app}.`;
    return { text, blocks: [section(text)] };
  }
  const heading = `*${countOf(tally.all, 'group')}*${filter} ${tally.all === 1 ? 'is' : 'are'} muted now${app}: ${countsText(tally)}.`;
  const page = pages > 1 ? [`Page ${query.page} of ${pages}`] : [];
  return {
    text: [heading, ...shown.map(lineText), ...page].join('\n'),
    blocks: [
      section(heading),
      ...groupBlocks(shown, query.app),
      ...page.map(section),
      { type: 'actions', block_id: 'groups', elements: buttonsFor(query, pages) },
    ],
  };
}

function lineText(group: MutedGroup): string {
  return `• ${codeText(cutText(group.group, 64))} – ${howText(group)}`;
}

/** A block for each group that can be unmuted as a whole, with its button; the others between them share blocks. */
function groupBlocks(shown: readonly MutedGroup[], app: string): readonly Block[] {
  const blocks: Block[] = [];
  let waiting: string[] = [];
  for (const [index, group] of shown.entries()) {
    if (!canBeUnmuted(group)) {
      waiting.push(lineText(group));
      continue;
    }
    const lift = unmuteButton(group, { app, suffix: String(index) });
    blocks.push(...packLines(waiting).map(section), sectionWith(lineText(group), lift));
    waiting = [];
  }
  return [...blocks, ...packLines(waiting).map(section)];
}

/** Muted for everyone or for roles. An id that ZIM does not take itself cannot be sent back to it. */
function canBeUnmuted({ group, everyone, roles }: MutedGroup): boolean {
  return (everyone || roles) && idProblem(group) === undefined;
}

/** An id as plain text, which is not escaped: nothing in it may look like Slack's own signs. */
function plainId(id: string): string {
  return excerpt(id).replaceAll('<', '‹').replaceAll('>', '›');
}

function unmuteButton({ group }: MutedGroup, { app, suffix }: { app: string; suffix: string }) {
  const shown = plainId(group);
  return button({
    id: buttonIds.groupUnmute,
    suffix,
    text: 'Unmute everyone',
    value: JSON.stringify({ app, group }),
    label: `Unmute everyone in ${shown}`,
    confirm: {
      title: 'Unmute everyone?',
      text: `Every mute of everyone and of roles in ${shown} ends. People who are muted one by one stay muted.`,
      yes: 'Unmute everyone',
      no: 'Leave it',
    },
  });
}

/** How one group is muted, in the words of the counts. */
export function howText({ everyone, roles, people, unknownBits }: MutedGroup): string {
  const ways = [
    everyone && 'everyone',
    roles && 'roles',
    people && 'people',
    unknownBits !== 0 && `other (${unknownBits})`,
  ];
  return ways.filter(Boolean).join(', ') || 'not said how';
}

function countsText({ everyone, roles, people, other }: GroupsTally): string {
  const counts = [
    [everyone, 'everyone'],
    [roles, 'roles'],
    [people, 'people'],
    [other, 'other'],
  ] as const;
  return counts
    .flatMap(([count, way]) => (count > 0 || way !== 'other' ? `${way} in ${count.toLocaleString('en-US')}` : []))
    .join(', ');
}

function buttonsFor({ app, text, page }: GroupsQuery, pages: number) {
  // No group's id is longer than 32 bytes: what is cut here could not match.
  const query = { app, ...(text !== undefined && { text: text.slice(0, 100) }) };
  const turn = (to: number, label: string) =>
    button({
      id: buttonIds.groupsPage,
      suffix: label,
      text: label,
      value: JSON.stringify({ ...query, page: to }),
      label: `${label} page of muted groups`,
    });
  return [
    ...(page > 1 ? [turn(page - 1, 'Previous')] : []),
    ...(page < pages ? [turn(page + 1, 'Next')] : []),
    button({
      id: buttonIds.groupsFile,
      text: 'CSV file',
      value: JSON.stringify(query),
      label: 'Get all muted groups as a CSV file',
    }),
  ];
}
