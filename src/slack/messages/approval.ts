import type { Proposal } from '../../moderation/proposal.ts';
import { proposalButtons, withdrawButtons } from '../buttons/proposal-buttons.ts';
import { context, type Message, paragraph, section } from './message.ts';
import { dateText, escapeText } from './mrkdwn.ts';
import {
  casesTexts,
  decisionText,
  outlookTexts,
  type ProposalFacts,
  proposedHeadlines,
  twinOf,
  whyTexts,
} from './proposal-words.ts';

/** The message in the audit channel: what somebody asks for, why that needs a second yes, and once it was decided how. */
export function approvalMessage(facts: ProposalFacts): Message {
  const { proposal } = facts;
  const asks = `<@${proposal.moderator}> asks for a second moderator’s yes`;
  if (proposal.state !== 'open') {
    const heading = `*${decisionText(proposal)}.* <@${proposal.moderator}> had asked:`;
    const texts = [heading, ...casesTexts(facts), ...whyTexts('Why it needed a second yes', proposal.why)];
    return { text: twinOf(texts), blocks: texts.map(section) };
  }
  const texts = [
    `*${asks}.* Nothing was done yet. This would happen:`,
    ...casesTexts(facts),
    ...whyTexts('Why it needs a second yes', proposal.why),
  ];
  const notes = [
    ...outlookTexts(facts),
    `It waits until ${dateText(proposal.expiresAt)}; the time counts from the yes.`,
  ];
  return {
    text: twinOf([...texts, ...notes]),
    blocks: [...texts.map(section), context(notes.join('\n')), proposalButtons(proposal)],
  };
}

/** Told to who asked: where it waits and until when, with the way back. */
export function waitingMessage({
  proposal,
  auditChannel,
  auditStuck,
}: {
  proposal: Proposal;
  auditChannel: string;
  /** Slack's word for why the audit channel takes nothing at the moment. */
  auditStuck: string | undefined;
}): Message {
  const stuck = auditStuck ? [`Slack would not take it there yet (${escapeText(auditStuck)}); Hush keeps trying.`] : [];
  const texts = [
    `*It waits for a second moderator*: ${proposedHeadlines(proposal)}. Nothing was done yet.`,
    ...whyTexts('Why it needs a second yes', proposal.why),
    [
      `It is asked in <#${auditChannel}>, and waits until ${dateText(proposal.expiresAt)}. You are told what becomes of it.`,
      ...stuck,
    ].join(' '),
  ];
  return { text: twinOf(texts), blocks: [...texts.map(section), withdrawButtons(proposal)] };
}

/** Told to who asked once somebody else, or nobody, has answered. */
export function decidedMessage(proposal: Proposal): Message {
  const follows = proposal.state === 'accepted' ? ' What became of it follows when it is done.' : '';
  return paragraph(`*${decisionText(proposal)}.* You had asked: ${proposedHeadlines(proposal)}.${follows}`);
}
