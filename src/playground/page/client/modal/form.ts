import { type Signal, signal } from '@preact/signals';
import type { FieldValue, FieldValues } from '../../contract.ts';
import { type Data, dataOf, listOf, textOf } from '../text/data.ts';

/** What stands in one modal: kept apart from what is drawn, so that a changed view, or one beneath another, loses nothing. */
export interface Form {
  /** What was put into fields, by block and action; a field nobody touched is not in it. */
  readonly given: Signal<ReadonlyMap<string, FieldValue>>;
  /** By block_id. */
  readonly errors: Signal<Readonly<Record<string, string>>>;
  readonly busy: Signal<boolean>;
}

const forms = new Map<string, Form>();

/** The form of a modal, by the view's id. */
export function formOf(view: string): Form {
  const form = forms.get(view) ?? { given: signal(new Map()), errors: signal({}), busy: signal(false) };
  forms.set(view, form);
  return form;
}

/** Forgets the forms of modals that are closed. */
export function keepForms(open: readonly string[]): void {
  for (const id of forms.keys()) if (!open.includes(id)) forms.delete(id);
}

/** Where a field's value is kept: Slack keeps what was typed as long as both ids stay the same. */
export interface Field {
  readonly blockId: string;
  readonly element: Data;
}

const keyOf = ({ blockId, element }: Field) => `${blockId} ${textOf(element.action_id)}`;

export function valueIn(form: Form, field: Field): FieldValue {
  return form.given.value.get(keyOf(field)) ?? initialValue(field.element);
}

export function putInto(form: Form, field: Field, value: FieldValue): void {
  form.given.value = new Map([...form.given.value, [keyOf(field), value]]);
  const { [field.blockId]: _, ...others } = form.errors.value;
  if (_ !== undefined) form.errors.value = others;
}

/** What is sent: every field of the view, by block_id. */
export function valuesIn(form: Form, blocks: readonly Data[]): FieldValues {
  const values: Record<string, FieldValue> = {};
  for (const field of fieldsOf(blocks)) {
    const value = valueIn(form, field);
    const noFile = typeof value === 'object' && 'files' in value && value.files.length === 0;
    if (!noFile) values[field.blockId] = value;
  }
  return values;
}

/** Kinds of elements that hold a value until the form is sent. */
const holdsValue = new Set([
  'plain_text_input',
  'static_select',
  'multi_static_select',
  'radio_buttons',
  'checkboxes',
  'datepicker',
  'timepicker',
  'number_input',
  'email_text_input',
  'url_text_input',
  'file_input',
]);

export function fieldsOf(blocks: readonly Data[]): readonly Field[] {
  return blocks.flatMap((block, index) => {
    const elements = [dataOf(block.element), dataOf(block.accessory), ...listOf(block.elements)];
    const blockId = textOf(block.block_id) || `auto${index}`;
    return elements.filter(({ type }) => holdsValue.has(textOf(type))).map((element) => ({ blockId, element }));
  });
}

/** What an element holds before anybody touches it. */
export function initialValue(element: Data): FieldValue {
  if (element.type === 'file_input') return { files: [] };
  if (element.type === 'checkboxes' || element.type === 'multi_static_select')
    return listOf(element.initial_options).map(({ value }) => textOf(value));
  const text = [element.initial_value, element.initial_date, element.initial_time].find((each) => each !== undefined);
  return textOf(text ?? dataOf(element.initial_option).value);
}
