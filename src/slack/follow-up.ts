import { takesLength } from '../moderation/action.ts';
import { type Case, endingAction } from '../moderation/case.ts';
import type { FollowedUp, FollowUp, FollowUpRefusal, TriedFollowUp } from '../moderation/follow-up.ts';
import { formatLength, type Length } from '../moderation/length.ts';
import type { CaseEntry } from '../moderation/lookups.ts';
import { type Outcome, tookEffect } from '../moderation/outcome.ts';
import { type Place, placeBits, scopeOf } from '../moderation/place.ts';
import type { Interaction } from './interaction.ts';
import { withDryRun } from './line/dry-run.ts';
import { formatCommand } from './line/format-command.ts';
import { placeholders } from './line/placeholders.ts';
import { type FollowUpVerb, followUpRefusal } from './messages/follow-up-refusal.ts';
import { escapeText } from './messages/mrkdwn.ts';
import { triedMessage } from './messages/tried.ts';
import type { SlackParts } from './parts.ts';

/** A line to type instead names at most so many ids; beyond that the form of the line is shown. */
const mostIds = 10;
/** Whether one case is about nobody but another's targets is looked at up to so many of them. */
const mostCompared = 100;
/** Characters, escaped: with ten ids and a place a line still fits into one section. */
const longestReason = 600;

/** Who follows up which case, and how they can be answered. Two deliveries of one click or line are one. */
export function askOf(number: number, how: 'command' | 'button', interaction: Interaction): FollowUp {
  const { user, triggerId, responseUrl } = interaction;
  return {
    number,
    moderator: user,
    deliveryKey: `${how}:${triggerId}`,
    ...(responseUrl !== undefined && { responseUrl }),
  };
}

type InsteadParts = Pick<SlackParts, 'cases' | 'apps' | 'lookups' | 'clock'>;

/** What was asked of a case; an extend with its length. */
interface Asked {
  readonly verb: FollowUpVerb;
  readonly length?: Length;
}

/** Acknowledges what was asked about a case; what was refused is told in words. What was recorded tells of itself when it is done. */
export async function answerFollowUp(
  { followed, ...asked }: Asked & { followed: FollowedUp },
  interaction: Interaction,
  parts: InsteadParts,
): Promise<void> {
  await interaction.ack();
  if (followed.kind === 'recorded') return;
  const { refusal } = followed;
  await interaction.tell(
    followUpRefusal({ verb: asked.verb, refusal, instead: await insteadOf(asked, refusal, parts) }),
  );
}

/** Acknowledges what was to be tried about a case, and tells what would come of it; lines to type instead are to be tried as well. */
export async function answerTry(
  { tried, number, ...asked }: Asked & { readonly number: number; readonly tried: TriedFollowUp },
  interaction: Interaction,
  parts: InsteadParts,
): Promise<void> {
  await interaction.ack();
  if (tried.kind === 'refused') {
    const { refusal } = tried;
    const instead = await insteadOf(asked, refusal, parts);
    const line = instead === undefined ? undefined : withDryRun(instead);
    return interaction.tell(followUpRefusal({ verb: asked.verb, refusal, instead: line }));
  }
  const older = await parts.cases.find(number);
  if (older) await interaction.tell(triedMessage({ verb: asked.verb, older, made: tried.made }));
}

/** The number in a button's value, which came back from the outside; 0, which no case has, if it is none. */
export function caseOfButton(value: string): number {
  return /^[1-9]\d{0,14}$/.test(value) ? Number(value) : 0;
}

async function insteadOf(asked: Asked, refusal: FollowUpRefusal, parts: InsteadParts): Promise<string | undefined> {
  const { verb } = asked;
  switch (refusal.why) {
    case 'nothing left':
      return refusal.by === undefined ? undefined : newerLine(asked, { older: refusal.record, by: refusal.by }, parts);
    case 'undone':
      return verb === 'extend' && !refusal.running ? settingLine(asked, refusal.record, parts) : undefined;
    case 'sets nothing':
      return settingLine(asked, refusal.record, parts);
    case 'needs a yes':
      return verb === 'extend' ? settingLine(asked, refusal.record, parts) : undefined;
    case 'over':
      return verb === 'undo' ? undefined : settingLine(asked, refusal.record, parts);
    default:
      return undefined;
  }
}

/** The same asked of the case that took an older one over, as long as that holds something; its number only if it is about nobody else. */
async function newerLine(
  asked: Asked,
  { older, by }: { older: Case; by: number },
  parts: InsteadParts,
): Promise<string | undefined> {
  const entry = await parts.lookups.entry(by);
  const { verb, length } = asked;
  if (entry === undefined || !isOn(entry, parts.clock.now())) {
    return verb === 'extend' ? settingLine(asked, older, parts) : undefined;
  }
  const alone = await isWithin(entry.record, older, parts);
  if (verb === 'undo') return `/hush undo ${alone ? by : placeholders.number}`;
  const long = length === undefined ? placeholders.length : formatLength(length);
  return `/hush extend ${alone ? by : placeholders.case} for ${long}`;
}

function isOn({ record, held }: CaseEntry, now: number): boolean {
  const over = record.expiresAt !== undefined && record.expiresAt <= now;
  return endingAction(record) !== undefined && held > 0 && !over;
}

/** True if a newer case is surely about nobody and no place but those of an older one. */
async function isWithin(newer: Case, older: Case, { cases }: InsteadParts): Promise<boolean> {
  if (scopeOf(newer.place) !== scopeOf(older.place)) return false;
  if ((placeBits(newer.place) & ~placeBits(older.place)) !== 0) return false;
  let above: Case | undefined = newer;
  for (let steps = 0; steps < mostCompared && above !== undefined; steps += 1) {
    // An extend has the targets of the case that it extends, or some of them.
    if (above.extends === older.number) return true;
    above = above.extends === undefined ? undefined : await cases.find(above.extends);
  }
  if (newer.total > mostCompared || older.total > mostCompared) return false;
  const first = { after: -1, limit: mostCompared };
  const ids = new Set((await cases.targets({ number: older.number, ...first })).map(({ target }) => target));
  return (await cases.targets({ number: newer.number, ...first })).every(({ target }) => ids.has(target));
}

const set: ReadonlySet<Outcome | undefined> = new Set(tookEffect);
const retried: ReadonlySet<Outcome | undefined> = new Set<Outcome>(['failed', 'unconfirmed']);

/**
 * The line that would set again what a case ended or had set: at the same place, for the length that was asked for, with the reason it had;
 * for those of the targets that nothing holds there now. With none of those, or too many to name, it is the form of that line.
 */
async function settingLine({ verb, length: asked }: Asked, record: Case, parts: InsteadParts): Promise<string> {
  const undone = record.undoes === undefined ? undefined : await parts.cases.find(record.undoes);
  const setter = undone ?? record;
  // An undo lifts all that a group has, whomever the case was about that it undid.
  const { place } = setter;
  const ids = await freeIds({ record, setter }, verb === 'retry' ? retried : set, parts);
  // A retry is to the original end, and that is over.
  const length = asked ?? (verb === 'retry' ? undefined : setter.length);
  // Why somebody was unmuted is no reason for a mute.
  const reason = takesLength(setter.action) ? setter.reason : undefined;
  const common = {
    targets: (ids.length === 0 ? ['<ids…>'] : ids).map((id) => ({ id })),
    duplicates: [],
    length: length ?? unknownLength,
    ...(reason !== undefined && { reason: fitting(reason) }),
  };
  const names = [...parts.apps.values()];
  const line =
    place.kind === 'notifications'
      ? formatCommand({ verb: 'silence', place, ...common }, names)
      : formatCommand({ verb: 'mute', place, ...common }, names);
  return length ? line : line.replace(formatLength(unknownLength), placeholders.length);
}

/** Stands for a length that nobody said, until it is replaced by its placeholder: a number of seconds that nobody asks for. */
const unknownLength = { kind: 'timed', seconds: 61_803_398 } as const;

/** A reason that would not fit into one line of code is left to be written. */
function fitting(reason: string): string {
  return /[\r\n`]/.test(reason) || escapeText(reason).length > longestReason ? placeholders.reason : reason;
}

/**
 * The targets of a case that ended in one of these ways and that no other case than the one that set it holds there now; none if there are
 * too many.
 */
async function freeIds(
  { record, setter }: { record: Case; setter: Case },
  endings: ReadonlySet<Outcome | undefined>,
  { cases, lookups }: InsteadParts,
): Promise<readonly string[]> {
  if (record.total > mostIds) return [];
  const targets = await cases.targets({ number: record.number, after: -1, limit: mostIds });
  const held = async (target: string) => {
    const { items, hasNext } = await lookups.active({ text: target, limit: mostCompared });
    // What the case itself holds is being ended.
    const others = items.filter((item) => item.record.number !== setter.number);
    return hasNext || others.some(({ match }) => match !== undefined && meet(match.place, record.place));
  };
  const ids: string[] = [];
  for (const { target, outcome } of targets) if (endings.has(outcome) && !(await held(target))) ids.push(target);
  return ids;
}

function meet(one: Place, other: Place): boolean {
  return scopeOf(one) === scopeOf(other) && (placeBits(one) & placeBits(other)) !== 0;
}
