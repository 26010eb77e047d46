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

/** A section with a button at its right end. */
export function sectionWith(text: string, accessory: types.Button): Block {
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true }, accessory };
}

export function context(text: string): Block {
  return { type: 'context', elements: [{ type: 'mrkdwn', text, verbatim: true }] };
}

/**
 * A section holds 3000 characters (https://docs.slack.dev/reference/block-kit/blocks/section-block), and one line of an odd id and the
 * vendor's words is about 700 long.
 */
const sectionRoom = 2200;

/** Packs lines into as few texts as fit into sections. No line may be longer than 800 characters. */
export function packLines(lines: readonly string[]): readonly string[] {
  const packs: string[][] = [];
  let room = 0;
  for (const line of lines) {
    if (line.length + 1 > room) {
      packs.push([]);
      room = sectionRoom;
    }
    packs.at(-1)?.push(line);
    room -= line.length + 1;
  }
  return packs.map((pack) => pack.join('\n'));
}

/** A message of one paragraph, already escaped. */
export function paragraph(text: string): Message {
  return { text, blocks: [section(text)] };
}
