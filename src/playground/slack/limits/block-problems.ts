import { type Data, dataOf, isData, listOf, textOf } from '../../wire/data.ts';
import { blockShape, onlyInMessages } from './block-shapes.ts';
import { type Problem, problemsOf } from './problem.ts';
import { lengths } from './texts.ts';

/** Where blocks are shown; each has limits of its own. */
export type Surface = 'message' | 'modal' | 'home';

/** What to check, where it is shown, and the pointer of the list itself. */
export interface BlockCheck {
  readonly blocks: readonly unknown[];
  readonly surface: Surface;
  /** Left out: `/blocks`. */
  readonly at?: string;
}

/** Everything Slack would refuse in these blocks, but for their length together; empty: nothing. */
export function blockProblems({ blocks, surface, at = '/blocks' }: BlockCheck): readonly Problem[] {
  const most = surface === 'message' ? 50 : 100;
  const problems: Problem[] = [];
  if (blocks.length > most) problems.push({ pointer: at, message: `no more than ${most} items allowed` });
  const ids = new Set<string>();
  for (const [index, block] of blocks.entries()) {
    const pointer = `${at}/${index}`;
    problems.push(...problemsOf(blockShape, { value: block, at: pointer }));
    if (!isData(block)) continue;
    problems.push(...surfaceProblems({ block, surface, pointer }), ...contentProblems(block, pointer));
    const id = textOf(block.block_id);
    if (id && ids.has(id)) problems.push({ pointer: `${pointer}/block_id`, message: `duplicate block_id: ${id}` });
    ids.add(id);
  }
  const charts = blocks.filter((block) => dataOf(block).type === 'data_visualization').length;
  if (charts > 2) problems.push({ pointer: at, message: 'no more than 2 data_visualization blocks allowed' });
  return problems;
}

/** Characters of all texts in these blocks; over `lengths.allBlocks` a message is refused with `msg_blocks_too_long`. */
export function blocksLength(blocks: unknown): number {
  if (Array.isArray(blocks)) return blocks.reduce((sum: number, each) => sum + blocksLength(each), 0);
  if (!isData(blocks)) return 0;
  return Object.entries(blocks).reduce(
    (sum, [name, value]) => sum + (name === 'text' && typeof value === 'string' ? value.length : blocksLength(value)),
    0,
  );
}

/** True when the blocks hold more than Slack takes in one message. */
export function blocksTooLong(blocks: readonly unknown[]): boolean {
  return blocksLength(blocks) > lengths.allBlocks;
}

function surfaceProblems(checked: { block: Data; surface: Surface; pointer: string }): readonly Problem[] {
  const { block, surface, pointer } = checked;
  const type = textOf(block.type);
  const misplaced = surface !== 'message' && onlyInMessages.has(type);
  const fileOutside = surface !== 'modal' && dataOf(block.element).type === 'file_input';
  return misplaced || fileOutside ? [{ pointer, message: `unsupported type: ${misplaced ? type : 'file_input'}` }] : [];
}

/** What a table of single fields cannot say: fields that need or exclude each other. */
function contentProblems(block: Data, pointer: string): readonly Problem[] {
  const problems: Problem[] = [];
  if (block.type === 'section' && block.text === undefined && block.fields === undefined) {
    problems.push({ pointer, message: 'missing required field: text' });
  }
  const actionIds = new Set<string>();
  for (const [path, element] of elementsOf(block)) {
    const at = `${pointer}/${path}`;
    problems.push(...elementProblems(element, at));
    const id = textOf(element.action_id);
    if (id && actionIds.has(id)) problems.push({ pointer: `${at}/action_id`, message: `duplicate action_id: ${id}` });
    actionIds.add(id);
  }
  return problems;
}

/** The interactive elements of a block with their paths in it. */
export function elementsOf(block: Data): readonly (readonly [string, Data])[] {
  const single = (['accessory', 'element'] as const)
    .filter((name) => isData(block[name]))
    .map((name): [string, Data] => [name, dataOf(block[name])]);
  const listed = block.type === 'actions' || block.type === 'context_actions' ? listOf(block.elements) : [];
  return [...single, ...listed.map((element, index): [string, Data] => [`elements/${index}`, element])];
}

function elementProblems(element: Data, at: string): readonly Problem[] {
  const problems: Problem[] = [];
  const { max_length: max, min_length: min, initial_value: initial } = element;
  if (element.type === 'plain_text_input' && typeof max === 'number') {
    if (typeof initial === 'string' && initial.length > max) {
      problems.push({ pointer: `${at}/initial_value`, message: `must be less than ${max + 1} characters` });
    }
    if (typeof min === 'number' && min > max) {
      problems.push({ pointer: `${at}/min_length`, message: 'must not be more than max_length' });
    }
  }
  if (textOf(element.type).endsWith('static_select') && !element.options === !element.option_groups) {
    problems.push({ pointer: at, message: 'must provide either options or option_groups' });
  }
  for (const value of initialValues(element)) {
    if (!optionValues(element).has(value)) {
      problems.push({ pointer: at, message: `initial option is not among the options: ${value}` });
    }
  }
  return problems;
}

/** The values of an element's own options, those of groups too. */
export function optionValues(element: Data): ReadonlySet<string> {
  const grouped = listOf(element.option_groups).flatMap((group) => listOf(group.options));
  return new Set([...listOf(element.options), ...grouped].map((option) => textOf(option.value)));
}

function initialValues(element: Data): readonly string[] {
  if (textOf(element.type).includes('external')) return [];
  const single = isData(element.initial_option) ? [element.initial_option] : [];
  return [...single, ...listOf(element.initial_options)].map((option) => textOf(option.value));
}
