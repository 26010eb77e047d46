import { signal } from '@preact/signals';
import { html } from 'htm/preact';
import type { VNode } from 'preact';
import type { OperationState, VendorState } from '../../contract.ts';
import { vendors } from '../state/playground.ts';
import { countText } from '../text/dates.ts';
import { Calls } from './calls.ts';
import { useCountUp } from './count-up.ts';
import { MutedGroups, MutedRows, Silenced } from './muted.ts';

const chosen = signal<VendorState['vendor']>('zim');

/** What the vendors know, and what they are being asked. */
export function Vendors(): VNode {
  const all = vendors.value;
  const open = all.find(({ vendor }) => vendor === chosen.value) ?? all[0];
  const turn = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0 || !open) return;
    const next = all.at((all.indexOf(open) + step) % all.length);
    if (next) chosen.value = next.vendor;
    (event.currentTarget as HTMLElement).querySelector<HTMLElement>(`#vendor-${next?.vendor}`)?.focus();
  };
  return html`<section class="vendors" aria-labelledby="vendors-title">
    <header class="pane-head"><h2 id="vendors-title">Vendors</h2><span class="pane-note">What the chat services know at this moment</span></header>
    <div class="vendor-tabs" role="tablist" aria-label="Vendors" onKeyDown=${turn}>
      ${all.map((each) => html`<${VendorTab} key=${each.vendor} vendor=${each} open=${each === open} />`)}
    </div>
    ${open && html`<${VendorDetails} key=${open.vendor} vendor=${open} />`}
  </section>`;
}

function VendorTab({ vendor, open }: { vendor: VendorState; open: boolean }): VNode {
  const { muted, silenced } = vendor;
  const count = useCountUp(muted.total, countText);
  const busiest = busiestOf(vendor.operations);
  return html`<button type="button" role="tab" id=${`vendor-${vendor.vendor}`} aria-selected=${open} aria-controls="vendor-details"
    tabindex=${open ? 0 : -1} class="vendor-tab" onClick=${() => {
      chosen.value = vendor.vendor;
    }}>
    <span class="vendor-name">${vendor.title}</span>
    <span class="vendor-count"><b>${count}</b> muted${silenced.total > 0 && html`<small> · ${countText(silenced.total)} silenced</small>`}</span>
    <${Bar} operation=${busiest} />
  </button>`;
}

/** Of a vendor's operations the one that is closest to its quota. */
function busiestOf(operations: readonly OperationState[]): OperationState | undefined {
  const share = ({ inLastSecond, limit }: OperationState) => inLastSecond / limit;
  return operations.toSorted((one, other) => share(other) - share(one))[0];
}

function Bar({ operation }: { operation: OperationState | undefined }): VNode {
  const share = operation ? Math.min(1, operation.inLastSecond / operation.limit) : 0;
  return html`<span class="bar" aria-hidden="true"><span class=${share >= 1 ? 'is-full' : ''} style=${{ transform: `scaleX(${share})` }}></span></span>`;
}

function VendorDetails({ vendor }: { vendor: VendorState }): VNode {
  const { muted, silenced, mutedGroups, calls, operations } = vendor;
  return html`<div class="vendor-details" id="vendor-details" role="tabpanel" aria-labelledby=${`vendor-${vendor.vendor}`} tabindex="0">
    <${Operations} operations=${operations} />
    <${MutedRows} vendor=${vendor.vendor} muted=${muted} />
    ${silenced.total > 0 && html`<${Silenced} silenced=${silenced} />`}
    ${mutedGroups.length > 0 && html`<${MutedGroups} groups=${mutedGroups} />`}
    <${Calls} calls=${calls} />
  </div>`;
}

function Operations({ operations }: { operations: readonly OperationState[] }): VNode | null {
  const used = operations.filter(({ total }) => total > 0);
  if (used.length === 0) return null;
  return html`<section class="block-of" aria-label="Calls by operation">
    <h3>Calls in the last second, of the quota</h3>
    <ul class="operations">
      ${used.map(
        (each) => html`<li key=${each.operation}>
          <span class="operation-name">${each.operation}<small>${countText(each.total)} in all</small></span>
          <${Bar} operation=${each} />
          <span class="operation-count">${each.inLastSecond}<small> of ${each.limit}</small></span>
          ${each.overQuota > 0 && html`<em>${countText(each.overQuota)} over quota</em>`}
        </li>`,
      )}
    </ul>
  </section>`;
}
