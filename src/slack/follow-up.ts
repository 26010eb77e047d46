import type { Case } from '../moderation/case.ts';
import type { FollowedUp, FollowUp, FollowUpRefusal } from '../moderation/follow-up.ts';
import type { Interaction } from './interaction.ts';
import { formatCommand } from './line/format-command.ts';
import { type FollowUpVerb, followUpRefusal } from './messages/follow-up-refusal.ts';
import type { SlackParts } from './parts.ts';

/** A line to type instead names at most so many ids; beyond that the form of the line is shown. */
const mostIds = 10;

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

/** Acknowledges what was asked about a case; what was refused is told in words. What was recorded tells of itself when it is done. */
export async function answerFollowUp(
  { verb, followed }: { verb: FollowUpVerb; followed: FollowedUp },
  interaction: Interaction,
  parts: Pick<SlackParts, 'cases' | 'apps'>,
): Promise<void> {
  await interaction.ack();
  if (followed.kind === 'recorded') return;
  const { refusal } = followed;
  await interaction.tell(followUpRefusal({ verb, refusal, instead: await insteadOf(verb, refusal, parts) }));
}

/** The number in a button's value, which came back from the outside; 0, which no case has, if it is none. */
export function caseOfButton(value: string): number {
  return /^[1-9]\d{0,14}$/.test(value) ? Number(value) : 0;
}

async function insteadOf(
  verb: FollowUpVerb,
  refusal: FollowUpRefusal,
  parts: Pick<SlackParts, 'cases' | 'apps'>,
): Promise<string | undefined> {
  switch (refusal.why) {
    case 'nothing left':
      if (refusal.by === undefined) return undefined;
      return verb === 'extend' ? `/hush extend ${refusal.by} for <length>` : `/hush undo ${refusal.by}`;
    case 'sets nothing':
      return settingLine(refusal.record, parts);
    case 'over':
      return verb === 'undo' ? undefined : settingLine(refusal.record, parts);
    default:
      return undefined;
  }
}

/** The line that would set again what a case ended or had set: for the same targets and place. */
async function settingLine(record: Case, { cases, apps }: Pick<SlackParts, 'cases' | 'apps'>): Promise<string> {
  const targets = await cases.targets({ number: record.number, after: -1, limit: mostIds });
  // What was skipped may be no id at all, and as long as a line.
  const sent = targets.flatMap(({ target, outcome }) => (outcome === 'skipped' ? [] : target));
  const ids = record.total > mostIds || sent.length === 0 ? ['<ids…>'] : sent;
  const undone = record.undoes === undefined ? undefined : await cases.find(record.undoes);
  const length = undone?.length ?? record.length;
  const common = {
    targets: ids.map((id) => ({ id })),
    duplicates: [],
    length: length ?? { kind: 'permanent' as const },
  };
  const { place } = record;
  const names = [...apps.values()];
  const line =
    place.kind === 'notifications'
      ? formatCommand({ verb: 'silence', place, ...common }, names)
      : formatCommand({ verb: 'mute', place, ...common }, names);
  // Nothing is permanent unless somebody wrote the word.
  return length ? line : line.replace(/permanent$/, '<length>');
}
