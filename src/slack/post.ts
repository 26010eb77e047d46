import { type SlackClients, slackTrouble } from './clients.ts';
import { hasCharts, withoutCharts } from './messages/chart.ts';
import type { Message } from './messages/message.ts';
import type { Trouble } from './teller.ts';

/** Slack's words for what is wrong with a message itself. Its plain twin goes instead, and if Slack refuses that too nobody waits for it. */
export const messageTroubles: ReadonlySet<string> = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
  'msg_too_long',
  'invalid_arguments',
  'no_text',
]);
/** The message that was posted once cannot be updated or answered any more. */
const goneTroubles: ReadonlySet<string> = new Set([
  'message_not_found',
  'cant_update_message',
  'edit_window_closed',
  'thread_not_found',
  'channel_not_found',
  'is_archived',
  'not_in_channel',
]);

/** Where a message stands. */
export type Posted = { readonly channel: string; readonly ts: string };

export interface Post {
  readonly channel: string;
  readonly message: Message;
  /** The thread to post in. */
  readonly thread?: string;
  /** The message to update; posted anew if it is gone. */
  readonly ts?: string;
}

/**
 * Updates a message or posts one. What is gone, or stands in a channel that is no longer the audit channel and takes nothing more, is
 * posted anew where the audit channel is now; blocks that Slack refuses give way to their plain twin.
 */
export async function postOrUpdate(
  post: Post,
  parts: { readonly audit: SlackClients['audit']; readonly auditChannel: string },
): Promise<Posted | Trouble> {
  const { channel, message, thread, ts } = post;
  const { audit, auditChannel } = parts;
  try {
    if (ts) {
      await audit.chat.update({ channel, ts, ...message });
      return { channel, ts };
    }
    const posted = await audit.chat.postMessage({
      channel,
      ...message,
      ...(thread && { thread_ts: thread }),
      unfurl_links: false,
      unfurl_media: false,
    });
    return posted.ts ? { channel, ts: posted.ts } : { word: 'no_ts' };
  } catch (error) {
    const trouble = slackTrouble(error);
    const isAnew = !ts && !thread && channel === auditChannel;
    if (goneTroubles.has(trouble.word) && !isAnew) return postOrUpdate({ channel: auditChannel, message }, parts);
    if (trouble.word === 'invalid_blocks' && hasCharts(message)) {
      return postOrUpdate({ ...post, message: withoutCharts(message) }, parts);
    }
    if (messageTroubles.has(trouble.word) && message.blocks.length > 0) {
      return postOrUpdate({ ...post, message: { ...message, blocks: [] } }, parts);
    }
    return trouble;
  }
}
