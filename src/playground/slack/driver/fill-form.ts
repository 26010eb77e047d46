import { type Data, dataOf, listOf, textOf } from '../../wire/data.ts';
import { elementsOf } from '../limits/block-problems.ts';
import { elementState, type FormValue, initialValue } from './element-value.ts';

/** What a person puts into a form, by block_id; or by block_id and action_id. What is left out stays as it was. */
export type FormValues = Readonly<Record<string, FormValue | Readonly<Record<string, FormValue>>>>;

/** A filled form: the state Slack sends, and what the Slack client itself complains about, by block_id. */
export interface FilledForm {
  readonly values: Readonly<Record<string, Readonly<Record<string, Data>>>>;
  readonly complaints: Readonly<Record<string, string>>;
}

/** Fills the inputs of blocks (with ids) and checks them as the Slack client does before it sends anything. */
export function fillForm(
  blocks: readonly Data[],
  { given, file }: { given: FormValues; file: (id: string) => unknown },
): FilledForm {
  const values: Record<string, Record<string, Data>> = {};
  const complaints: Record<string, string> = {};
  for (const [block, element] of statefulElements(blocks)) {
    const blockId = textOf(block.block_id);
    const actionId = textOf(element.action_id);
    const value = valueFor(given[blockId], actionId) ?? initialValue(element);
    const state = elementState(element, { value, file });
    values[blockId] = { ...values[blockId], [actionId]: state };
    const complaint =
      block.type === 'input' ? (complain({ block, element, value }) ?? wrongKind(element, state)) : undefined;
    if (complaint) complaints[blockId] = complaint;
  }
  for (const blockId of Object.keys(given)) {
    if (!values[blockId]) throw new Error(`The form has no input ${blockId}, only ${Object.keys(values).join(', ')}`);
  }
  return { values, complaints };
}

function statefulElements(blocks: readonly Data[]): readonly (readonly [Data, Data])[] {
  return blocks.flatMap((block) =>
    elementsOf(block)
      .map(([, element]) => [block, element] as const)
      .filter(([, element]) => !['button', 'image', 'overflow'].includes(textOf(element.type))),
  );
}

function valueFor(given: FormValues[string] | undefined, actionId: string): FormValue | undefined {
  const nested = typeof given === 'object' && !Array.isArray(given);
  return nested ? (given as Readonly<Record<string, FormValue>>)[actionId] : (given as FormValue | undefined);
}

function complain(filled: { block: Data; element: Data; value: FormValue | undefined }): string | undefined {
  const { block, element, value } = filled;
  const empty = value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
  if (empty) return block.optional === true ? undefined : 'Please complete this required field.';
  if (Array.isArray(value)) return tooMany(element, value.length);
  return element.type === 'number_input' ? wrongNumber(element, String(value)) : wrongText(element, String(value));
}

function tooMany(element: Data, count: number): string | undefined {
  const most = Number(element.max_selected_items ?? element.max_files ?? Number.POSITIVE_INFINITY);
  return count > most ? `Select at most ${most} items.` : undefined;
}

/** Slack's client shows only files whose names end as the form wants. */
function wrongKind({ type, filetypes }: Data, state: Data): string | undefined {
  if (type !== 'file_input' || !Array.isArray(filetypes)) return undefined;
  const names = listOf(state.files).map(({ name }) => textOf(name).toLowerCase());
  // What was deleted meanwhile has no name any more, and is sent all the same.
  const wrong = names.find((name) => name !== '' && !filetypes.some((ending) => name.endsWith(`.${ending}`)));
  return wrong === undefined ? undefined : `Choose a file of type ${filetypes.join(', ')}.`;
}

function wrongNumber(element: Data, value: string): string | undefined {
  const pattern = element.is_decimal_allowed === true ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/;
  if (!pattern.test(value)) return 'Enter a number.';
  const least = Number(element.min_value ?? Number.NEGATIVE_INFINITY);
  const most = Number(element.max_value ?? Number.POSITIVE_INFINITY);
  return Number(value) < least || Number(value) > most ? 'Enter a number within the limits.' : undefined;
}

function wrongText(element: Data, value: string): string | undefined {
  if (element.type === 'email_text_input') return /^\S+@\S+\.\S+$/.test(value) ? undefined : 'Enter an e-mail address.';
  if (element.type === 'url_text_input') return URL.canParse(value) ? undefined : 'Enter a link.';
  if (element.type !== 'plain_text_input') return undefined;
  const least = Number(element.min_length ?? 0);
  const most = Number(element.max_length ?? 3000);
  if (value.length < least) return `Enter at least ${least} characters.`;
  return value.length > most ? `Enter at most ${most} characters.` : undefined;
}

/** Ids of a view's input blocks: the only keys Slack takes in `errors`. */
export function inputBlockIds(view: Data): ReadonlySet<string> {
  const inputs = listOf(view.blocks).filter(
    (block) => block.type === 'input' && Object.keys(dataOf(block.element)).length,
  );
  return new Set(inputs.map((block) => textOf(block.block_id)));
}
