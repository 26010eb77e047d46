import type { CaseRequest } from './case.ts';
import { rules } from './policy/index.ts';
import type { Facts, Wish } from './policy/rule.ts';
import type { Audit, Cases } from './ports.ts';

export interface RequestParts extends Facts {
  readonly audit: Audit;
  readonly cases: Pick<Cases, 'record'>;
  /** Carries the recorded case out; returns at once. */
  begin(number: number): void;
}

/** Asks every rule. A refusal is recorded in the audit and comes back as a sentence for the moderator. */
export async function refusalOf(
  wish: Wish,
  { audit, ...facts }: Facts & { audit: Audit },
): Promise<string | undefined> {
  for (const rule of rules) {
    const refusal = await rule.refuse(wish, facts);
    if (refusal === undefined) continue;
    await audit.append({ event: 'wish.refused', actor: wish.moderator, details: { rule: rule.name, verb: wish.verb } });
    return refusal;
  }
  return undefined;
}

export type Requested =
  | { readonly kind: 'recorded'; readonly number: number }
  /** The same request was delivered before; it stands, and nothing was added. */
  | { readonly kind: 'duplicate'; readonly number: number }
  | { readonly kind: 'refused'; readonly sentence: string };

/**
 * Policy, then one transaction, then the carrying out begins. When this resolves with `recorded` the case survives a crash. Throws
 * `TooLate` if `claim` says no right before the commit: then nothing was recorded.
 */
export async function requestCase(request: CaseRequest, parts: RequestParts, claim: () => boolean): Promise<Requested> {
  const sentence = await refusalOf({ moderator: request.moderator, verb: request.action, request }, parts);
  if (sentence !== undefined) return { kind: 'refused', sentence };
  const { number, duplicate } = await parts.cases.record(request, claim);
  if (duplicate) return { kind: 'duplicate', number };
  parts.begin(number);
  return { kind: 'recorded', number };
}
