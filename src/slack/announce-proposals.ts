import { attempted } from '../moderation/policy/attempted.ts';
import type { Delivery, DeliveryKind } from '../moderation/ports.ts';
import type { Proposal } from '../moderation/proposal.ts';
import type { AnnouncerParts, TellingParts } from './announcer.ts';
import { approvalMessage, decidedMessage, waitingMessage } from './messages/approval.ts';
import { confirmationMessage } from './messages/confirmation.ts';
import type { Message } from './messages/message.ts';
import { heldCases, type ProposalFacts, targetsNamed } from './messages/proposal-words.ts';
import { type Posted, postOrUpdate } from './post.ts';
import { isUnreachable, type Told, tellAsker } from './tell-asker.ts';
import { createUnwritten, type Unwritten } from './unwritten.ts';

type ProposalDelivery = Extract<DeliveryKind, 'approval' | 'confirmation' | 'waiting' | 'decided'>;

/** Tells people about proposals: as they stand when it is told, not when it was planned. */
export function proposalTellers(
  parts: TellingParts,
): Readonly<Record<ProposalDelivery, (delivery: Delivery) => Promise<Told>>> {
  const unwritten = createUnwritten<string, Posted>();
  const withProposal = async (
    { proposal: id }: Delivery,
    tell: (proposal: Proposal) => Promise<Told>,
  ): Promise<Told> => {
    const proposal = id === undefined ? undefined : await parts.proposals.find(id);
    return proposal && tell(proposal);
  };
  /** What was asked and is answered by now needs no showing any more. */
  const ifOpen = (delivery: Delivery, message: (proposal: Proposal) => Promise<Message>) =>
    withProposal(delivery, async (proposal) =>
      proposal.state === 'open' ? tellPrivately(proposal, await message(proposal), parts) : undefined,
    );

  return {
    approval: (delivery) => withProposal(delivery, (proposal) => announceApproval(proposal, parts, unwritten)),
    confirmation: (delivery) =>
      ifOpen(delivery, async (proposal) => confirmationMessage(await factsOf(proposal, parts))),
    waiting: (delivery) =>
      ifOpen(delivery, async (proposal) =>
        waitingMessage({ proposal, auditChannel: parts.auditChannel, auditStuck: await parts.outbox.stuck() }),
      ),
    decided: (delivery) =>
      withProposal(delivery, (proposal) => tellPrivately(proposal, decidedMessage(proposal), parts)),
  };
}

async function factsOf(proposal: Proposal, { proposals, apps, clock }: AnnouncerParts): Promise<ProposalFacts> {
  const isOpen = proposal.state === 'open';
  const held = isOpen
    ? await Promise.all(
        proposal.cases.map((proposed) => proposals.held({ proposed, limit: heldCases, sample: targetsNamed })),
      )
    : [];
  return { proposal, held, effort: effortOf(proposal, apps), now: clock.now() };
}

/** What it takes at the quota; undefined where a vendor does not say. */
function effortOf({ cases }: Proposal, apps: AnnouncerParts['apps']): ProposalFacts['effort'] {
  let [requests, seconds] = [0, 0];
  for (const { action, place, targets } of cases) {
    const batching = apps.get(place.app)?.batching(action, place);
    if (!batching || 'unsupported' in batching || !batching.pace) return undefined;
    const own = Math.ceil(attempted(targets) / batching.pace.targetsPerRequest);
    requests += own;
    seconds += own / batching.pace.requestsPerSecond;
  }
  return { requests, seconds };
}

async function announceApproval(
  proposal: Proposal,
  parts: AnnouncerParts,
  unwritten: Unwritten<string, Posted>,
): Promise<Told> {
  const { id } = proposal;
  const message = approvalMessage(await factsOf(proposal, parts));
  const known = (await parts.proposals.address(id))?.post;
  const post = unwritten.find(id, known);
  const posted = await postOrUpdate(
    { message, channel: post?.channel ?? parts.auditChannel, ...(post && { ts: post.ts }) },
    parts,
  );
  if ('word' in posted) return posted;
  if (posted.ts !== known?.ts) await unwritten.write(id, posted, () => parts.proposals.posted(id, posted));
  return undefined;
}

async function tellPrivately(proposal: Proposal, message: Message, parts: TellingParts): Promise<Told> {
  const { id, moderator: user, createdAt: since } = proposal;
  const address = await parts.proposals.address(id);
  const way = { user, since, responseUrl: address?.responseUrl, uses: address?.responseUrlUses ?? 0 };
  const used = () => parts.proposals.usedResponseUrl(id);
  const told = await tellAsker({ way, used, message }, parts);
  if (!isUnreachable(told)) return told;
  await parts.outbox.notice(`Nobody could be told privately about what waits for a yes: Slack said ${told.word}.`);
  return undefined;
}
