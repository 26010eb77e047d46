import { type FormVerb, formVerbs } from '../line/command.ts';
import { paragraph } from '../messages/message.ts';
import { formView } from '../modals/form-view.ts';
import { draftFields, openModal, replaceModal } from '../modals/open.ts';
import { lineContext } from '../parts.ts';
import type { PressHandler } from './press.ts';

/** Under a refused line: opens its form, filled with what was typed. */
export const openDraft: PressHandler = async ({ value, interaction }, parts) => {
  const draft = await parts.drafts.find(value, interaction.user);
  const fields = draftFields.safeParse(draft?.fields);
  if (!fields.success) {
    await interaction.ack();
    return interaction.tell(
      paragraph('What was typed is no longer kept. Type the line again, or a bare `/hush` for an empty form.'),
    );
  }
  // zod gives absent fields as undefined, and the stored JSON has none of those.
  await openModal({ fields: fields.data as Parameters<typeof openModal>[0]['fields'], interaction }, parts);
};

/** In the modal that leads to every form: turns it into the form. Its draft goes along, with the way back to where `/hush` was typed. */
export const openForm: PressHandler = async ({ value, view, interaction }, parts) => {
  await interaction.ack();
  const verb = formVerbs.find((known): known is FormVerb => known === value);
  if (!verb || !view) return;
  const form = formView({ ...lineContext(parts), fields: { verb }, draft: view.private_metadata });
  await replaceModal({ old: view, view: form, what: 'open a form' }, parts);
};
