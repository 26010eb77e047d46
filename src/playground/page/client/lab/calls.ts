import { html } from 'htm/preact';
import type { VNode } from 'preact';
import type { CallRow } from '../../contract.ts';
import { still } from '../still.ts';
import { fullText, timeWithSeconds } from '../text/dates.ts';

/** The last calls, newest first. */
export function Calls({ calls }: { calls: readonly CallRow[] }): VNode {
  return html`<section class="block-of" aria-label="Last calls">
    <h3>Last calls</h3>
    ${
      calls.length === 0
        ? html`<p class="none">None yet. Each call of Hush’s appears here, with the vendor’s reply.</p>`
        : html`<ol class="calls">${calls.map((call) => html`<${Call} key=${call.number} call=${call} />`)}</ol>`
    }
  </section>`;
}

const Call = still<{ call: CallRow }>(
  ({ call }) => html`<li class=${`call is-${call.tone}`}>
    <span class="call-head">
      <time title=${fullText(call.at)}>${timeWithSeconds(call.at)}</time>
      <strong>${call.operation}</strong>
      <span class="call-reply">${/^\d+$/.test(call.reply) ? `code ${call.reply}` : call.reply}</span>
      <span class="call-took">${call.tookMs === undefined ? '' : `${Math.round(call.tookMs)} ms`}</span>
    </span>
    <span class="call-request" title=${call.request}>${call.request}</span>
  </li>`,
  ({ call: one }, { call: other }) =>
    one.reply === other.reply && one.tookMs === other.tookMs && one.tone === other.tone,
);
