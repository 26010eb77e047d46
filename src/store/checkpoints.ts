import type { Kysely } from 'kysely';
import type { CheckingKey } from '../lib/signing-key.ts';
import { type Checkpoint, checkpointText } from '../moderation/audit.ts';
import type { Tables } from './tables.ts';

/** The newest checkpoint; undefined if nothing was ever removed. */
export async function newestCheckpoint(db: Kysely<Tables>): Promise<Checkpoint | undefined> {
  const row = await db.selectFrom('checkpoints').selectAll().orderBy('seq', 'desc').limit(1).executeTakeFirst();
  if (!row) return undefined;
  const { key_id: keyId, ...checkpoint } = row;
  return { ...checkpoint, keyId };
}

/** Whether one of these keys signed a checkpoint, and it says what it said then. */
export function isSignedBy(checkpoint: Checkpoint, keys: readonly CheckingKey[]): boolean {
  const text = checkpointText(checkpoint);
  return keys.some(({ id, isSigned }) => id === checkpoint.keyId && isSigned(text, checkpoint.signature));
}
