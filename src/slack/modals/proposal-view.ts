import type { EarlierEnd } from '../../moderation/case.ts';
import type { Proposal, ProposedCase } from '../../moderation/proposal.ts';
import { buttonIds } from '../buttons/ids.ts';
import { idText } from '../messages/lookup-words.ts';
import { packLines, section } from '../messages/message.ts';
import { dateText, escapeWithin } from '../messages/mrkdwn.ts';
import { proposedHeadline } from '../messages/proposal-words.ts';
import { detailsPageSize } from './details-view.ts';
import { proposalTargetsId } from './ids.ts';
import { pageTurns } from './page-turns.ts';
import type { View } from './view.ts';

/** What of one case stands on a page, with what Hush holds for each of its targets, by id. */
export interface ProposalPage {
  readonly proposed: ProposedCase;
  readonly targets: ProposedCase['targets'];
  readonly held: ReadonlyMap<string, EarlierEnd>;
}

/** One page of what is proposed, target by target, under their cases. Pages count from 0. */
export function proposalView({
  proposal,
  shown,
  page,
}: {
  proposal: Pick<Proposal, 'id' | 'cases'>;
  shown: readonly ProposalPage[];
  page: number;
}): View {
  const total = proposal.cases.reduce((sum, { targets }) => sum + targets.length, 0);
  const pages = Math.max(1, Math.ceil(total / detailsPageSize));
  const gone = total === 0 ? ['Hush keeps the targets no longer here; the audit does.'] : [];
  const lines = shown.flatMap(({ proposed, targets, held }) => [
    `*${proposedHeadline(proposed)}*`,
    ...targets.map(({ id, problem }) => `${idText(id)}${targetText(problem, held.get(id))}`),
  ]);
  return {
    type: 'modal',
    callback_id: proposalTargetsId,
    title: { type: 'plain_text', text: 'All targets' },
    close: { type: 'plain_text', text: 'Close' },
    blocks: [
      ...[...gone, ...(pages > 1 ? [`Page ${page + 1} of ${pages}`] : [])].map(section),
      ...packLines(lines).map(section),
      ...pageTurns({ id: buttonIds.proposalPage, of: proposal.id, page, pages, subject: 'all targets' }),
    ],
  };
}

function targetText(problem: string | undefined, held: EarlierEnd | undefined): string {
  if (problem !== undefined) return ` – will be skipped: ${escapeWithin(problem, 100)}`;
  if (!held) return '';
  const until = held.expiresAt === undefined ? 'permanent' : `until ${dateText(held.expiresAt)}`;
  return ` – is so already, ${until} (case ${held.case})`;
}
