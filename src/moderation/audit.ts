import type { CheckingKey, SigningKey } from '../lib/signing-key.ts';

/** Everything that the audit tells; `docs/audit-events.md` says what each means. An event keeps its name: older entries have it too. */
export const auditEvents = [
  'case.recorded',
  'targets.settled',
  'case.closed',
  'case.retried',
  'case.cancelled',
  'case.reason-corrected',
  'case.noted',
  'lift.done',
  'lift.rejected',
  'renew.done',
  'renew.rejected',
  'renew.missed',
  'ends.unanswered',
  'wish.refused',
  'proposal.asked',
  'proposal.accepted',
  'proposal.denied',
  'proposal.withdrawn',
  'proposal.expired',
  'proposal.refused',
  'digest.planned',
  'workspace.installed',
  'workspace.removed',
  'audit.cut',
] as const;

export type AuditEvent = (typeof auditEvents)[number];

/** The newest entry of the audit. Whoever notes it elsewhere can tell later whether the entries up to it are still the same. */
export interface AuditHead {
  /** Entries are numbered 1, 2, 3 and so on, without gaps. */
  readonly seq: number;
  /** Hexadecimal SHA-256 over the entry and the hash before it. */
  readonly hash: string;
}

/** Says that Hush itself removed the entries up to and including `seq`, whose hash this is: the chain begins behind it. */
export interface Checkpoint extends AuditHead {
  /** How many entries were removed last, right before this one was written; altogether it is `seq` of them. */
  readonly removed: number;
  /** When, epoch ms. */
  readonly at: number;
  /** Which key signed it. */
  readonly keyId: string;
  /** Base64, over {@link checkpointText}. */
  readonly signature: string;
}

/** What a checkpoint's signature covers: everything it says. */
export function checkpointText({ seq, hash, removed, at, keyId }: Omit<Checkpoint, 'signature'>): string {
  return JSON.stringify(['hush audit checkpoint 1', seq, hash, removed, at, keyId]);
}

/** How removing old entries went. */
export type Cut =
  /** So many are gone. `more`: there are others that may go. */
  | { readonly kind: 'removed'; readonly entries: number; readonly more: boolean }
  /** Nothing may go. `heldBy` is the oldest case that runs, if old entries stay because of it. */
  | { readonly kind: 'nothing'; readonly heldBy?: number }
  /** What is there does not fit together at this entry, or the checkpoint before was signed with none of the keys: nothing is removed. */
  | { readonly kind: 'unsound'; readonly seq: number };

/** Removes old entries of the audit, under a signed checkpoint. */
export interface AuditRetention {
  /**
   * In one transaction: removes the oldest entries, at most `limit` and none from `before` (epoch ms) on, and writes the checkpoint and an
   * entry that say so. A chain can only be cut at one place: everything from the first entry about the oldest case that is still open or
   * holds something stays. Before it signs it checks what it removes: nothing that was forged is given Hush's signature.
   */
  cut(order: {
    readonly before: number;
    readonly limit: number;
    readonly key: SigningKey;
    /** Keys that may have signed the checkpoint before. */
    readonly formerKeys: readonly CheckingKey[];
  }): Promise<Cut>;
}
