import { expect, test } from 'vitest';
import { formOf, keepForms, putInto, valueIn, valuesIn } from '../../../../src/playground/page/client/modal/form.ts';

const input = (blockId: string, element: Record<string, unknown>) => ({
  type: 'input',
  block_id: blockId,
  element: { action_id: 'field', ...element },
});
const option = (value: string) => ({ value, text: { type: 'plain_text', text: value } });

const who = input('who', { type: 'plain_text_input', initial_value: 'alice' });
const blocks = [
  who,
  input('from', { type: 'static_select', options: [option('groups')], initial_option: option('groups') }),
  input('what', { type: 'checkboxes', options: [option('a'), option('b')], initial_options: [option('b')] }),
  input('file', { type: 'file_input' }),
  { type: 'section', block_id: 'words', text: { type: 'mrkdwn', text: 'no field' } },
];
const field = { blockId: 'who', element: who.element };

test('a form sends every field, touched or not, and no file where none was chosen', () => {
  const form = formOf('V1');
  expect(valuesIn(form, blocks)).toEqual({ who: 'alice', from: 'groups', what: ['b'] });
  putInto(form, field, '');
  expect(valuesIn(form, blocks)).toMatchObject({ who: '' });
});

test('what was typed stays while the view changes around it, and is forgotten with the modal', () => {
  const form = formOf('V2');
  putInto(form, field, 'bob');
  const changed = { ...field, element: { ...field.element, initial_value: 'carol', placeholder: 'new' } };
  expect(valueIn(formOf('V2'), changed)).toBe('bob');
  expect(valueIn(form, { ...changed, element: { ...changed.element, action_id: 'other' } })).toBe('carol');
  keepForms(['V3']);
  expect(valueIn(formOf('V2'), field)).toBe('alice');
});

test('an error at a field goes when something is typed there, others stay', () => {
  const form = formOf('V4');
  form.errors.value = { who: 'Nobody.', from: 'Choose.' };
  putInto(form, field, 'dave');
  expect(form.errors.value).toEqual({ from: 'Choose.' });
});
