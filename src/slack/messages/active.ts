import type { ActiveCase, ActiveKey, Lookups } from '../../moderation/lookups.ts';
import { buttonIds } from '../buttons/ids.ts';
import { idsText, placeText, targetsText } from './case-words.ts';
import { hangingText, idText, pager, progressText } from './lookup-words.ts';
import { type Message, paragraph, section } from './message.ts';
import { dateText } from './mrkdwn.ts';
import { timeLeft } from './time-left.ts';

/** Which running cases somebody wants to see; a button carries it as JSON. */
export interface ActiveQuery {
  /** An id of a target, a group, or a silenced user. */
  readonly text?: string;
  readonly from?: ActiveKey;
  readonly back?: boolean;
}

/** Characters of ids of one case. */
const idsRoom = 250;

/** One page of the mutes and silences that are on, the next end first. */
export function activeMessage(parts: {
  query: ActiveQuery;
  found: Awaited<ReturnType<Lookups['active']>>;
  /** Epoch ms. */
  now: number;
}): Message {
  const { query, found, now } = parts;
  const { text } = query;
  const about = text === undefined ? '' : ` for ${idText(text)}`;
  if (found.items.length === 0) {
    return paragraph(
      `Nothing that Hush set is on now${about}. What was set outside Hush is not listed here; \`/hush groups\` asks ZIM for its muted groups.`,
    );
  }
  const heading = `${found.total === 1 ? '*1 mute or silence* is' : `*${found.total.toLocaleString('en-US')} mutes and silences* are`} on now${about}, as Hush set them. The next end comes first.`;
  const lines = found.items.map((active) => activeText(active, now));
  const turn = (active: ActiveCase | undefined, back: boolean): ActiveQuery | undefined =>
    active && {
      ...(text !== undefined && { text }),
      from: { endsAt: active.endsAt, number: active.record.number },
      ...(back && { back }),
    };
  return {
    text: [heading, ...lines].join('\n'),
    blocks: [
      section(heading),
      ...lines.map(section),
      ...pager({
        id: buttonIds.activePage,
        of: 'running mutes and silences',
        previous: found.hasPrevious ? turn(found.items[0], true) : undefined,
        next: found.hasNext ? turn(found.items.at(-1), false) : undefined,
      }),
    ],
  };
}

function activeText(active: ActiveCase, now: number): string {
  const { record, held, targets, match, open, hanging } = active;
  const count = open > 0 ? record.total : held;
  const whom = match
    ? `${idText(match.target)} ${placeText(match.place)}${count > 1 ? `, one of ${targetsText(record, count)}` : ''}`
    : `${targetsText(record, count)} ${placeText(record.place)}`;
  const ids = match ? '' : `: ${idsText({ targets, count }, idsRoom)}`;
  const progress =
    open > 0
      ? [
          `${record.cancelled ? 'Cancelled, coming to its end' : 'Being carried out'}: ${progressText(open, record.total)}.`,
        ]
      : [];
  return [
    `*Case ${record.number}*: ${record.action} of ${whom}, ${endText(record.expiresAt, now)}${ids}`,
    ...progress,
    ...hanging.map(hangingText),
  ].join('\n');
}

/** `until … (2 hours left)`. */
function endText(expiresAt: number | undefined, now: number): string {
  if (expiresAt === undefined) return 'permanently';
  const until = `until ${dateText(expiresAt)}`;
  return expiresAt > now ? `${until} (${timeLeft(expiresAt - now)})` : `${until}, and Hush is ending it`;
}
