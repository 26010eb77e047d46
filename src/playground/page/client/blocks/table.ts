import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { type Data, dataOf, listOf, textOf } from '../text/data.ts';
import { countText } from '../text/dates.ts';
import { readPlain } from '../text/mrkdwn.ts';
import { twinOf } from '../text/twin.ts';

/** Slack's default for a data table (https://docs.slack.dev/reference/block-kit/blocks/data-table-block). */
const defaultPageSize = 5;

/** `table` and `data_table`: the first row is the heading. A data table has pages and a caption. */
export function Table({ block }: { block: Data }): VNode {
  const [page, setPage] = useState(0);
  const rows = Array.isArray(block.rows) ? block.rows.map(listOf) : [];
  const [heading = [], ...body] = rows;
  const size = block.type === 'data_table' ? Number(block.page_size ?? defaultPageSize) : body.length || 1;
  const pages = Math.max(1, Math.ceil(body.length / size));
  const open = Math.min(page, pages - 1);
  const shown = body.slice(open * size, (open + 1) * size);
  const header = Number(block.row_header_column_index ?? 0);
  const align = (column: number) => `is-${textOf(listOf(block.column_settings)[column]?.align) || 'left'}`;
  const caption = textOf(block.caption);
  return html`<div class="block-table">
    <div class="table-scroll" tabindex="0" role="group" aria-label=${caption || 'Table'}>
      <table>
        ${caption && html`<caption>${readPlain(caption)}</caption>`}
        <thead><tr>${heading.map((cell, column) => html`<th scope="col" class=${align(column)}>${cellText(cell)}</th>`)}</tr></thead>
        <tbody>
          ${shown.map(
            (row) => html`<tr>
              ${row.map((cell, column) =>
                column === header && block.type === 'data_table'
                  ? html`<th scope="row" class=${align(column)}>${cellText(cell)}</th>`
                  : html`<td class=${align(column)}>${cellText(cell)}</td>`,
              )}
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${
      pages > 1 &&
      html`<div class="table-pages">
        <button type="button" class="button is-small" disabled=${open === 0} onClick=${() => setPage(open - 1)}>Previous rows</button>
        <span>${countText(open * size + 1)} to ${countText(open * size + shown.length)} of ${countText(body.length)}</span>
        <button type="button" class="button is-small" disabled=${open === pages - 1} onClick=${() => setPage(open + 1)}>Next rows</button>
      </div>`
    }
  </div>`;
}

function cellText(cell: Data): string {
  if (cell.type === 'raw_text') return readPlain(textOf(cell.text));
  if (cell.type === 'raw_number') return readPlain(textOf(cell.text)) || countText(Number(cell.value ?? 0));
  return twinOf(dataOf(cell));
}
