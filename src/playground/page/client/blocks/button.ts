import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { type Data, dataOf, textOf } from '../text/data.ts';
import { confirmed } from './confirm.ts';
import { TextObject } from './mrkdwn.ts';
import type { Spot } from './spot.ts';

interface Props {
  readonly element: Data;
  readonly blockId: string | undefined;
  readonly spot: Spot;
}

/** A button: asks first if it wants to, and shows that it is at work. */
export function Button({ element, blockId, spot }: Props): VNode {
  const [busy, setBusy] = useState(false);
  const press = async () => {
    if (busy || !(await confirmed(element))) return;
    const url = textOf(element.url);
    if (/^https?:\/\//i.test(url)) window.open(url, '_blank', 'noreferrer,noopener');
    setBusy(true);
    await spot.press({ ...(blockId && { blockId }), actionId: textOf(element.action_id) });
    setBusy(false);
  };
  const style = element.style === 'primary' || element.style === 'danger' ? ` is-${element.style}` : '';
  const label = textOf(element.accessibility_label) || undefined;
  return html`<button type="button" class=${`button${style}`} aria-label=${label} aria-busy=${busy} onClick=${press}>
    <${TextObject} value=${dataOf(element.text)} />
  </button>`;
}
