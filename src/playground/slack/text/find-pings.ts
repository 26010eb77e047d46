import { isData, textOf } from '../../wire/data.ts';
import type { SlackPing } from '../model.ts';

/** A mention as it stood in a text. */
export type FoundPing = Pick<SlackPing, 'raw' | 'kind'>;

const mention = /<(?:!(channel|here|everyone)|(@)[A-Z0-9]+|!(subteam)\^[A-Z0-9]+)(?:\|[^<>]*)?>/g;

/** Every real mention in a message's text and in the mrkdwn and rich text of its blocks. plain_text mentions nobody. */
export function findPings(message: { text: string; blocks: unknown }): readonly FoundPing[] {
  return [...pingsIn(message.text), ...pingsInBlocks(message.blocks)];
}

function pingsIn(text: string): readonly FoundPing[] {
  return [...text.matchAll(mention)].map(([raw, everyone, user]) => ({
    raw,
    kind: everyone ? (everyone as FoundPing['kind']) : user ? 'user' : 'group',
  }));
}

function pingsInBlocks(value: unknown): readonly FoundPing[] {
  if (Array.isArray(value)) return value.flatMap(pingsInBlocks);
  if (!isData(value)) return [];
  if (value.type === 'plain_text') return [];
  if (value.type === 'mrkdwn' || value.type === 'markdown') return pingsIn(textOf(value.text));
  if (value.type === 'user') return [{ raw: `<@${textOf(value.user_id)}>`, kind: 'user' }];
  if (value.type === 'usergroup') return [{ raw: `<!subteam^${textOf(value.usergroup_id)}>`, kind: 'group' }];
  if (value.type === 'broadcast') return [{ raw: `<!${textOf(value.range)}>`, kind: value.range as FoundPing['kind'] }];
  return Object.values(value).flatMap(pingsInBlocks);
}
