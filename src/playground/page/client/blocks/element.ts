import { html } from 'htm/preact';
import type { VNode } from 'preact';
import type { FieldValue } from '../../contract.ts';
import { putInto, valueIn } from '../modal/form.ts';
import { Input } from '../modal/input.ts';
import { type Data, textOf, wordsOf } from '../text/data.ts';
import { readPlain } from '../text/mrkdwn.ts';
import { twinOf } from '../text/twin.ts';
import { Button } from './button.ts';
import { confirmed } from './confirm.ts';
import type { Spot } from './spot.ts';

/** An element outside an input block: what is done with it counts at once. */
export function Element({ element, blockId, spot }: { element: Data; blockId: string; spot: Spot }): VNode {
  const actionId = textOf(element.action_id);
  const label = textOf(element.accessibility_label) || wordsOf(element.placeholder) || 'Choose';
  const change = async (value: FieldValue) => {
    if (spot.form) putInto(spot.form, { blockId, element }, value);
    if (value !== '' && (await confirmed(element))) await spot.press({ blockId, actionId, value });
  };
  switch (element.type) {
    case 'button':
      return html`<${Button} element=${element} blockId=${blockId} spot=${spot} />`;
    case 'image':
      return html`<span class="image-twin">${readPlain(textOf(element.alt_text))}</span>`;
    case 'overflow':
    case 'static_select':
    case 'datepicker':
    case 'radio_buttons':
    case 'checkboxes': {
      const value = spot.form ? valueIn(spot.form, { blockId, element }) : undefined;
      return html`<${Input} element=${element} value=${value} label=${label} onChange=${change} />`;
    }
    default:
      return html`<span class="twin">${twinOf(element)}</span>`;
  }
}
