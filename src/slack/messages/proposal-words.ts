import { capital } from '../../lib/capital.ts';
import { actionFacts } from '../../moderation/action.ts';
import type { AskedTarget, EarlierEnd } from '../../moderation/case.ts';
import { expiryOf, isPossible } from '../../moderation/case.ts';
import { lengthInWords } from '../../moderation/length.ts';
import { attempted } from '../../moderation/policy/attempted.ts';
import type { Proposal, ProposedCase } from '../../moderation/proposal.ts';
import { vendorTitles } from '../../moderation/vendor.ts';
import { idsText, placeText, targetsText } from './case-words.ts';
import { textLimit } from './message.ts';
import { countOf, dateText, escapeText, escapeWithin, oneLine } from './mrkdwn.ts';
import { ruleText } from './rule-words.ts';

/** Everything that is told of a proposal. */
export interface ProposalFacts {
  readonly proposal: Proposal;
  /** Of each of its cases what Hush holds there now. */
  readonly held: readonly (readonly EarlierEnd[])[];
  /** How many requests it takes, and how many seconds those take at the quota; absent where that is not known. */
  readonly effort?: { readonly requests: number; readonly seconds: number } | undefined;
  /** Epoch ms; an end is reckoned from it while it waits. */
  readonly now: number;
}

/** Targets that are named at most. */
export const targetsNamed = 100;
/** Cases that are told to hold something there already. */
export const heldCases = 5;
/** How many of a proposal's cases are told; the others are counted. */
const mostCases = 6;

/** How much of a case is told: characters of ids, of ids in one line, of the reason, and how many lines of a kind. */
interface Room {
  readonly ids: number;
  readonly lineIds: number;
  readonly reason: number;
  readonly lines: number;
}

/** One case fills a message, several share it: all of them stay below the 12,000 characters that Slack takes. */
const alone: Room = { ids: 2400, lineIds: 200, reason: 1200, lines: 4 };
const shared: Room = { ids: 250, lineIds: 120, reason: 200, lines: 1 };

/** How many targets all cases of a proposal would be carried out for. */
export function attemptedOf({ cases }: Pick<Proposal, 'cases'>): number {
  return cases.reduce((sum, { targets }) => sum + attempted(targets), 0);
}

/** `Mute 60`; of a whole group `Mute the group`; of cases that differ `Do it for 60`. */
export function verbAndCount(proposal: Proposal): string {
  const actions = new Set(proposal.cases.map(({ action }) => action));
  const [action] = actions;
  const verb = actions.size === 1 && action ? capital(action) : 'Do it for';
  if (proposal.cases.every(({ place }) => place.kind === 'whole-group')) return `${verb} the group`;
  return `${verb} ${attemptedOf(proposal).toLocaleString('en-US')}`;
}

/** `mute of 60 members in lobby for 2 hours`, escaped. */
export function proposedHeadline({ action, place, length, targets }: ProposedCase): string {
  const long = !length ? '' : length.kind === 'permanent' ? ' permanently' : ` for ${lengthInWords(length)}`;
  return `${action} of ${targetsText({ place }, attempted(targets))} ${placeText(place)}${long}`;
}

/** All headlines of a proposal in one line, the first few. */
export function proposedHeadlines({ cases }: Pick<Proposal, 'cases'>): string {
  const told = cases.slice(0, 2).map(proposedHeadline);
  const more = cases.length - told.length;
  return `${told.join('; ')}${more > 0 ? `; and ${countOf(more, 'more case')}` : ''}`;
}

/** Exactly what would happen, one text for each section: action, place, length and end, reason, whom, what changes for them, who is left out. */
export function casesTexts({ proposal, held, now }: ProposalFacts): readonly string[] {
  const { cases } = proposal;
  const room = cases.length > 1 ? shared : alone;
  // What was decided has its end in its case, if it has one.
  const isOpen = proposal.state === 'open';
  const told = cases
    .slice(0, mostCases)
    .flatMap((proposed, index) => caseTexts(proposed, { held: held[index] ?? [], room, ...(isOpen && { now }) }));
  const rest = cases.slice(mostCases);
  if (rest.length === 0) return told;
  return [...told, `and ${countOf(rest.length, 'more case')} for ${countOf(attemptedOf({ cases: rest }), 'target')}`];
}

function caseTexts(
  proposed: ProposedCase,
  { held, room, now }: { held: readonly EarlierEnd[]; room: Room; now?: number },
): readonly string[] {
  const { length, reason, targets, duplicates } = proposed;
  const end = length && now !== undefined ? expiryOf(length, now) : undefined;
  const heading = [
    `*${proposedHeadline(proposed)}*${end === undefined ? '' : `, until ${dateText(end)} if it began now`}`,
    ...(reason === undefined ? [] : [`Reason: ${escapeWithin(oneLine(reason), room.reason)}`]),
  ];
  const going = targets.filter(isPossible);
  const whom = idsText({ targets: going.slice(0, targetsNamed).map(({ id }) => id), count: going.length }, room.ids);
  const notes = [
    ...changesLines(proposed, held, room),
    ...(duplicates > 0
      ? [`${countOf(duplicates, 'id was', 'ids were')} written more than once; each counts once.`]
      : []),
  ];
  return [
    heading.join('\n'),
    // The heading of a whole group names it already.
    ...(going.length > 0 && proposed.place.kind !== 'whole-group'
      ? [`*${targetsText(proposed, going.length)}*\n${whom}`]
      : []),
    ...(notes.length > 0 ? [notes.join('\n')] : []),
  ];
}

/** What is not plain from the targets alone: for whom something is so already, and who will be skipped and why. Escaped. */
export function changesLines(
  proposed: ProposedCase,
  held: readonly EarlierEnd[],
  room: Room = alone,
): readonly string[] {
  return [...heldLines(proposed, held, room), ...skippedLines(proposed.targets, room)];
}

/** Who is muted there by Hush until when, by which case, and what becomes of that. */
function heldLines(
  { action, length, targets }: ProposedCase,
  held: readonly EarlierEnd[],
  room: Room,
): readonly string[] {
  const past = action === 'mute' || action === 'unmute' ? actionFacts.mute.past : actionFacts.silence.past;
  const becomes = length ? 'the end will be the new one' : 'that ends';
  const lines = held.slice(0, room.lines).map((one) => {
    const until = one.expiresAt === undefined ? 'permanently' : `until ${dateText(one.expiresAt)}`;
    const those =
      targets.length === 1 ? 'It is' : one.count === 1 ? '1 is' : `${one.count.toLocaleString('en-US')} are`;
    const ids = targets.length === 1 ? '' : `: ${idsText(one, room.lineIds)}`;
    return `${those} ${past} there already, ${until} (case ${one.case}); ${becomes}${ids}`;
  });
  const rest = held.slice(room.lines);
  return rest.length === 0 ? lines : [...lines, 'Others are so already, too, by other cases.'];
}

function skippedLines(targets: readonly AskedTarget[], room: Room): readonly string[] {
  const groups = Map.groupBy(
    targets.filter(({ problem }) => problem !== undefined),
    ({ problem = '' }) => problem,
  );
  const sorted = [...groups].toSorted(([, a], [, b]) => b.length - a.length);
  const lines = sorted.slice(0, room.lines).map(([problem, same]) => {
    const ids = same.slice(0, targetsNamed).map(({ id }) => id);
    return `${same.length.toLocaleString('en-US')} will be skipped – ${escapeWithin(problem, 100)}: ${idsText({ targets: ids, count: same.length }, room.lineIds)}`;
  });
  const rest = sorted.slice(room.lines).reduce((sum, [, same]) => sum + same.length, 0);
  return rest === 0 ? lines : [...lines, `${rest.toLocaleString('en-US')} more will be skipped for other reasons.`];
}

/** Reasons that are told at most, and characters of all of them together. */
const mostReasons = 6;
const reasonsRoom = 2000;

/** A heading and the sentences below it; nothing without sentences. */
export function whyTexts(heading: string, why: readonly string[]): readonly string[] {
  if (why.length === 0) return [];
  const lines: string[] = [];
  let room = reasonsRoom;
  for (const sentence of why.slice(0, mostReasons)) {
    const line = `• ${ruleText(sentence)}`;
    room -= line.length;
    if (room > 0) lines.push(line);
  }
  if (lines.length < why.length) lines.push(`• and ${countOf(why.length - lines.length, 'more reason')}`);
  return [`*${heading}*\n${lines.join('\n')}`];
}

/** What takes less than this is not worth saying beforehand, in seconds. */
const worthSaying = 5;

/** What nobody can see, and how long it takes. */
export function outlookTexts({ proposal, effort }: ProposalFacts): readonly string[] {
  const [first] = proposal.cases;
  if (!first) return [];
  const blind = `Hush cannot see what was set outside it: ${vendorTitles[first.vendor]} does not tell who is muted in a group.`;
  const seconds = effort?.seconds ?? 0;
  const long = seconds < 120 ? countOf(Math.ceil(seconds), 'second') : countOf(Math.ceil(seconds / 60), 'minute');
  return [
    ...(proposal.cases.some(({ place }) => place.kind === 'group') ? [blind] : []),
    ...(effort && seconds > worthSaying
      ? [`It takes ${countOf(effort.requests, 'request')}, which the quota lets through in about ${long}.`]
      : []),
  ];
}

/** How it was decided, as a sentence without its full stop: `Approved by @noah at …: case 15`. Escaped. */
export function decisionText(proposal: Proposal): string {
  const { kind, state, decided, numbers = [], moderator } = proposal;
  const at = decided ? ` (${dateText(decided.at)})` : '';
  const by = decided ? ` by <@${escapeText(decided.by)}>` : '';
  switch (state) {
    case 'open':
      return 'It waits for a yes';
    case 'accepted': {
      const became = proposal.successor === undefined ? casesText(numbers) : 'it waits for a second moderator';
      return `${kind === 'approval' ? 'Approved' : 'Confirmed'}${by}${at}: ${became}`;
    }
    case 'denied':
      return `Denied${by}${at}: nothing was done`;
    case 'withdrawn':
      return `Withdrawn by <@${escapeText(decided?.by ?? moderator)}>${at}: nothing was done`;
    case 'expired':
      return `Nobody said yes until ${dateText(proposal.expiresAt)}: nothing was done`;
  }
}

/** `case 15`, `cases 15, 16 and 17`, `cases 15 to 40`. */
export function casesText(numbers: readonly number[]): string {
  const [first = 0] = numbers;
  const last = numbers.at(-1) ?? first;
  if (numbers.length === 1) return `case ${first}`;
  // They were numbered in one transaction, so that nothing is between them.
  return `cases ${first} to ${last}`;
}

/** The plain twin of these texts: whole ones only, and of those the ones that fit, so that a list of ids does not hide why it is asked. */
export function twinOf(texts: readonly string[]): string {
  let room = textLimit;
  const kept = texts.filter((text) => {
    const fits = text.length < room;
    if (fits) room -= text.length + 1;
    return fits;
  });
  return kept.join('\n');
}
