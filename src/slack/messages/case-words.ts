import { missingApp } from '../../moderation/carry-out.ts';
import type { Case, EndingGroup } from '../../moderation/case.ts';
import { lengthInWords } from '../../moderation/length.ts';
import { isEverywhere, namedRoles, type Place, type Role, type Whom } from '../../moderation/place.ts';
import { type VendorOutage, vendorTitles } from '../../moderation/vendor.ts';
import { codeText, countOf, cutText, dateText, escapeText, escapeWithin, sinceText } from './mrkdwn.ts';

/** The vendor's words are repeated to people, but not at any length. */
const longestWords = 250;

/** Where, as escaped mrkdwn: `in `lobby``, `everywhere (p2p, team, room, qchat)`; behind roles `of `lobby``. */
export function placeText(place: Place): string {
  switch (place.kind) {
    case 'group':
      return `in ${codeText(place.group)} (${escapeText(place.app)})`;
    case 'whole-group':
      return `${prepositionFor(place.whom)} ${codeText(place.group)} (${escapeText(place.app)})`;
    case 'modules':
      return isEverywhere(place)
        ? `everywhere (${escapeText(place.app)})`
        : `in ${place.modules.join(', ')} (${escapeText(place.app)})`;
    case 'notifications':
      return `for ${codeText(place.user)} (${escapeText(place.app)})`;
  }
}

function prepositionFor(whom: Whom): string {
  return whom === 'everyone' ? 'in' : 'of';
}

const roleTexts = new Map<Role, string>([
  [namedRoles.owner, 'the owner'],
  [namedRoles.admin, 'admins'],
  [namedRoles.member, 'members'],
]);

/** `everyone`; `members, admins and role 100`. */
function whomText(whom: Whom): string {
  if (whom === 'everyone') return whom;
  const texts = whom.map((role) => roleTexts.get(role) ?? `role ${role}`);
  const last = texts.at(-1) ?? '';
  return texts.length > 1 ? `${texts.slice(0, -1).join(', ')} and ${last}` : last;
}

/** How long and until when: `for 2 hours, until …`, `permanently`, or nothing for actions without a length. */
export function untilText({ length, expiresAt }: Pick<Case, 'length' | 'expiresAt'>): string {
  if (!length) return '';
  if (length.kind === 'permanent' || expiresAt === undefined) return ' permanently';
  return ` for ${lengthInWords(length)}, until ${dateText(expiresAt)}`;
}

/** `, approved by @ana`, or nothing. */
export function approvedText({ approvedBy }: Pick<Case, 'approvedBy'>): string {
  return approvedBy === undefined ? '' : `, approved by <@${escapeText(approvedBy)}>`;
}

/** Undos that left something to many cases name the first few. */
const mostLeft = 3;

/** `undone by case 3`, or what that left: `undone in part by case 3: 1 was left to case 2`. Nothing where it was not undone. */
export function undoneText({ undoneBy, notUndone = [] }: Pick<Case, 'undoneBy' | 'notUndone'>): string {
  if (undoneBy === undefined) return '';
  if (notUndone.length === 0) return `undone by case ${undoneBy}`;
  const were = (count: number) => `${count.toLocaleString('en-US')} ${count === 1 ? 'was' : 'were'}`;
  const shown = notUndone
    .slice(0, mostLeft)
    .map(({ count, by }) => `${were(count)} ${by === undefined ? 'not its own to end' : `left to case ${by}`}`);
  const rest = notUndone.slice(mostLeft).reduce((sum, { count }) => sum + count, 0);
  const all = rest > 0 ? [...shown, `${were(rest)} left to others`] : shown;
  return `undone in part by case ${undoneBy}: ${all.join(', ')}`;
}

/** Why a running case stands still: its vendor does not answer, or its app is not set up any more. */
export type Standstill = VendorOutage | 'no app';

/** `ZIM has not answered since 14:02 (the connection was refused)`. Escaped. */
export function standstillText(
  { vendor, place }: Pick<Case, 'vendor' | 'place'>,
  why: Standstill,
  now: number,
): string {
  if (why === 'no app') return escapeText(`${missingApp(place)}; set up again, it goes on`);
  const { since, words } = why;
  return `${vendorTitles[vendor]} has not answered since ${sinceText(since, now)} (${escapeWithin(words, longestWords)})`;
}

/** What the targets of an action are called: silences are about conversations, and whole groups have no number. */
export function targetsText(record: Pick<Case, 'place'>, count: number): string {
  if (record.place.kind === 'whole-group') return whomText(record.place.whom);
  if (record.place.kind === 'notifications')
    return countOf(count, record.place.of === 'groups' ? 'group' : 'private chat');
  return record.place.kind === 'group' ? countOf(count, 'member') : countOf(count, 'account');
}

/**
 * The heading of targets that ended alike. It always holds the outcome's own word: `2 rejected: is not in the group (660600024)`.
 * Escaped.
 */
export function headingText({ outcome, count, code, words }: EndingGroup): string {
  const why = [
    words && escapeWithin(words, longestWords),
    code && !words?.includes(code) && `(${escapeWithin(code, 40)})`,
  ];
  const reason = why.filter(Boolean).join(' ');
  return `${count.toLocaleString('en-US')} ${outcome ?? 'open'}${reason && ` – ${reason}`}`;
}

/** The targets of a case by name: their ids as in {@link idsText}, or `everyone in `lobby``, `members of `lobby``. */
export function namesText(place: Place, group: Pick<EndingGroup, 'targets' | 'count'>, room: number): string {
  return wholeGroupText(place) ?? idsText(group, room);
}

/** `everyone in `lobby``, `members and admins of `lobby``; undefined for places whose targets have names of their own. */
export function wholeGroupText(place: Place): string | undefined {
  if (place.kind !== 'whole-group') return undefined;
  return `${whomText(place.whom)} ${prepositionFor(place.whom)} ${codeText(place.group)}`;
}

/** As many ids as fit into `room` characters, then how many more there are: `` `alice`, `bob` and 23 more ``. At least one if there are any. */
export function idsText({ targets, count }: Pick<EndingGroup, 'targets' | 'count'>, room: number): string {
  const shown: string[] = [];
  let length = 0;
  for (const target of targets) {
    const id = codeText(target === '' ? '(empty)' : cutText(target, 64));
    length += id.length + 2;
    if (shown.length > 0 && length > room) break;
    shown.push(id);
  }
  const more = count - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more.toLocaleString('en-US')} more` : ''}`;
}
