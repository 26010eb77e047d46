import { z } from 'zod';
import { slackTrouble } from '../clients.ts';
import type { Interaction } from '../interaction.ts';
import { type Draft, formVerbs } from '../line/command.ts';
import { paragraph } from '../messages/message.ts';
import { lineContext, type SlackParts } from '../parts.ts';
import type { ButtonPayload } from '../payload.ts';
import { chooserView } from './chooser.ts';
import { formView } from './form-view.ts';
import type { View } from './view.ts';

/** A stored draft. It was written by Hush, but by which version? What does not fit is left out. */
export const draftFields = z.object({
  verb: z.enum(formVerbs),
  user: z.string().optional(),
  conversations: z.enum(['groups', 'users']).optional(),
  targets: z.string().optional(),
  place: z.string().optional(),
  length: z.string().optional(),
  reason: z.string().optional(),
});

type Parts = Pick<SlackParts, 'drafts' | 'forms' | 'apps' | 'policy' | 'log'>;

/**
 * Opens a form filled with `fields`, with a `note` above them, or without fields the way to every form. The `response_url` is kept with the draft, so that the
 * form's summary comes where the command was typed. Acknowledges.
 */
export async function openModal(
  { fields, note, interaction }: { fields: Draft | undefined; note?: string; interaction: Interaction },
  parts: Parts,
): Promise<void> {
  const { user, responseUrl } = interaction;
  const draft = await parts.drafts.save({ moderator: user, fields: fields ?? {}, ...(responseUrl && { responseUrl }) });
  await interaction.ack();
  const view = fields
    ? formView({ ...lineContext(parts), fields, draft, ...(note !== undefined && { note }) })
    : chooserView(draft);
  await showModal(view, interaction, parts);
}

/** Opens a modal on a click. If Slack will not, the person is told: a click with no answer looks like a hang. */
export async function showModal(
  view: View,
  interaction: Interaction,
  { forms, log }: Pick<SlackParts, 'forms' | 'log'>,
): Promise<void> {
  try {
    await forms.views.open({ trigger_id: interaction.triggerId ?? '', view });
  } catch (error) {
    const { word } = slackTrouble(error);
    log.warn({ event: 'form.refused', trouble: word, err: error }, 'Slack would not open a form.');
    await interaction.tell(paragraph(`Slack would not open the form (${word}). Try again.`));
  }
}

/** Puts another view in the place of one in which something was pressed. `what` is said in the log where Slack will not. */
export async function replaceModal(
  {
    old,
    view,
    what,
    about,
  }: {
    readonly old: NonNullable<ButtonPayload['view']>;
    readonly view: View;
    readonly what: string;
    /** More for the log. */
    readonly about?: { readonly case: number };
  },
  { forms, log }: Pick<SlackParts, 'forms' | 'log'>,
): Promise<void> {
  try {
    await forms.views.update({ view_id: old.id, ...(old.hash && { hash: old.hash }), view });
  } catch (error) {
    // Two quick presses race for the view; the one that came first is shown.
    log.warn({ event: 'form.refused', ...about, trouble: slackTrouble(error).word }, `Slack would not ${what}.`);
  }
}
