import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { PageView } from '../../contract.ts';
import { Blocks } from '../blocks/blocks.ts';
import type { Spot } from '../blocks/spot.ts';
import { act, troubleIn } from '../state/connection.ts';
import { me, views } from '../state/playground.ts';
import { tell } from '../state/window.ts';
import { listOf, wordsOf } from '../text/data.ts';
import { readPlain } from '../text/mrkdwn.ts';
import { Dialog } from './dialog.ts';
import { formOf, keepForms, valuesIn } from './form.ts';

/** The modal on top of the stack, if there is one. */
export function Modals(): VNode | null {
  const stack = views.value;
  useEffect(() => keepForms(stack.map(({ id }) => id)), [stack]);
  const top = stack.at(-1);
  if (!top) return null;
  const id = 'modal-title';
  return html`<${Dialog} label=${id} kind="form" onClose=${() => void close(top)}>
    <${Modal} key=${top.id} shown=${top} depth=${stack.length} titleId=${id} />
  </${Dialog}>`;
}

function Modal({ shown, depth, titleId }: { shown: PageView; depth: number; titleId: string }): VNode {
  const { id, view } = shown;
  const form = formOf(id);
  const body = useRef<HTMLFormElement>(null);
  const formId = useId();
  const blocks = listOf(view.blocks);
  const spot: Spot = {
    form,
    press: async (pressed) => {
      const values = valuesIn(form, blocks);
      tell(troubleIn(await act({ kind: 'press', user: me.value, in: { view: id }, ...pressed, values })));
    },
  };
  const opened = useRef(false);
  // At first into the first field; a changed view may have taken away what had the focus.
  useEffect(() => {
    const frame = body.current;
    const dialog = frame?.closest('dialog');
    const active = document.activeElement;
    if (opened.current && active !== dialog && dialog?.contains(active)) return;
    opened.current = true;
    const first = frame?.querySelector('input:not([type=file]), textarea, select, button') ?? frame;
    if (first instanceof HTMLElement) first.focus();
  }, [shown.versions]);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (form.busy.value) return;
    form.busy.value = true;
    form.errors.value = {};
    const reply = await act({ kind: 'submit', user: me.value, view: id, values: valuesIn(form, blocks) });
    form.busy.value = false;
    if (!reply.ok && 'errors' in reply) {
      form.errors.value = reply.errors;
      requestAnimationFrame(() => focusFirstError(body.current));
    }
    tell(troubleIn(reply));
  };
  const submitWords = wordsOf(view.submit);
  return html`
    <header class="modal-head">
      <h2 id=${titleId}>${readPlain(wordsOf(view.title))}</h2>
      ${depth > 1 && html`<span class="modal-depth">on top of ${depth === 2 ? 'another' : 'two others'}</span>`}
      <button type="button" class="icon-button" aria-label="Close" onClick=${() => close(shown)}>×</button>
    </header>
    <form class="modal-body" id=${formId} ref=${body} noValidate onSubmit=${submit} tabindex="0" aria-labelledby=${titleId}>
      <${Blocks} blocks=${blocks} spot=${spot} />
    </form>
    <footer class="dialog-buttons">
      <button type="button" class="button" onClick=${() => close(shown)}>${readPlain(wordsOf(view.close)) || 'Close'}</button>
      ${
        submitWords &&
        html`<button type="submit" form=${formId} class="button is-primary" aria-busy=${form.busy.value}>
          ${readPlain(submitWords)}
        </button>`
      }
    </footer>
  `;
}

async function close({ id }: PageView): Promise<void> {
  tell(troubleIn(await act({ kind: 'close', user: me.value, view: id })));
}

function focusFirstError(body: HTMLElement | null): void {
  const field = body?.querySelector('[data-invalid="true"] :is(input:not([type=file]), textarea, select, button)');
  if (field instanceof HTMLElement) field.focus();
}
