import type { Data } from '../../wire/data.ts';
import { asSlack } from '../methods/chat.ts';
import type { SlackMessage, SlackUser } from '../model.ts';
import type { ResponseUrls } from '../response-urls.ts';
import type { Triggers } from '../triggers.ts';
import type { Workspace } from '../workspace.ts';
import type { Courier, Delivered } from './deliver.ts';
import { payloadBase, withIds } from './payload.ts';

/** A shortcut in a message's menu. */
export interface MessageShortcut {
  readonly callbackId: string;
  readonly message: SlackMessage;
}

/** How the bot took a shortcut. */
export interface ShortcutResult extends Delivered {
  readonly triggerId: string;
  /** Of message shortcuts only. */
  readonly responseUrl?: string;
  readonly payload: Data;
}

/** What shortcuts need. */
export interface ShortcutParts {
  readonly workspace: Workspace;
  readonly triggers: Triggers;
  readonly urls: ResponseUrls;
  readonly courier: Courier;
  readonly origin: () => string;
}

/**
 * A message shortcut: `message_action` with the whole message, its channel and a response_url. Slack offers none on ephemeral messages.
 * @see https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload
 */
export async function useMessageShortcut(
  parts: ShortcutParts,
  { user, callbackId, message }: MessageShortcut & { user: SlackUser },
): Promise<ShortcutResult> {
  if (message.onlyFor !== undefined) throw new Error('A message that only one person sees has no shortcuts');
  const channel = parts.workspace.channels.get(message.channel);
  const url = parts.urls.issue({ user: user.id, channel: message.channel, shortcut: true });
  const responseUrl = `${parts.origin()}${url.path}`;
  const fields = {
    response_url: responseUrl,
    channel: { id: message.channel, name: channel?.with ? 'directmessage' : (channel?.name ?? '') },
    message_ts: message.ts,
    message: {
      ...asSlack(message, parts.workspace.team),
      ...(message.blocks.length > 0 && { blocks: withIds(message.blocks) }),
    },
  };
  const result = await choose(parts, { user, type: 'message_action', fields: { callback_id: callbackId, ...fields } });
  return { ...result, responseUrl };
}

/** A global shortcut: knows no channel, and has no response_url. */
export function useShortcut(
  parts: ShortcutParts,
  { user, callbackId }: { user: SlackUser; callbackId: string },
): Promise<ShortcutResult> {
  return choose(parts, { user, type: 'shortcut', fields: { callback_id: callbackId } });
}

async function choose(
  { workspace, triggers, courier }: ShortcutParts,
  { user, type, fields }: { user: SlackUser; type: string; fields: Data },
): Promise<ShortcutResult> {
  const triggerId = triggers.issue(user.id);
  const payload = {
    ...payloadBase(type, { user, triggerId, team: workspace.team }),
    action_ts: workspace.nextTs(),
    ...fields,
  };
  return { ...(await courier.send({ payload: JSON.stringify(payload) })), triggerId, payload };
}
