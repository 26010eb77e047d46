import { z } from 'zod';
import { activeAnswer, caseAnswer, historyAnswer } from '../lookup-answers.ts';
import type { Message } from '../messages/message.ts';
import type { SlackParts } from '../parts.ts';
import { carriedJson, unreadable } from './carried.ts';
import type { PressHandler } from './press.ts';

/** Another page of what is on, in the place of the one that was there. */
export const turnActive = turner(
  z.object({
    text: z.string().exactOptional(),
    from: z.object({ endsAt: z.int().min(0), number: z.int().min(0) }).exactOptional(),
    back: z.boolean().exactOptional(),
  }),
  activeAnswer,
);

const place = { from: z.int().min(0).exactOptional(), back: z.boolean().exactOptional() };

/** Another page of a history. */
export const turnHistory = turner(
  z.union([
    z.strictObject({ target: z.string().min(1), ...place }),
    z.strictObject({ moderator: z.string().regex(/^[UW][A-Z0-9]{1,30}$/), ...place }),
  ]),
  historyAnswer,
);

/** Another page of a case. */
export const turnCase = turner(z.object({ case: z.int().min(1), first: z.int().min(0) }), caseAnswer);

/** Reads what the button carried, which came back from the outside, and shows the page that it asks for. */
function turner<Query>(
  query: z.ZodType<Query>,
  answer: (query: Query, parts: SlackParts) => Promise<Message>,
): PressHandler {
  const carried = carriedJson(query);
  return async ({ value, interaction }, parts) => {
    await interaction.ack();
    const read = carried.safeParse(value);
    if (read.success) return interaction.replace(await answer(read.data, parts));
    await interaction.tell(unreadable);
  };
}
