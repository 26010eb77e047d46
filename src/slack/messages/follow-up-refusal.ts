import type { Case } from '../../moderation/case.ts';
import type { FollowUpRefusal } from '../../moderation/follow-up.ts';
import { cancelButton } from '../buttons/case-buttons.ts';
import { detailsButton } from '../buttons/ids.ts';
import { type Message, section } from './message.ts';
import { codeText, dateText, escapeText } from './mrkdwn.ts';

/** What somebody wanted with a case that is there already. */
export type FollowUpVerb = 'undo' | 'extend' | 'retry' | 'cancel' | 'reason';

/** Why nothing was done about a case, with the line to type instead where there is one, and a button for what can be done. */
export function followUpRefusal(parts: {
  readonly verb: FollowUpVerb;
  readonly refusal: FollowUpRefusal;
  /** The line to type instead, with `/hush`. */
  readonly instead: string | undefined;
}): Message {
  const { refusal, instead } = parts;
  const lines = [
    sentenceOf(parts.verb, refusal),
    ...(instead === undefined ? [] : [`Type instead: ${codeText(instead)}`]),
  ];
  const elements = refusal.why === 'unknown' ? [] : buttonsFor(refusal.why, refusal.record);
  const actions = { type: 'actions' as const, block_id: 'case', elements };
  return { text: lines.join('\n'), blocks: [...lines.map(section), ...(elements.length > 0 ? [actions] : [])] };
}

function buttonsFor(why: FollowUpRefusal['why'], record: Case) {
  return why === 'running' && !record.cancelled
    ? [cancelButton(record), detailsButton(record.number)]
    : [detailsButton(record.number)];
}

function sentenceOf(verb: FollowUpVerb, refusal: FollowUpRefusal): string {
  if (refusal.why === 'unknown') return `There is no case ${refusal.number}. Nothing was done.`;
  const { record } = refusal;
  const name = `Case ${record.number}`;
  switch (refusal.why) {
    case 'running':
      return verb === 'retry'
        ? `${name} is being carried out already. Nothing more was done.`
        : `${name} is still being carried out. Wait until it is done, or cancel the rest of it first. Nothing was done.`;
    case 'undone':
      return refusal.running
        ? `${name} is being undone already, by case ${refusal.by}. Nothing more was done.`
        : `${name} has an undo already, case ${refusal.by}, which says how that went. Nothing more was done.`;
    case 'nothing left':
      return refusal.by === undefined
        ? `Nothing that ${name.toLowerCase()} set is left. Nothing was done.`
        : `Nothing that ${name.toLowerCase()} set is its own any more: case ${refusal.by} is newer. Nothing was done.`;
    case 'sets nothing':
      return `${name} is an ${record.undoes === undefined ? record.action : 'undo'}: it set nothing that could ${verb === 'extend' ? 'get another end' : 'be lifted'}. Nothing was done.`;
    case 'over':
      return `The time of ${name.toLowerCase()} was up ${record.expiresAt === undefined ? 'already' : dateText(record.expiresAt)}: what it set is over, or being ended. Nothing was done.`;
    case 'nothing failed':
      return `No target of ${name.toLowerCase()} failed or is unconfirmed: there is nothing to retry. Nothing was done.`;
    case 'ended':
      return `${name} is done already: nothing of it is left to cancel. Nothing was done.`;
    case 'cancelled':
      return `${name} was cancelled already, by <@${record.cancelled?.by ?? record.moderator}>. What is under way is waited for.`;
    case 'rule':
      return `${escapeText(refusal.sentence)} Nothing was done.`;
    case 'needs a yes':
      return `${escapeText(refusal.sentences.join(' '))} That needs another yes, for which only a line of its own can wait, not ${verb}. Nothing was done.`;
    case 'same reason':
      return `That is the reason of ${name.toLowerCase()} already. Nothing was done.`;
  }
}
