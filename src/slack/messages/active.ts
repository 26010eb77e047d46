import type { ActiveCase, ActiveKey, Lookups } from '../../moderation/lookups.ts';
import { buttonIds } from '../buttons/ids.ts';
import { idsText, namesText, placeText, targetsText, wholeGroupText } from './case-words.ts';
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
  const heading = headingOf(found, about);
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

/** What runs is on, or is being carried out and perhaps on for nobody yet; which, can be said only of what is on this page. */
export function headingOf({ items, total }: { items: readonly ActiveCase[]; total: number }, about: string): string {
  const isAll = items.length === total;
  const how =
    isAll && items.every(({ open }) => open === 0)
      ? 'on now'
      : isAll && items.every(({ open }) => open > 0)
        ? 'being carried out now'
        : 'on now or being carried out';
  const [first] = items;
  return total === 1
    ? `*1 ${first?.record.action ?? 'mute'}* is ${how}${about}${first?.open === 0 ? ', as Hush set it' : ''}.`
    : `*${total.toLocaleString('en-US')} mutes and silences* are ${how}${about}, as Hush set them. The next end comes first.`;
}

/** One of them: whom, where, until when, how far it is, and what hangs. */
export function activeText(active: ActiveCase, now: number): string {
  const { record, held, targets, match, open, hanging } = active;
  const count = open > 0 ? record.total : held;
  const whole = wholeGroupText(record.place);
  const whom =
    match && whole === undefined
      ? `${idText(match.target)} ${placeText(match.place)}${count > 1 ? `, one of ${targetsText(record, count)}` : ''}`
      : `${targetsText(record, count)} ${placeText(record.place)}`;
  const ids = match || open > 0 || whole !== undefined ? '' : `: ${idsText({ targets, count }, idsRoom)}`;
  return [
    `*Case ${record.number}*: ${record.action} of ${whom}, ${endText(record.expiresAt, now)}${ids}`,
    ...progressLines(active),
    ...hanging.map(hangingText),
  ].join('\n');
}

/** How far a case is that is being carried out, and for whom it is on so far. */
function progressLines({ record, held, targets, match, open }: ActiveCase): readonly string[] {
  if (open === 0) return [];
  const how = record.cancelled ? 'Cancelled, coming to its end' : 'Being carried out';
  const line = `${how}: ${progressText(open, record.total)}`;
  if (match)
    return [
      `${line}; ${match.waits ? 'not on yet' : 'on'} for ${wholeGroupText(record.place) ?? idText(match.target)}.`,
    ];
  return held > 0
    ? [`${line}. On for ${namesText(record.place, { targets, count: held }, idsRoom)}.`]
    : [`${line}; on for none yet. To come: ${namesText(record.place, { targets, count: open }, idsRoom)}.`];
}

/** `until … (2 hours left)`. */
function endText(expiresAt: number | undefined, now: number): string {
  if (expiresAt === undefined) return 'permanently';
  const until = `until ${dateText(expiresAt)}`;
  return expiresAt > now ? `${until} (${timeLeft(expiresAt - now)})` : `${until}, and Hush is ending it`;
}
