import type { AskedTarget } from '../moderation/case.ts';
import type { Proposal, ProposalKind, ProposalState, ProposedCase } from '../moderation/proposal.ts';
import type { ProposalRow } from './tables.ts';
import { readTargets, writeTargets } from './target-lists.ts';

/** What is stored of proposed cases: their targets apart, for those are forgotten one day. */
export function casesToRow(cases: readonly ProposedCase[]): { readonly cases: string; readonly targets: string } {
  return {
    cases: JSON.stringify(cases.map(({ targets: _, ...proposed }) => proposed)),
    targets: `[${cases.map(({ targets }) => writeTargets(targets)).join(',')}]`,
  };
}

/** A proposal as the domain knows it. */
export function proposalOf(row: ProposalRow): Proposal {
  const lists = row.targets === null ? [] : (JSON.parse(row.targets) as readonly unknown[]).map(readTargets);
  const none: readonly AskedTarget[] = [];
  const cases = JSON.parse(row.cases) as readonly Omit<ProposedCase, 'targets'>[];
  return {
    id: row.id,
    kind: row.kind as ProposalKind,
    moderator: row.moderator,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    cases: cases.map((proposed, index) => ({ ...proposed, targets: lists[index] ?? none })),
    why: JSON.parse(row.why) as readonly string[],
    digest: row.digest,
    ...decisionOf(row),
    ...(row.approval !== null && { approval: JSON.parse(row.approval) as readonly string[] }),
    ...(row.dry_run === 1 && { dryRun: true }),
  };
}

/** What a proposal came to, as far as it did. */
export function decisionOf(row: ProposalRow): Pick<Proposal, 'state' | 'decided' | 'numbers' | 'successor'> {
  return {
    state: row.state as ProposalState,
    ...(row.decided_by !== null && row.ended_at !== null && { decided: { by: row.decided_by, at: row.ended_at } }),
    ...(row.numbers !== null && { numbers: JSON.parse(row.numbers) as readonly number[] }),
    ...(row.successor !== null && { successor: row.successor }),
  };
}
