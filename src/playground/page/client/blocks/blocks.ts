import { html } from 'htm/preact';
import type { VNode } from 'preact';
import type { Blocks as BlockList } from '../../contract.ts';
import { Labelled } from '../modal/labelled.ts';
import { type Data, dataOf, listOf, textOf, wordsOf } from '../text/data.ts';
import { readPlain } from '../text/mrkdwn.ts';
import { twinOf } from '../text/twin.ts';
import { Chart } from './chart.ts';
import { Element } from './element.ts';
import { TextObject } from './mrkdwn.ts';
import type { Spot } from './spot.ts';
import { Table } from './table.ts';

/** Blocks as Slack draws them (https://docs.slack.dev/reference/block-kit/blocks); of a kind this page does not know, the words. */
export function Blocks({ blocks, spot }: { blocks: BlockList; spot: Spot }): VNode {
  return html`<div class="blocks">
    ${blocks.map((block, index) => {
      const id = textOf(block.block_id) || `auto${index}`;
      return html`<${Block} key=${`${id} ${block.type}`} block=${block} id=${id} spot=${spot} />`;
    })}
  </div>`;
}

function Block({ block, id, spot }: { block: Data; id: string; spot: Spot }): VNode {
  const element = (each: Data, index: number) =>
    html`<${Element} key=${textOf(each.action_id) || index} element=${each} blockId=${id} spot=${spot} />`;
  switch (block.type) {
    case 'section':
      return html`<${Section} block=${block}>${block.accessory ? element(dataOf(block.accessory), 0) : null}</${Section}>`;
    case 'context':
      return html`<div class="block-context">${listOf(block.elements).map(contextPart)}</div>`;
    case 'actions':
      return html`<div class="block-actions">${listOf(block.elements).map(element)}</div>`;
    case 'divider':
      return html`<hr />`;
    case 'header':
      return html`<h3 class="block-header">${readPlain(wordsOf(block.text))}</h3>`;
    case 'alert':
      return html`<div class=${`block-alert is-${textOf(block.level) || 'default'}`}><${TextObject} value=${asObject(block.text)} /></div>`;
    case 'input':
      return html`<${Labelled} block=${block} blockId=${id} spot=${spot} />`;
    case 'table':
    case 'data_table':
      return html`<${Table} block=${block} />`;
    case 'data_visualization':
      return html`<${Chart} block=${block} />`;
    default:
      return html`<p class="twin">${twinOf(block)}</p>`;
  }
}

function Section({ block, children }: { block: Data; children?: VNode }): VNode {
  const fields = listOf(block.fields);
  return html`<div class="block-section">
    <div class="block-text">
      ${block.text ? html`<div><${TextObject} value=${dataOf(block.text)} /></div>` : null}
      ${
        fields.length > 0 &&
        html`<div class="block-fields">
          ${fields.map((field) => html`<div><${TextObject} value=${field} /></div>`)}
        </div>`
      }
    </div>
    ${children && html`<div class="block-accessory">${children}</div>`}
  </div>`;
}

function contextPart(part: Data): VNode {
  if (part.type === 'image') return html`<span class="image-twin">${readPlain(textOf(part.alt_text))}</span>`;
  return html`<span><${TextObject} value=${part} /></span>`;
}

function asObject(text: unknown): Data {
  return typeof text === 'string' ? { type: 'plain_text', text } : dataOf(text);
}
