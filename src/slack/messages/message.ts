import type { types } from '@slack/bolt';

export type Block = types.KnownBlock;

/** What Hush sends: blocks for eyes, and always a plain twin for notifications, screen readers and refused blocks. */
export interface Message {
  readonly text: string;
  readonly blocks: Block[];
}

/** `chat.update` takes 4000 characters of text. */
export const textLimit = 3900;

export function section(text: string): Block {
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } };
}

export function context(text: string): Block {
  return { type: 'context', elements: [{ type: 'mrkdwn', text, verbatim: true }] };
}

/** A message of one paragraph, already escaped. */
export function paragraph(text: string): Message {
  return { text, blocks: [section(text)] };
}
