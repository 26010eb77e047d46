import { type Data, dataOf } from './data.ts';
import { unescaped } from './mrkdwn.ts';

/** Keys of a block whose strings nobody is meant to read. */
const unread = new Set(['type', 'block_id', 'action_id', 'style', 'value', 'url', 'image_url', 'emoji', 'level']);

/** The words of any block, one line each: what people get to see of a block this page cannot draw. */
export function twinOf(block: Data): string {
  return [...wordsIn(block)].join('\n');
}

function* wordsIn(value: unknown, key = ''): Generator<string> {
  if (typeof value === 'string' && !unread.has(key)) yield unescaped(value);
  else if (Array.isArray(value)) for (const each of value) yield* wordsIn(each);
  else if (typeof value === 'object')
    for (const [name, each] of Object.entries(dataOf(value))) yield* wordsIn(each, name);
}
