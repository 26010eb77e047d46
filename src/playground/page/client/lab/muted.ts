import { useComputed } from '@preact/signals';
import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { MutedRow, Rows, VendorState } from '../../contract.ts';
import { now } from '../state/time.ts';
import { still } from '../still.ts';
import { countdown, countText, fullText } from '../text/dates.ts';

/** Rows that are drawn at first, and each time somebody scrolls to their end: few are seen, and all of them change at once in a raid. */
const rowsAtOnce = 40;

/** Who is muted where, and for how long still. */
export function MutedRows({ vendor, muted }: { vendor: VendorState['vendor']; muted: Rows<MutedRow> }): VNode {
  const { rows, total } = muted;
  const [most, setMost] = useState(rowsAtOnce);
  const shown = rows.slice(0, most);
  const scrolled = ({ currentTarget }: Event) => {
    const { scrollHeight, scrollTop, clientHeight } = currentTarget as HTMLElement;
    if (scrollHeight - scrollTop - clientHeight < clientHeight && most < rows.length) setMost(most + rowsAtOnce);
  };
  return html`<section class="block-of" aria-label="Muted">
    <h3>Muted <span class="count">${countText(total)}</span></h3>
    ${
      total === 0
        ? html`<p class="none">Nobody.</p>`
        : html`<ul class="rows" tabindex="0" aria-label="Muted people" onScroll=${scrolled}>${shown.map(
            ({ id, place, until }) =>
              html`<${Row} key=${`${id} ${place}`} id=${id} place=${place} until=${until} endless=${endless[vendor]} />`,
          )}</ul>`
    }
    <${More} count=${total - shown.length} />
  </section>`;
}

/** What it means that a vendor knows no end. */
const endless = { zim: 'permanent', netease: 'until Hush lifts it' } as const;

interface RowProps {
  readonly id: string;
  readonly place: string;
  readonly until: number | undefined;
  readonly endless: string;
}

const Row = still<RowProps>(
  ({ id, place, until, endless: without }) => html`<li>
    <code class="row-id">${id}</code><span class="row-place">${place}</span>
    ${until === undefined ? html`<span class="row-end is-open">${without}</span>` : html`<${Left} until=${until} />`}
  </li>`,
  (one, other) => one.until === other.until && one.endless === other.endless,
);

/** Counts down as a text of its own: the row around it is not drawn again. */
function Left({ until }: { until: number }): VNode {
  const text = useComputed(() => countdown(until - now.value));
  return html`<span class="row-end" title=${`Until ${fullText(until)}`}>${text}</span>`;
}

export function Silenced({ silenced }: { silenced: VendorState['silenced'] }): VNode {
  const { rows, total } = silenced;
  return html`<section class="block-of" aria-label="Notifications off">
    <h3>Notifications off <span class="count">${countText(total)}</span></h3>
    <ul class="rows">
      ${rows.map(
        ({ user, from }) =>
          html`<li key=${`${user} ${from}`}><code class="row-id">${user}</code><span class="row-place">from ${from}</span></li>`,
      )}
    </ul>
    <${More} count=${total - rows.length} />
  </section>`;
}

export function MutedGroups({ groups }: { groups: VendorState['mutedGroups'] }): VNode {
  return html`<section class="block-of" aria-label="Muted groups">
    <h3>Muted groups <span class="count">${countText(groups.length)}</span></h3>
    <ul class="rows muted-groups">
      ${groups.map(
        ({ group, how, people, until }) => html`<li key=${group}>
          <code class="row-id">${group}</code><span class="row-place">${how}</span>
          ${until === undefined ? html`<span class="row-end is-open">${endless.zim}</span>` : html`<${Left} until=${until} />`}
          <small class="row-people">${namesText(people)}</small>
        </li>`,
      )}
    </ul>
  </section>`;
}

/** `admin, alice, bob and 322 more may not speak`. */
function namesText({ rows, total }: Rows<string>): string {
  if (total === 0) return 'Nobody has that role.';
  const rest = total - rows.length;
  const names = rest > 0 ? `${rows.join(', ')} and ${countText(rest)} more` : rows.join(', ');
  return `${names} may not speak`;
}

function More({ count }: { count: number }): VNode | null {
  return count > 0 ? html`<p class="more">and ${countText(count)} more</p>` : null;
}
