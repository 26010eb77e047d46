import { type ButtonId, button } from '../buttons/ids.ts';
import type { Block } from '../messages/message.ts';

/** The buttons below one of several pages, counted from 0; nothing below the only one. Their value is `of` and the page to turn to. */
export function pageTurns(place: {
  readonly id: ButtonId;
  readonly of: string | number;
  readonly page: number;
  readonly pages: number;
  /** For screen readers, behind `Next page of`. */
  readonly subject: string;
}): readonly Block[] {
  const { id, of, page, pages, subject } = place;
  const turn = (to: number, text: string) =>
    button({ id, suffix: text, text, value: `${of} ${to}`, label: `${text} page of ${subject}` });
  const elements = [
    ...(page > 0 ? [turn(page - 1, 'Previous')] : []),
    ...(page + 1 < pages ? [turn(page + 1, 'Next')] : []),
  ];
  return elements.length === 0 ? [] : [{ type: 'actions', block_id: 'turn', elements }];
}
