import { z } from 'zod';
import { modules } from '../../moderation/place.ts';
import type { CaseCommand } from '../commands/case-command.ts';

const place = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('group'), app: z.string(), group: z.string() }),
  z.object({ kind: z.literal('modules'), app: z.string(), modules: z.array(z.enum(modules)).min(1) }),
  z.object({
    kind: z.literal('notifications'),
    app: z.string(),
    user: z.string(),
    of: z.enum(['groups', 'users']),
  }),
]);

const length = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('permanent') }),
  z.object({ kind: z.literal('timed'), seconds: z.number().int().positive() }),
]);

const auto = z.object({ kind: z.literal('auto') });

const common = { draft: z.string(), reason: z.string().exactOptional() };
const spoken = place.options[0].or(place.options[1]);
const wish = z.discriminatedUnion('verb', [
  z.object({ verb: z.literal('mute'), place: spoken, length: length.or(auto), ...common }),
  z.object({ verb: z.literal('unmute'), place: spoken, ...common }),
  z.object({ verb: z.literal('silence'), place: place.options[2], length, ...common }),
  z.object({ verb: z.literal('unsilence'), place: place.options[2], ...common }),
]);

/** What a form with a file asked for, beside the ids. `draft` holds the way back to where its command was typed. */
export type Wish = z.infer<typeof wish>;

export function wishOf({ targets: _, duplicates: __, ...command }: CaseCommand, draft: string): Wish {
  return { ...command, draft } as Wish;
}

/** A stored wish. It was written by Hush, but by which version? What does not fit is not done. */
export function readWish(stored: unknown): Wish | undefined {
  return wish.safeParse(stored).data;
}
