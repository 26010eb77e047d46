import { z } from 'zod';

/** A string of 1 to `max` characters, or of `min` to `max`. */
export const string = (max: number, min = 1) => z.string().min(min).max(max);

/** A `plain_text` object. */
export const plain = (max: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: string(max), emoji: z.boolean().optional() });

const mrkdwn = (max: number) =>
  z.strictObject({ type: z.literal('mrkdwn'), text: string(max), verbatim: z.boolean().optional() });

/** A `plain_text` or `mrkdwn` object. */
export const anyText = (max: number) => z.discriminatedUnion('type', [plain(max), mrkdwn(max)]);

/** `block_id`, `action_id`, `callback_id`. */
export const id = string(255);

/** Characters of one text, of a text twin, and of all texts of a message's blocks. */
export const lengths = { text: 40_000, updatedText: 4000, allBlocks: 13_200, viewBytes: 250_000 } as const;

/** A confirmation dialog. */
export const confirm = z.strictObject({
  title: plain(100),
  text: anyText(300),
  confirm: plain(30),
  deny: plain(30),
  style: z.enum(['primary', 'danger']).optional(),
});

const option = (label: z.ZodType) =>
  z.strictObject({ text: label, value: string(75), description: anyText(75).optional(), url: string(3000).optional() });

/** An option of a select or overflow menu. */
export const plainOption = option(plain(75));

/** An option of checkboxes or radio buttons. */
export const anyOption = option(anyText(75));

/** Options of a select under a heading. */
export const optionGroup = z.strictObject({ label: plain(75), options: z.array(plainOption).min(1).max(100) });
