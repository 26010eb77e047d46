import type { Proposal } from '../../moderation/proposal.ts';
import { proposalButtons } from '../buttons/proposal-buttons.ts';
import { context, type Message, paragraph, section } from './message.ts';
import { dateText } from './mrkdwn.ts';
import {
  attemptedOf,
  casesText,
  casesTexts,
  decisionText,
  outlookTexts,
  type ProposalFacts,
  twinOf,
  whyTexts,
} from './proposal-words.ts';

/** Shown to who asked, and to nobody else: what would happen, why they are asked, and a button that does exactly that. */
export function confirmationMessage(facts: ProposalFacts): Message {
  const { proposal } = facts;
  const { dryRun, why, approval = [] } = proposal;
  const heading = dryRun
    ? '*Nothing was done.* This is what would happen:'
    : '*Nothing was done yet.* This would happen:';
  const nobody = attemptedOf(proposal) === 0 ? ['Nobody is left whom it could be done to.'] : [];
  const texts = [
    heading,
    ...casesTexts(facts),
    ...nobody,
    ...whyTexts('Why you are asked', why),
    ...whyTexts('After your yes a second moderator must say yes, too', approval),
  ];
  const notes = [
    ...outlookTexts(facts),
    `The button does exactly this, for you alone, until ${dateText(proposal.expiresAt)}; the time counts from your yes.`,
  ];
  return {
    text: twinOf([...texts, ...notes]),
    blocks: [...texts.map(section), context(notes.join('\n')), proposalButtons(proposal)],
  };
}

/** What stands in the place of the message once its button was pressed. */
export function confirmedMessage(proposal: Proposal): Message {
  switch (proposal.state) {
    case 'accepted':
      return paragraph(
        proposal.successor === undefined
          ? `You said yes: ${casesText(proposal.numbers ?? [])}. What became of it follows when it is done.`
          : 'You said yes. A second moderator must say yes, too: where that waits follows.',
      );
    case 'withdrawn':
      return paragraph(
        proposal.kind === 'approval' ? 'You withdrew it: nothing was done.' : 'You left it: nothing was done.',
      );
    case 'expired':
      return paragraph(
        `This was shown too long ago: it waited until ${dateText(proposal.expiresAt)}. Nothing was done: ask again.`,
      );
    default:
      return paragraph(`${decisionText(proposal)}.`);
  }
}
