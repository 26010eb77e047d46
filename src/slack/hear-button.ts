import { refusalOf } from '../moderation/request.ts';
import { buttons } from './buttons/index.ts';
import type { Interaction } from './interaction.ts';
import { paragraph } from './messages/message.ts';
import { escapeText } from './messages/mrkdwn.ts';
import type { SlackParts } from './parts.ts';
import type { ButtonPayload } from './payload.ts';

/** One pressed button. Whoever presses is asked for anew: a message outlives the right to use it. */
export async function hearButton(
  { actions: [pressed], view }: ButtonPayload,
  interaction: Interaction,
  parts: SlackParts,
): Promise<void> {
  // A second colon sets apart buttons of one kind in one message.
  const id = pressed.action_id.split(':').slice(0, 2).join(':');
  const handler = Object.hasOwn(buttons, id) ? buttons[id as keyof typeof buttons] : undefined;
  if (!handler) return;
  const sentence = await refusalOf({ moderator: interaction.user, verb: id }, parts);
  if (sentence !== undefined) {
    await interaction.ack();
    return interaction.tell(paragraph(escapeText(sentence)));
  }
  await handler({ value: pressed.value ?? '', interaction, view }, parts);
}
