import { type Data, isData, textOf } from '../wire/data.ts';
import { blockProblems, blocksTooLong } from './limits/block-problems.ts';
import { writeProblem } from './limits/problem.ts';
import { lengths } from './limits/texts.ts';
import type { ViolationKind } from './model.ts';

/** What a message says, checked; or Slack's error. */
export type Said =
  | { readonly text: string; readonly blocks: readonly Data[] }
  | { readonly error: string; readonly violation: ViolationKind; readonly problems?: readonly string[] };

/** Reads and checks the text and blocks of a message. `maxText` differs between posting and updating. */
export function readSaid(from: { text?: unknown; blocks?: unknown; attachments?: unknown }, maxText: number): Said {
  const text = textOf(from.text);
  const blocks = from.blocks ?? [];
  if (!Array.isArray(blocks)) return { error: 'invalid_blocks_format', violation: 'invalid_blocks' };
  const problems = blockProblems({ blocks, surface: 'message' }).map(writeProblem);
  if (problems.length > 0) return { error: 'invalid_blocks', violation: 'invalid_blocks', problems };
  if (blocksTooLong(blocks)) return { error: 'msg_blocks_too_long', violation: 'too_long' };
  if (text.length > maxText) return { error: 'msg_too_long', violation: 'too_long' };
  if (text.trim() === '' && blocks.length === 0) return { error: 'no_text', violation: 'bad_arguments' };
  return { text, blocks: blocks.filter(isData) };
}

/** Longest plain text of a new message. */
export const maxNewText = lengths.text;
/** Longest plain text of an updated message. */
export const maxUpdatedText = lengths.updatedText;
