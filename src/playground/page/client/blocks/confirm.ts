import { signal } from '@preact/signals';
import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useId } from 'preact/hooks';
import { Dialog } from '../modal/dialog.ts';
import { type Data, dataOf, wordsOf } from '../text/data.ts';
import { TextObject } from './mrkdwn.ts';

interface Question {
  readonly confirm: Data;
  readonly answer: (yes: boolean) => void;
}

const question = signal<Question | undefined>(undefined);

/** Asks what an element's confirmation dialog asks; without one the answer is yes. */
export function confirmed(element: Data): Promise<boolean> {
  const confirm = dataOf(element.confirm);
  if (Object.keys(confirm).length === 0) return Promise.resolve(true);
  return new Promise((resolve) => {
    question.value?.answer(false);
    question.value = {
      confirm,
      answer: (yes) => {
        question.value = undefined;
        resolve(yes);
      },
    };
  });
}

/** The dialog that is open, if one is; it stands once on the page. */
export function ConfirmDialog(): VNode | null {
  const id = useId();
  if (!question.value) return null;
  const { confirm, answer } = question.value;
  const style = confirm.style === 'danger' ? 'danger' : 'primary';
  return html`<${Dialog} label=${`${id}-title`} describedBy=${`${id}-text`} role="alertdialog" kind="ask" onClose=${() => answer(false)}>
    <h2 id=${`${id}-title`}>${wordsOf(confirm.title)}</h2>
    <p id=${`${id}-text`}><${TextObject} value=${dataOf(confirm.text)} /></p>
    <div class="dialog-buttons">
      <button type="button" class="button" onClick=${() => answer(false)}>${wordsOf(confirm.deny) || 'Cancel'}</button>
      <button type="button" class=${`button is-${style}`} autofocus onClick=${() => answer(true)}>
        ${wordsOf(confirm.confirm) || 'Yes'}
      </button>
    </div>
  </${Dialog}>`;
}
