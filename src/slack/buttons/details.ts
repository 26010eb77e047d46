import { paragraph } from '../messages/message.ts';
import { notesInDetails } from '../messages/notes.ts';
import { detailsPageSize, detailsView } from '../modals/details-view.ts';
import { replaceModal, showModal } from '../modals/open.ts';
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
  const about = { case: Number(number) };
  if (turned && view) await replaceModal({ old: view, view: turned, what: 'turn a page', about }, parts);
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
