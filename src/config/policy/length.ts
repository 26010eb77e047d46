import { z } from 'zod';
import { parseLength } from '../../moderation/length.ts';
import type { SetLength } from '../../moderation/policy/settings.ts';

/** A length as moderators write it, refused in the same words: seconds, or `permanent`. */
export const length = z
  .union([z.string(), z.number()], 'must be a length, such as 30m, 2h or 1d')
  .transform((written, context): SetLength => {
    const reading = parseLength(String(written));
    if (reading.ok) return reading.length.kind === 'permanent' ? 'permanent' : reading.length.seconds;
    context.issues.push({ code: 'custom', message: reading.sentence, input: written });
    return z.NEVER;
  });

/** A length that ends; `instead` says what to do where it shall not. */
export function timed(instead: string) {
  return length.transform((seconds, context): number => {
    if (seconds !== 'permanent') return seconds;
    context.issues.push({ code: 'custom', message: instead, input: seconds });
    return z.NEVER;
  });
}

/** For comparing: what is permanent is longer than all. */
export function inSeconds(of: SetLength): number {
  return of === 'permanent' ? Number.POSITIVE_INFINITY : of;
}
