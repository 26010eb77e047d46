import type { EndingGroup } from '../../moderation/case.ts';
import type { Place } from '../../moderation/place.ts';
import { headingText, namesText } from './case-words.ts';
import { type Block, type Message, section, textLimit } from './message.ts';
import { escapeWithin, oneLine } from './mrkdwn.ts';

/** Endings beyond these are counted, not listed: each could be another of the vendor's sentences. */
const mostGroups = 8;
/** Characters of ids for one kind of ending, in blocks and in the plain twin. */
const idsRoom = 500;
const twinIdsRoom = 160;
/** Characters of a reason, escaped. It is kept whole in the store. */
const reasonRoom = 1500;

/**
 * A message about a case: a heading, the reason, its targets by ending, notes, buttons. Bounded whatever the case holds: at most
 * 8 endings of 500 characters of ids, so that neither Slack's 50 blocks nor its 12,000 characters are ever reached.
 */
export function caseMessage(parts: {
  heading: string;
  reason: string | undefined;
  place: Place;
  groups: readonly EndingGroup[];
  /** Escaped sentences below the list. */
  notes: readonly string[];
  actions?: Block;
}): Message {
  const { heading, reason, place, groups, notes, actions } = parts;
  const shown = groups.slice(0, mostGroups);
  const rest = groups.slice(mostGroups).reduce((count, group) => count + group.count, 0);
  const restText = rest > 0 ? [`and ${rest.toLocaleString('en-US')} more with other endings`] : [];
  const reasonText = reason === undefined ? [] : [`Reason: ${escapeWithin(oneLine(reason), reasonRoom)}`];
  const listed = shown.map((group) => `*${headingText(group)}*\n${namesText(place, group, idsRoom)}`);
  const blocks = [
    section(heading),
    ...reasonText.map(section),
    ...[...listed, ...restText, ...notes].map(section),
    ...(actions ? [actions] : []),
  ];
  const twin = [
    heading,
    ...shown.map((group) => `${headingText(group)}: ${namesText(place, group, twinIdsRoom)}`),
    ...restText,
    ...notes,
    ...reasonText,
  ];
  return { text: fitLines(twin), blocks };
}

/** Whole lines only: cutting inside one could cut an entity or a date in two. */
function fitLines(lines: readonly string[]): string {
  const kept: string[] = [];
  let length = 0;
  for (const line of lines) {
    length += line.length + 1;
    if (length > textLimit) break;
    kept.push(line);
  }
  return kept.join('\n');
}
