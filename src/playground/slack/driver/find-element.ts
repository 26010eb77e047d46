import { type Data, dataOf, textOf } from '../../wire/data.ts';
import { elementsOf } from '../limits/block-problems.ts';

/** Which button (or menu) is meant. Give one, or more to be exact. */
export interface WantedElement {
  readonly actionId?: string;
  /** What stands on it. */
  readonly label?: string;
  readonly blockId?: string;
}

/** The first element that fits, with its block; both with ids. Throws with the list of what is there when none does. */
export function findElement(blocks: readonly Data[], wanted: WantedElement): { block: Data; element: Data } {
  const all = blocks.flatMap((block) =>
    elementsOf(block)
      .filter(([, element]) => element.type !== 'image')
      .map(([, element]) => ({ block, element })),
  );
  const found = all.find(
    ({ block, element }) =>
      (wanted.actionId === undefined || element.action_id === wanted.actionId) &&
      (wanted.label === undefined || labelOf(element) === wanted.label) &&
      (wanted.blockId === undefined || block.block_id === wanted.blockId),
  );
  if (found) return found;
  const there = all.map(({ element }) => `${textOf(element.action_id)} [${labelOf(element)}]`).join(', ');
  throw new Error(`There is no ${JSON.stringify(wanted)} here, only: ${there || 'nothing to press'}`);
}

function labelOf(element: Data): string {
  return textOf(dataOf(element.text).text);
}
