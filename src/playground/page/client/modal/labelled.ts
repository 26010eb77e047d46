import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useId } from 'preact/hooks';
import type { FieldValue } from '../../contract.ts';
import type { Spot } from '../blocks/spot.ts';
import { type Data, dataOf, textOf, wordsOf } from '../text/data.ts';
import { readPlain } from '../text/mrkdwn.ts';
import { type Form, formOf, putInto, valueIn } from './form.ts';
import { Input } from './input.ts';

/** An input block: its label, the field, its hint, and what is wrong with it. */
export function Labelled({ block, blockId, spot }: { block: Data; blockId: string; spot: Spot }): VNode {
  const id = useId();
  const form: Form = spot.form ?? formOf('elsewhere');
  const element = dataOf(block.element);
  const field = { blockId, element };
  const error = form.errors.value[blockId];
  const hint = wordsOf(block.hint);
  const label = readPlain(wordsOf(block.label));
  const several = element.type === 'radio_buttons' || element.type === 'checkboxes' || element.type === 'file_input';
  const change = (value: FieldValue) => {
    putInto(form, field, value);
    if (block.dispatch_action === true) void spot.press({ blockId, actionId: textOf(element.action_id), value });
  };
  const notes = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;
  const mark = block.optional === true ? html`<span class="optional"> (optional)</span>` : null;
  const input = html`<${Input} id=${id} element=${element} value=${valueIn(form, field)} label=${label} notes=${notes}
    invalid=${error !== undefined} required=${block.optional !== true} onChange=${change} />`;
  const below = html`
    ${hint && html`<p class="field-hint" id=${`${id}-hint`}>${readPlain(hint)}</p>`}
    ${error && html`<p class="field-error" id=${`${id}-error`}>${error}</p>`}
  `;
  return several
    ? html`<fieldset class="field" data-invalid=${error !== undefined} aria-describedby=${notes}>
        <legend>${label}${mark}</legend>${input}${below}
      </fieldset>`
    : html`<div class="field" data-invalid=${error !== undefined}><label for=${id}>${label}${mark}</label>${input}${below}</div>`;
}
