import { refusalOf } from '../moderation/request.ts';
import type { ButtonId } from './buttons/ids.ts';
import { buttons } from './buttons/index.ts';
import { verbOfButton } from './buttons/verbs.ts';
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
  if (!isButton(id)) return;
  const value = pressed.value ?? '';
  const sentence = await refusalOf({ moderator: interaction.user, verb: verbOfButton(id, value) }, parts);
  if (sentence !== undefined) {
    await interaction.ack();
    return interaction.tell(paragraph(escapeText(sentence)));
  }
  await buttons[id]({ value, interaction, view }, parts);
}

function isButton(id: string): id is ButtonId {
  return Object.hasOwn(buttons, id);
}
