import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useId } from 'preact/hooks';
import type { FieldValue } from '../../contract.ts';
import { TextObject } from '../blocks/mrkdwn.ts';
import { type Data, dataOf, listOf, textOf, wordsOf } from '../text/data.ts';
import { countText } from '../text/dates.ts';
import { readPlain } from '../text/mrkdwn.ts';
import { twinOf } from '../text/twin.ts';
import { FileField } from './file-field.ts';
import { initialValue } from './form.ts';

export interface InputProps {
  readonly id?: string;
  readonly element: Data;
  /** Left out where nobody keeps it: a menu in a message. */
  readonly value: FieldValue | undefined;
  readonly label: string;
  /** Ids of the hint and the error. */
  readonly notes?: string;
  readonly invalid?: boolean;
  readonly required?: boolean;
  readonly onChange: (value: FieldValue) => void;
}

/** A field of any kind that Hush uses; of another kind, its words. */
export function Input(props: InputProps): VNode {
  const { element } = props;
  switch (element.type) {
    case 'plain_text_input':
    case 'number_input':
    case 'email_text_input':
    case 'url_text_input':
      return html`<${TextField} ...${props} />`;
    case 'static_select':
    case 'overflow':
      return html`<${Select} ...${props} />`;
    case 'radio_buttons':
    case 'checkboxes':
      return html`<${Choices} ...${props} />`;
    case 'datepicker':
    case 'timepicker':
      return html`<input type=${element.type === 'datepicker' ? 'date' : 'time'} ...${common(props)} value=${textIn(props)}
        aria-label=${props.id ? undefined : props.label} onChange=${(event: Event) => props.onChange(valueAt(event))} />`;
    case 'file_input':
      return html`<${FileField} ...${props} />`;
    default:
      return html`<p class="twin">${twinOf(element)}</p>`;
  }
}

function common({ id, notes, invalid, required }: InputProps): Data {
  return {
    id,
    'aria-describedby': notes,
    'aria-invalid': invalid || undefined,
    'aria-required': required || undefined,
  };
}

const valueAt = (event: Event) => (event.currentTarget as HTMLInputElement).value;

function textIn({ value, element }: InputProps): string {
  return textOf(value ?? initialValue(element));
}

/** What is left is shown when it is less than this, or than a fifth of all. */
const nearlyFull = 100;

function TextField(props: InputProps): VNode {
  const { element, onChange } = props;
  const value = textIn(props);
  const most = Number(element.max_length ?? 3000);
  const shared = {
    ...common(props),
    value,
    placeholder: wordsOf(element.placeholder) || undefined,
    maxLength: most,
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: false,
    onInput: (event: Event) => onChange(valueAt(event)),
  };
  return html`
    ${element.multiline === true ? html`<textarea rows="3" ...${shared}></textarea>` : html`<input type="text" ...${shared} />`}
    ${
      most - value.length <= Math.min(nearlyFull, most / 5) &&
      html`<p class="field-count" role="status">${countText(most - value.length)} characters left of ${countText(most)}.</p>`
    }
  `;
}

function optionsOf(element: Data): readonly Data[] {
  return [...listOf(element.options), ...listOf(element.option_groups).flatMap((group) => listOf(group.options))];
}

function Select(props: InputProps): VNode {
  const { element, label, id, onChange } = props;
  const chosen = textIn(props);
  const groups = listOf(element.option_groups);
  const option = (each: Data) =>
    html`<option value=${textOf(each.value)} selected=${each.value === chosen}>${readPlain(wordsOf(each.text))}</option>`;
  return html`<select class="select" ...${common(props)} aria-label=${id ? undefined : label}
    onChange=${(event: Event) => onChange(valueAt(event))}>
    <option value="" selected=${chosen === ''}>${readPlain(wordsOf(element.placeholder)) || 'Choose an option'}</option>
    ${
      groups.length > 0
        ? groups.map(
            (group) => html`<optgroup label=${wordsOf(group.label)}>${listOf(group.options).map(option)}</optgroup>`,
          )
        : listOf(element.options).map(option)
    }
  </select>`;
}

function Choices(props: InputProps): VNode {
  const { element, notes, invalid, onChange } = props;
  const name = useId();
  const one = element.type === 'radio_buttons';
  const value = props.value ?? initialValue(element);
  const chosen = Array.isArray(value) ? (value as readonly string[]) : [textOf(value)];
  const choose = (option: string, on: boolean) => {
    if (one) onChange(option);
    else
      onChange(
        optionsOf(element)
          .map((each) => textOf(each.value))
          .filter((each) => (each === option ? on : chosen.includes(each))),
      );
  };
  return html`<div class="choices">
    ${optionsOf(element).map((option) => {
      const its = textOf(option.value);
      return html`<label class="choice">
        <input type=${one ? 'radio' : 'checkbox'} name=${name} checked=${chosen.includes(its)} aria-describedby=${notes}
          aria-invalid=${invalid || undefined}
          onChange=${(event: Event) => choose(its, (event.currentTarget as HTMLInputElement).checked)} />
        <span><span><${TextObject} value=${dataOf(option.text)} /></span>
          ${option.description && html`<small><${TextObject} value=${dataOf(option.description)} /></small>`}</span>
      </label>`;
    })}
  </div>`;
}
