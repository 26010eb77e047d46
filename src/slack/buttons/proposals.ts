import { type Answer, type Answered, sayNo, sayYes } from '../../moderation/answer.ts';
import type { EarlierEnd } from '../../moderation/case.ts';
import type { Proposal } from '../../moderation/proposal.ts';
import { confirmedMessage } from '../messages/confirmation.ts';
import { paragraph } from '../messages/message.ts';
import { casesText, decisionText } from '../messages/proposal-words.ts';
import { ruleText } from '../messages/rule-words.ts';
import { detailsPageSize } from '../modals/details-view.ts';
import { replaceModal, showModal } from '../modals/open.ts';
import { type ProposalPage, proposalView } from '../modals/proposal-view.ts';
import type { View } from '../modals/view.ts';
import type { SlackParts } from '../parts.ts';
import type { Press, PressHandler } from './press.ts';

/** Yes to what was shown to who asked. The message becomes what became of it. */
export const confirmProposal: PressHandler = async (press, parts) => {
  const answered = await sayYes(answerOf(press), parts, press.interaction.claim);
  await answerOwn(answered, press);
};

/** No to it, or to having asked a second moderator: both are the same to who asked. */
export const leaveProposal: PressHandler = async (press, parts) => {
  const answered = await sayNo(answerOf(press), parts, press.interaction.claim);
  await answerOwn(answered, press);
};

/** The yes of a second moderator, below the message in the audit channel. That one is rewritten for everybody; whoever pressed is told here. */
export const approveProposal: PressHandler = async (press, parts) => {
  const answered = await sayYes(answerOf(press), parts, press.interaction.claim);
  await answerSecond(answered, press);
};

export const denyProposal: PressHandler = async (press, parts) => {
  const answered = await sayNo(answerOf(press), parts, press.interaction.claim);
  await answerSecond(answered, press);
};

function answerOf({ value, interaction: { user: by, responseUrl } }: Press): Answer {
  const [id = '', digest = ''] = value.split(' ');
  return { id, digest, by, ...(responseUrl !== undefined && { responseUrl }) };
}

async function answerOwn(answered: Answered, { interaction }: Press): Promise<void> {
  await interaction.ack();
  if (answered.kind === 'refused') return interaction.tell(paragraph(ruleText(answered.sentence)));
  await interaction.replace(confirmedMessage(answered.proposal));
}

async function answerSecond(answered: Answered, { interaction }: Press): Promise<void> {
  await interaction.ack();
  switch (answered.kind) {
    case 'refused':
      return interaction.tell(paragraph(ruleText(answered.sentence)));
    case 'over':
      return interaction.tell(paragraph(`Your answer came too late. ${decisionText(answered.proposal)}.`));
    case 'accepted':
    case 'passed on':
      return interaction.tell(paragraph(`You approved it: ${casesText(answered.proposal.numbers ?? [])}.`));
    case 'denied':
      return interaction.tell(paragraph('You denied it: nothing was done, and who asked is told.'));
    case 'withdrawn':
      return interaction.tell(paragraph('You had asked for this yourself, so it is withdrawn: nothing was done.'));
  }
}

/** Opens everybody whom it is about, one by one. */
export const openProposalTargets: PressHandler = async ({ value, interaction }, parts) => {
  await interaction.ack();
  const view = await pageOf(value, 0, parts);
  if (!view) return interaction.tell(paragraph('Hush does not know what this button is about any more.'));
  await showModal(view, interaction, parts);
};

/** Turns a page. */
export const turnProposalTargets: PressHandler = async ({ value, view, interaction }, parts) => {
  await interaction.ack();
  const [id = '', page = ''] = value.split(' ');
  const turned = await pageOf(id, Number(page), parts);
  if (turned && view) await replaceModal({ old: view, view: turned, what: 'turn a page' }, parts);
};

async function pageOf(id: string, page: number, parts: SlackParts): Promise<View | undefined> {
  if (!Number.isSafeInteger(page) || page < 0) return undefined;
  const proposal = await parts.proposals.find(id);
  return proposal && proposalView({ proposal, page, shown: await shownOn(page, proposal, parts) });
}

/** The cases of one page with what Hush holds there: the pages run through all cases. */
async function shownOn(
  page: number,
  { cases, state }: Proposal,
  { proposals }: Pick<SlackParts, 'proposals'>,
): Promise<readonly ProposalPage[]> {
  const first = page * detailsPageSize;
  const shown: ProposalPage[] = [];
  let before = 0;
  for (const proposed of cases) {
    const targets = proposed.targets.slice(Math.max(0, first - before), Math.max(0, first + detailsPageSize - before));
    before += proposed.targets.length;
    if (targets.length === 0) continue;
    const query = { proposed: { ...proposed, targets }, limit: detailsPageSize, sample: detailsPageSize };
    // Once it is decided, what is held there may be its own.
    const ends = state === 'open' ? await proposals.held(query) : [];
    const held = new Map(ends.flatMap((end) => end.targets.map((target): [string, EarlierEnd] => [target, end])));
    shown.push({ proposed, targets, held });
  }
  return shown;
}
