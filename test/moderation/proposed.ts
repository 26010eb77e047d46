import { noPolicy } from '../../src/config/policy.ts';
import type { Answer, AnswerParts } from '../../src/moderation/answer.ts';
import type { Policy } from '../../src/moderation/policy/settings.ts';
import type { Proposal } from '../../src/moderation/proposal.ts';
import { requestCase } from '../../src/moderation/request.ts';
import { type MemoryStore, memoryStore, muteInLobby } from '../store/memory-store.ts';

export const yes = () => true;

/** A store, rules, and people: everybody whose id begins with `U` is a moderator, those in `leads` are leads, too. */
export interface Desk extends MemoryStore, AnswerParts {
  readonly clock: MemoryStore['clock'];
  readonly audit: MemoryStore['audit'];
  readonly cases: MemoryStore['cases'];
  readonly proposals: MemoryStore['proposals'];
  readonly records: MemoryStore['records'];
  /** Cases that were begun. */
  readonly begun: readonly number[];
  /** Answers that did not count, by whom and why. */
  refused(): readonly string[];
  /** What is asked of a second moderator or of who asks; throws if nothing is. */
  asked(targets: readonly string[], changes?: Parameters<typeof muteInLobby>[1]): Promise<Proposal>;
}

export async function desk(policy: Partial<Policy>, leads: readonly string[] = []): Promise<Desk> {
  const store = await memoryStore();
  const begun: number[] = [];
  const rolesOf = async (user: string) =>
    new Set([...(user.startsWith('U') ? ['moderator'] : []), ...(leads.includes(user) ? ['lead'] : [])]);
  const parts = {
    ...store,
    roster: { rolesOf },
    policy: { ...noPolicy, ...policy },
    begun,
    begin: (number: number) => void begun.push(number),
  };
  return {
    ...parts,
    refused: () =>
      store
        .sql(`select actor, details from audit where event = 'proposal.refused' order by seq`)
        .map(({ actor, details }) => `${actor}: ${(JSON.parse(String(details)) as { why: string }).why}`),
    asked: async (targets, changes) => {
      const requested = await requestCase(muteInLobby(targets, changes), parts, yes);
      if (requested.kind !== 'asked') throw new Error(`It was ${requested.kind}.`);
      return requested.proposal;
    },
  };
}

/** The answer of somebody who presses below exactly this. */
export function to({ id, digest }: Pick<Proposal, 'id' | 'digest'>, by: string): Answer {
  return { id, digest, by };
}
