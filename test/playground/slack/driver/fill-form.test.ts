import { describe, expect, it } from 'vitest';
import type { FormValue } from '../../../../src/playground/slack/driver/element-value.ts';
import { fillForm } from '../../../../src/playground/slack/driver/fill-form.ts';

const option = (value: string) => ({ text: { type: 'plain_text', text: value.toUpperCase() }, value });
const [a, b] = [option('a'), option('b')];
const options = [a, b];

function fill(element: object, value?: FormValue, rest: object = {}) {
  const blocks = [{ type: 'input', block_id: 'block', element: { action_id: 'act', ...element }, ...rest }];
  const given = value === undefined ? {} : { block: value };
  const { values, complaints } = fillForm(blocks, { given, file: (id) => ({ id }) });
  return { state: values.block?.act, complaint: complaints.block };
}

describe('fillForm', () => {
  it.each<[string, object, FormValue, object]>([
    ['plain_text_input', {}, 'x', { value: 'x' }],
    ['number_input', {}, 3, { value: '3' }],
    ['static_select', { options }, 'a', { selected_option: a }],
    ['static_select', { option_groups: [{ options }] }, 'B', { selected_option: b }],
    ['multi_static_select', { options }, ['a', 'b'], { selected_options: [a, b] }],
    ['checkboxes', { options }, ['b'], { selected_options: [b] }],
    ['radio_buttons', { options }, 'b', { selected_option: b }],
    ['users_select', {}, 'U1', { selected_user: 'U1' }],
    ['multi_users_select', {}, ['U1', 'U2'], { selected_users: ['U1', 'U2'] }],
    ['datepicker', {}, '2026-11-22', { selected_date: '2026-11-22' }],
    ['datetimepicker', {}, 1_700_000_000, { selected_date_time: 1_700_000_000 }],
    ['file_input', {}, ['F1'], { files: [{ id: 'F1' }] }],
  ])("gives a %s Slack's shape", (type, rest, value, state) => {
    expect(fill({ type, ...rest }, value)).toEqual({ state: { type, ...state }, complaint: undefined });
  });

  it.each<[string, object, object]>([
    ['plain_text_input', { initial_value: 'x' }, { value: 'x' }],
    ['static_select', { options, initial_option: b }, { selected_option: b }],
    ['checkboxes', { options, initial_options: [a] }, { selected_options: [a] }],
    ['multi_users_select', { initial_users: ['U1'] }, { selected_users: ['U1'] }],
  ])('begins a %s with what it holds', (type, rest, state) => {
    expect(fill({ type, ...rest }).state).toEqual({ type, ...state });
  });

  it('sends null, or nothing chosen, for optional inputs that are left empty', () => {
    const empty = (type: string, rest: object = {}) => fill({ type, ...rest }, undefined, { optional: true });
    expect(empty('plain_text_input')).toEqual({
      state: { type: 'plain_text_input', value: null },
      complaint: undefined,
    });
    expect(empty('static_select', { options }).state).toMatchObject({ selected_option: null });
    expect(empty('checkboxes', { options }).state).toMatchObject({ selected_options: [] });
    expect(fill({ type: 'plain_text_input', initial_value: 'x' }, '', { optional: true }).state).toMatchObject({
      value: null,
    });
  });

  it.each<[string, object, FormValue]>([
    ['a text that is too short', { type: 'plain_text_input', min_length: 2 }, 'x'],
    ['a text that is too long', { type: 'plain_text_input' }, 'x'.repeat(3001)],
    ['a number that is none', { type: 'number_input' }, 'x'],
    ['a number outside its limits', { type: 'number_input', max_value: '3' }, 4],
    ['a fraction', { type: 'number_input', is_decimal_allowed: false }, '1.5'],
    ['too many choices', { type: 'multi_static_select', options, max_selected_items: 1 }, ['a', 'b']],
    ['an address that is none', { type: 'email_text_input' }, 'x'],
    ['a link that is none', { type: 'url_text_input' }, 'x'],
    ['nothing', { type: 'plain_text_input' }, ''],
  ])('complains of %s', (_, element, value) => {
    expect(fill(element, value).complaint).toMatch(/\w/);
  });

  it('does not let a test choose what is not there', () => {
    expect(() => fill({ type: 'static_select', options }, 'c')).toThrow('no option c');
  });
});
