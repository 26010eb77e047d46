import { slackTrouble } from '../clients.ts';
import { paragraph } from '../messages/message.ts';
import { notesInDetails } from '../messages/notes.ts';
import { detailsPageSize, detailsView } from '../modals/details-view.ts';
import { showModal } from '../modals/open.ts';
import type { View } from '../modals/view.ts';
import type { SlackParts } from '../parts.ts';
import type { PressHandler } from './press.ts';

/** Opens a case, target by target. */
export const openDetails: PressHandler = async ({ value, interaction }, parts) => {
  await interaction.ack();
  const view = await pageOf(value, 0, parts);
  if (!view) return interaction.tell(paragraph('There is no such case.'));
  await showModal(view, interaction, parts);
};

/** Turns a page. */
export const turnDetails: PressHandler = async ({ value, view, interaction }, parts) => {
  await interaction.ack();
  const [number = '', page = ''] = value.split(' ');
  const turned = await pageOf(number, Number(page), parts);
  if (!turned || !view) return;
  try {
    await parts.forms.views.update({ view_id: view.id, ...(view.hash && { hash: view.hash }), view: turned });
  } catch (error) {
    // Two quick presses race for the view; the one that came first is shown.
    parts.log.warn(
      { event: 'form.refused', case: Number(number), trouble: slackTrouble(error).word },
      'Slack would not turn a page.',
    );
  }
};

async function pageOf(
  value: string,
  page: number,
  { cases, notes: kept }: Pick<SlackParts, 'cases' | 'notes'>,
): Promise<View | undefined> {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || !Number.isSafeInteger(page) || page < 0) return undefined;
  const record = await cases.find(number);
  if (!record) return undefined;
  const targets = await cases.targets({ number, after: page * detailsPageSize - 1, limit: detailsPageSize });
  const notes = await kept.newest({ case: number, limit: notesInDetails });
  return detailsView({ record, targets, notes, page });
}
