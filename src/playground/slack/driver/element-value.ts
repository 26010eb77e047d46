import { type Data, listOf, textOf } from '../../wire/data.ts';

/** What a person puts into an element: a text, a number, or several choices. */
export type FormValue = string | number | readonly string[];

/** Gives an element's value in a payload the shape Slack gives it; undefined value: nothing was put in. */
export function elementState(
  element: Data,
  given: { value: FormValue | undefined; file: (id: string) => unknown },
): Data {
  const type = textOf(element.type);
  const { value } = given;
  const texts = value === undefined ? [] : (Array.isArray(value) ? [...value] : [String(value)]).filter(Boolean);
  const [first] = texts;
  switch (type) {
    case 'static_select':
    case 'radio_buttons':
    case 'overflow':
      return { type, selected_option: first === undefined ? null : option(element, first) };
    case 'multi_static_select':
    case 'checkboxes':
      return { type, selected_options: texts.map((each) => option(element, each)) };
    case 'file_input':
      return { type, files: texts.map(given.file) };
    case 'datetimepicker':
      return { type, selected_date_time: first === undefined ? null : Number(first) };
    default:
      break;
  }
  const single = singles[type];
  if (single) return { type, [single]: first ?? null };
  const several = severals[type];
  if (several) return { type, [several]: texts };
  throw new Error(`The stand-in cannot fill a ${type}`);
}

const singles: Readonly<Record<string, string>> = {
  plain_text_input: 'value',
  email_text_input: 'value',
  url_text_input: 'value',
  number_input: 'value',
  users_select: 'selected_user',
  conversations_select: 'selected_conversation',
  channels_select: 'selected_channel',
  datepicker: 'selected_date',
  timepicker: 'selected_time',
};

const severals: Readonly<Record<string, string>> = {
  multi_users_select: 'selected_users',
  multi_conversations_select: 'selected_conversations',
  multi_channels_select: 'selected_channels',
};

/** What an element holds before anybody touches it. */
export function initialValue(element: Data): FormValue | undefined {
  const single = [
    element.initial_value,
    element.initial_date,
    element.initial_time,
    element.initial_user,
    element.initial_conversation,
    element.initial_channel,
  ].find((each) => typeof each === 'string');
  if (typeof single === 'string') return single;
  if (typeof element.initial_date_time === 'number') return element.initial_date_time;
  const chosen = element.initial_option ? [element.initial_option] : element.initial_options;
  if (chosen) return listOf(chosen).map((each) => textOf(each.value));
  const ids = [element.initial_users, element.initial_conversations, element.initial_channels].find(Array.isArray);
  return ids?.map(String);
}

function option(element: Data, wanted: string): Data {
  const grouped = listOf(element.option_groups).flatMap((group) => listOf(group.options));
  const options = [...listOf(element.options), ...grouped];
  const found = options.find((each) => each.value === wanted) ?? options.find((each) => label(each) === wanted);
  if (!found) throw new Error(`There is no option ${wanted} in ${textOf(element.action_id)}`);
  return found;
}

function label(each: Data): string {
  return textOf((each.text as Data | undefined)?.text);
}
