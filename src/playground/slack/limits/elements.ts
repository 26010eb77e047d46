import { z } from 'zod';
import { anyOption, confirm, id, optionGroup, plain, plainOption, string } from './texts.ts';

const acting = { action_id: id.optional() };
const asking = { ...acting, confirm: confirm.optional() };
const focus = { focus_on_load: z.boolean().optional() };
const hint = { placeholder: plain(150).optional() };
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'must match the pattern: YYYY-MM-DD');
const time = z.string().regex(/^\d{2}:\d{2}$/, 'must match the pattern: HH:mm');
const dispatching = {
  dispatch_action_config: z
    .strictObject({ trigger_actions_on: z.array(z.enum(['on_enter_pressed', 'on_character_entered'])).min(1) })
    .optional(),
};

const button = z.strictObject({
  type: z.literal('button'),
  text: plain(75),
  value: z.string().max(2000).optional(),
  url: string(3000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  accessibility_label: string(75).optional(),
  ...asking,
});

const image = z.strictObject({
  type: z.literal('image'),
  alt_text: string(2000),
  image_url: string(3000).optional(),
  slack_file: z.looseObject({}).optional(),
});

const select = <T extends string>(type: T, rest: z.core.$ZodLooseShape = {}) =>
  z.strictObject({ type: z.literal(type), ...asking, ...focus, ...hint, ...rest });

const many = { max_selected_items: z.int().min(1).optional() };
const options = {
  options: z.array(plainOption).min(1).max(100).optional(),
  option_groups: z.array(optionGroup).min(1).max(100).optional(),
};
const conversations = {
  default_to_current_conversation: z.boolean().optional(),
  response_url_enabled: z.boolean().optional(),
  filter: z.looseObject({}).optional(),
};
const initial = { initial_option: plainOption.optional() };
const initials = { initial_options: z.array(plainOption).min(1).max(100).optional() };
const initialIds = (name: string) => ({ [name]: z.array(string(255)).min(1).optional() });

const selects = [
  select('static_select', { ...options, ...initial }),
  select('external_select', { ...initial, min_query_length: z.int().optional() }),
  select('users_select', { initial_user: string(255).optional() }),
  select('conversations_select', { initial_conversation: string(255).optional(), ...conversations }),
  select('channels_select', { initial_channel: string(255).optional(), response_url_enabled: z.boolean().optional() }),
  select('multi_static_select', { ...options, ...initials, ...many }),
  select('multi_external_select', { ...initials, ...many, min_query_length: z.int().optional() }),
  select('multi_users_select', { ...initialIds('initial_users'), ...many }),
  select('multi_conversations_select', { ...initialIds('initial_conversations'), ...many, ...conversations }),
  select('multi_channels_select', { ...initialIds('initial_channels'), ...many }),
] as const;

const choices = [
  z.strictObject({
    type: z.literal('checkboxes'),
    options: z.array(anyOption).min(1).max(10),
    initial_options: z.array(anyOption).min(1).max(10).optional(),
    ...asking,
    ...focus,
  }),
  z.strictObject({
    type: z.literal('radio_buttons'),
    options: z.array(anyOption).min(1).max(10),
    initial_option: anyOption.optional(),
    ...asking,
    ...focus,
  }),
] as const;

const pickers = [
  select('datepicker', { initial_date: date.optional() }),
  select('timepicker', { initial_time: time.optional(), timezone: string(255).optional() }),
] as const;

const dateTime = z.strictObject({
  type: z.literal('datetimepicker'),
  initial_date_time: z.int().min(1_000_000_000).max(9_999_999_999).optional(),
  ...asking,
  ...focus,
});

const overflow = z.strictObject({
  type: z.literal('overflow'),
  options: z.array(plainOption).min(1).max(5),
  ...asking,
});

const typed = <T extends string>(type: T, rest: z.core.$ZodLooseShape = {}) =>
  z.strictObject({ type: z.literal(type), ...acting, ...focus, ...hint, ...dispatching, ...rest });

const fields = [
  typed('plain_text_input', {
    initial_value: z.string().max(3000).optional(),
    multiline: z.boolean().optional(),
    min_length: z.int().min(0).max(3000).optional(),
    max_length: z.int().min(1).max(3000).optional(),
  }),
  typed('number_input', {
    is_decimal_allowed: z.boolean(),
    initial_value: z.string().optional(),
    min_value: z.string().optional(),
    max_value: z.string().optional(),
  }),
  typed('email_text_input', { initial_value: z.string().optional() }),
  typed('url_text_input', { initial_value: z.string().optional() }),
  typed('rich_text_input', {
    initial_value: z.looseObject({}).optional(),
    min_lines: z.int().min(1).max(100).optional(),
    max_lines: z.int().min(1).max(100).optional(),
  }),
] as const;

const file = z.strictObject({
  type: z.literal('file_input'),
  action_id: id.optional(),
  filetypes: z.array(string(255)).min(1).optional(),
  max_files: z.int().min(1).max(10).optional(),
});

/** What may stand beside a section's text. No datetimepicker. */
export const accessory = z.discriminatedUnion('type', [button, image, overflow, ...selects, ...choices, ...pickers]);

/** What an actions block may hold. */
export const actionElement = z.discriminatedUnion('type', [
  button,
  overflow,
  dateTime,
  ...selects,
  ...choices,
  ...pickers,
]);

/** What an input block may hold; files only in modals. */
export const inputElement = z.discriminatedUnion('type', [
  dateTime,
  file,
  ...fields,
  ...selects,
  ...choices,
  ...pickers,
]);

/** An image inside a context block. */
export const imageElement = image;
