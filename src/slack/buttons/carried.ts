import { z } from 'zod';
import { paragraph } from '../messages/message.ts';

/** What a button carries as JSON. It came back from the outside: it may say anything. */
export function carriedJson<Carried>(schema: z.ZodType<Carried>) {
  return z.string().transform(fromJson).pipe(schema);
}

/** Told when a button carries something else. */
export const unreadable = paragraph('Hush cannot read what this button carries. Type the line again.');

function fromJson(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue('is not JSON');
    return z.NEVER;
  }
}
