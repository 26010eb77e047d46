import type { types } from '@slack/bolt';
import { takesLength } from '../../moderation/action.ts';
import type { Case } from '../../moderation/case.ts';
import type { CaseEntry, Hanging, TargetEntry } from '../../moderation/lookups.ts';
import { outcomes, type Tally } from '../../moderation/outcome.ts';
import { placeBits } from '../../moderation/place.ts';
import { button } from '../buttons/ids.ts';
import { placeText, undoneText, wholeGroupText } from './case-words.ts';
import type { Block } from './message.ts';
import { codeText, countOf, cutText, dateText, escapeText, escapeWithin, oneLine } from './mrkdwn.ts';

/** Characters of an id, of the vendor's words, and of a reason. A page of them stays far below the 12,000 of a message. */
const idRoom = 64;
const wordsRoom = 100;
const reasonRoom = 160;

/** An id in inline code, cut, with a word for the empty one. */
export function idText(id: string): string {
  return codeText(id === '' ? '(empty)' : cutText(id, idRoom));
}

/** One target of a case by its name: its id, or `everyone in `lobby``. */
export function targetText({ place }: Pick<Case, 'place'>, target: string): string {
  return wholeGroupText(place) ?? idText(target);
}

/** `2 done, 1 rejected`. */
export function tallyText(tally: Tally): string {
  return outcomes
    .flatMap((outcome) => (tally[outcome] > 0 ? `${countText(tally[outcome])} ${outcome}` : []))
    .join(', ');
}

/** `40 of 2,000 so far`. */
export function progressText(open: number, total: number): string {
  return `${countText(total - open)} of ${countText(total)} so far`;
}

function countText(count: number): string {
  return count.toLocaleString('en-US');
}

/** How a case went, and what became of it as a whole: one line. */
export function standingText(entry: CaseEntry, now: number): string {
  const { record, tally } = entry;
  const went =
    record.closedAt === undefined
      ? `${record.cancelled ? 'Coming to its end' : 'Running'}: ${progressText(tally.open, record.total)}`
      : tallyText(tally) || 'no targets';
  const cancelled = record.cancelled ? [`cancelled by <@${escapeText(record.cancelled.by)}>`] : [];
  return [went, ...cancelled, undoneText(record), fateText(entry, now)].filter(Boolean).join('; ');
}

/** What became of what a case set: how much of it is on, that its time is up, or what is newer. */
function fateText({ record, tally, held, takenBy = [] }: CaseEntry, now: number): string {
  const { closedAt, expiresAt, undoneBy } = record;
  if (closedAt === undefined || !takesLength(record.action)) return '';
  const isOver = expiresAt !== undefined && expiresAt <= now;
  if (held > 0 && !isOver) return `${countText(held)} still on`;
  // What the vendor has ended by itself is forgotten a moment later.
  if (held > 0 && !(record.vendor === 'zim' && record.action === 'mute')) return `${countText(held)} being ended`;
  if (undoneBy !== undefined || tally.done + tally.already + tally.unconfirmed === 0) return '';
  if (isOver) return `over since ${dateText(expiresAt)}`;
  return `nothing that it set is on now${newerText(takenBy)}`;
}

/** ` (cases 7 and 9 are newer)`, of at most three. */
function newerText(numbers: readonly number[]): string {
  const [first, second, third] = numbers;
  if (first === undefined) return '';
  if (second === undefined) return ` (case ${first} is newer)`;
  return third === undefined
    ? ` (cases ${first} and ${second} are newer)`
    : ` (cases ${first}, ${second} and others are newer)`;
}

/** `:warning: 3 ends unanswered since …, Hush keeps trying.` */
export function hangingText({ task, count, more, since }: Hanging): string {
  const what = task === 'lift' ? countOf(count, 'end') : countOf(count, 'renewal');
  return `:warning: ${more ? 'more than ' : ''}${what} unanswered since ${dateText(since)}, Hush keeps trying.`;
}

/** `Reason: …` on a line, or nothing. */
export function reasonLines({ reason }: Pick<Case, 'reason'>, room = reasonRoom): readonly string[] {
  return reason === undefined ? [] : [`Reason: ${escapeWithin(oneLine(reason), room)}`];
}

/** One target's ending, and what became of what was set: `*done* – ended by Hush …`. */
export function endingText(entry: TargetEntry, { record, now }: { record: Case; now: number }): string {
  const { outcome, code, words } = entry;
  const why = whyText({ code, words });
  const fate = fateTexts(entry, { record, now }).join(', ');
  return [`*${outcome ?? 'open'}*${why && `: ${why}`}`, fate].filter(Boolean).join(' – ');
}

function whyText({ code, words }: { code?: string | undefined; words?: string | undefined }): string {
  const shown = code && !words?.includes(code) && `(${escapeWithin(code, 40)})`;
  return [words && escapeWithin(oneLine(words), wordsRoom), shown].filter(Boolean).join(' ');
}

function fateTexts({ outcome, fate }: TargetEntry, { record, now }: { record: Case; now: number }): readonly string[] {
  if (!takesLength(record.action) || outcome === undefined) return [];
  if (fate.notOurs) return ['it was so before, not by Hush'];
  const { on, takenBy, lift } = fate;
  const texts: string[] = [];
  if (on) {
    const all = placeBits(on) === placeBits(record.place);
    const over = record.expiresAt !== undefined && record.expiresAt <= now;
    texts.push(`${over ? 'its time is up and Hush is ending it' : 'still on'}${all ? '' : ` ${placeText(on)}`}`);
  }
  if (takenBy) {
    const { number, how } = takenBy;
    const part = on ? 'in part ' : '';
    const did = { undid: 'undone', ended: 'ended', extended: 'given another end', 'took over': 'taken over' }[how];
    texts.push(`${part}${did} by case ${number}`);
  } else if (lift && !on) {
    const why = whyText(lift);
    const at = lift.at === undefined ? '' : ` ${dateText(lift.at)}`;
    if (lift.task === 'lift') {
      texts.push(lift.outcome === 'done' ? `ended by Hush${at}` : `could not be ended${at}${why && `: ${why}`}`);
    } else {
      texts.push(
        `${lift.outcome === 'rejected' ? 'could not be renewed' : 'was not renewed'}${at}${why && `: ${why}`}`,
      );
    }
  } else if (!on && hadEffect(outcome) && record.expiresAt !== undefined && record.expiresAt <= now) {
    texts.push(`over since ${dateText(record.expiresAt)}`);
  }
  return texts;
}

function hadEffect(outcome: TargetEntry['outcome']): boolean {
  return outcome === 'done' || outcome === 'already' || outcome === 'unconfirmed';
}

/** What a button carries comes back as JSON; Slack takes 2000 characters (https://docs.slack.dev/reference/block-kit/block-elements/button-element). */
const valueLimit = 2000;

/** Buttons to the pages before and behind, or nothing where there are none. */
export function pager(parts: {
  id: Parameters<typeof button>[0]['id'];
  /** What the pages are of, for screen readers. */
  of: string;
  /** What the buttons carry; absent: no such page. */
  previous: unknown;
  next: unknown;
}): readonly Block[] {
  const turns = (['previous', 'next'] as const).flatMap((way): types.Button[] => {
    const value = parts[way] === undefined ? undefined : JSON.stringify(parts[way]);
    // Only an id of hundreds of characters makes it longer, and no vendor has such ids.
    if (value === undefined || value.length > valueLimit) return [];
    const text = way === 'previous' ? 'Previous' : 'Next';
    return [button({ id: parts.id, suffix: text, text, value, label: `${text} page of ${parts.of}` })];
  });
  return turns.length > 0 ? [{ type: 'actions', block_id: 'pages', elements: turns }] : [];
}
