import { refusalOf } from '../moderation/request.ts';
import { type ButtonId, buttonIds } from './buttons/ids.ts';
import { buttons } from './buttons/index.ts';
import { verbOfButton } from './buttons/verbs.ts';
import { readHomePage, showHome } from './home/show-home.ts';
import type { Interaction } from './interaction.ts';
import { paragraph } from './messages/message.ts';
import { escapeText } from './messages/mrkdwn.ts';
import type { SlackParts } from './parts.ts';
import type { ButtonPayload } from './payload.ts';

/** A case that a button began is often done within this time: a page that lists it is then shown once more. */
const carriedOutMs = 1500;

/** One pressed button. What was pressed on Hush's own page is shown there afterwards, also that it may not be pressed any more. */
export async function hearButton(payload: ButtonPayload, interaction: Interaction, parts: SlackParts): Promise<void> {
  const { view, actions } = payload;
  await pressButton(payload, interaction, parts);
  if (view?.type !== 'home') return;
  await interaction.ack();
  const [{ action_id: id, value }] = actions;
  const page = readHomePage(id.startsWith(buttonIds.homePage) ? value : view.private_metadata);
  await showHome(interaction.user, page, parts);
  if (!changing.has(id)) return;
  await parts.clock.sleep(carriedOutMs);
  await showHome(interaction.user, page, parts);
}

/** Buttons that begin or end a case. */
const changing: ReadonlySet<string> = new Set([buttonIds.undo, buttonIds.retry, buttonIds.cancel]);

/** Whoever presses is asked for anew: a message outlives the right to use it. */
async function pressButton(
  { actions: [pressed], view }: ButtonPayload,
  interaction: Interaction,
  parts: SlackParts,
): Promise<void> {
  // A second colon sets apart buttons of one kind in one message.
  const id = pressed.action_id.split(':').slice(0, 2).join(':');
  if (!isButton(id)) return;
  const value = pressed.value ?? '';
  const verb = verbOfButton(id, value);
  parts.observer?.note('interaction', { verb });
  const sentence = await refusalOf({ moderator: interaction.user, verb }, parts);
  if (sentence !== undefined) {
    await interaction.ack();
    return interaction.tell(paragraph(escapeText(sentence)));
  }
  await buttons[id]({ value, interaction, view }, parts);
}

function isButton(id: string): id is ButtonId {
  return Object.hasOwn(buttons, id);
}
