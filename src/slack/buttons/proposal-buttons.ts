import type { types } from '@slack/bolt';
import type { Proposal } from '../../moderation/proposal.ts';
import type { Block } from '../messages/message.ts';
import { attemptedOf, verbAndCount } from '../messages/proposal-words.ts';
import { button, buttonIds } from './ids.ts';

/** Which proposal an answer is about, and to what of it: the button of what was shown never means anything else. */
function answerValue({ id, digest }: Pick<Proposal, 'id' | 'digest'>): string {
  return `${id} ${digest}`;
}

/** Below what waits for a yes. */
export function proposalButtons(proposal: Proposal): Block {
  const all = button({
    id: buttonIds.proposalTargets,
    text: 'All targets',
    value: proposal.id,
    label: 'All targets, one by one',
  });
  return { type: 'actions', block_id: 'proposal', elements: [...answers(proposal), all] };
}

function answers(proposal: Proposal): readonly types.Button[] {
  const value = answerValue(proposal);
  if (proposal.kind === 'approval') {
    const yes = button({ id: buttonIds.approve, text: 'Approve', value, primary: true });
    return [yes, button({ id: buttonIds.deny, text: 'Deny', value, danger: true })];
  }
  const no = button({ id: buttonIds.leave, text: 'Leave it', value });
  if (attemptedOf(proposal) === 0) return [no];
  return [button({ id: buttonIds.confirm, text: verbAndCount(proposal), value, primary: true }), no];
}

/** Below what tells who asked that it waits. */
export function withdrawButtons(proposal: Proposal): Block {
  const withdraw = button({ id: buttonIds.withdraw, text: 'Withdraw', value: answerValue(proposal) });
  return { type: 'actions', block_id: 'proposal', elements: [withdraw] };
}
