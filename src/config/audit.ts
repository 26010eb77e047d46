import { z } from 'zod';
import { type CheckingKey, readCheckingKey, readSigningKey, type SigningKey } from '../lib/signing-key.ts';
import { parseLength } from '../moderation/length.ts';

/** The shortest time for which entries are kept. Hush's own limit: who did what last month is what an audit is for. */
const leastKeepDays = 30;

/** For how long entries of the audit are kept, and who signs that they were removed. */
export interface AuditSettings {
  /** Absent: everything is kept. */
  readonly keepMs?: number;
  readonly key?: SigningKey;
  /** Keys that signed before `key` did. */
  readonly formerKeys: readonly CheckingKey[];
}

const keep = z.string('must be a length, such as 400d').transform((text, context) => {
  const reading = parseLength(text);
  const seconds = reading.ok && reading.length.kind === 'timed' ? reading.length.seconds : 0;
  if (seconds >= leastKeepDays * 86_400) return seconds * 1000;
  context.addIssue(`must be a length of at least ${leastKeepDays}d, such as 400d; left out, everything is kept`);
  return z.NEVER;
});

/** A key as `read` finds it in a text; what is wrong with it is told in its words. */
export function keyReadBy<Key>(
  read: (text: string) => { readonly key: Key } | { readonly problem: string },
  noText = 'must be a text',
) {
  return z.string(noText).transform((text, context) => {
    const found = read(text);
    if ('key' in found) return found.key;
    context.addIssue(found.problem);
    return z.NEVER;
  });
}

const formerKeys = z.array(keyReadBy(readCheckingKey)).default([]);

/** The section `audit` of `hush.yml`. */
export const auditSchema = z
  .strictObject({
    keep: keep.exactOptional(),
    key: keyReadBy(readSigningKey).exactOptional(),
    formerKeys,
  })
  .refine(({ keep: wanted, key }) => wanted === undefined || key !== undefined, {
    path: ['key'],
    error: 'is missing: what keep removes is signed for, so that nobody else can pass off what they removed as that',
  })
  .transform(({ keep: keepMs, ...keys }): AuditSettings => ({ ...keys, ...(keepMs !== undefined && { keepMs }) }));

/**
 * The section as somebody needs it who only checks: of `key` the public half is enough, and a variable that is not set there is no key.
 */
export const auditCheckSchema = z
  .object({
    key: keyReadBy((text) => (text === '' ? { key: undefined } : readCheckingKey(text))).exactOptional(),
    formerKeys,
  })
  .transform(({ key, formerKeys: former }): readonly CheckingKey[] => (key ? [key, ...former] : former));
