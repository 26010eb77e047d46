import { refusalOf } from '../moderation/request.ts';
import type { Interaction } from './interaction.ts';
import { paragraph } from './messages/message.ts';
import { escapeText } from './messages/mrkdwn.ts';
import type { SlackParts } from './parts.ts';
import type { ShortcutPayload } from './payload.ts';
import { shortcuts } from './shortcuts/index.ts';

/** One chosen shortcut, of a message or from anywhere. Everybody sees shortcuts in Slack; only moderators may use them. */
export async function hearShortcut(
  payload: ShortcutPayload,
  interaction: Interaction,
  parts: SlackParts,
): Promise<void> {
  const { callback_id: id } = payload;
  const handler = Object.hasOwn(shortcuts, id) ? shortcuts[id as keyof typeof shortcuts] : undefined;
  if (!handler) return;
  parts.observer?.note('interaction', { verb: handler.verb });
  const sentence = await refusalOf({ moderator: interaction.user, verb: handler.verb }, parts);
  if (sentence !== undefined) {
    await interaction.ack();
    return interaction.tell(paragraph(escapeText(sentence)));
  }
  await handler.run(payload, interaction, parts);
}
