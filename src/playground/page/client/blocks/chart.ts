import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { nameOf, pointValue } from '../text/chart-points.ts';
import { type Data, dataOf, listOf, textOf, wordsOf } from '../text/data.ts';
import { countText } from '../text/dates.ts';
import { readPlain } from '../text/mrkdwn.ts';

/**
 * A chart (https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block) as rows with bars: every number can be read, by screen
 * readers too. Pies have segments, the others series of points.
 */
export function Chart({ block }: { block: Data }): VNode {
  const chart = dataOf(block.chart);
  const series = chart.type === 'pie' ? [{ name: '', data: chart.segments }] : listOf(chart.series);
  const most = Math.max(1, ...series.flatMap((each) => listOf(each.data).map(pointValue)));
  return html`<figure class="block-chart">
    <figcaption>${readPlain(wordsOf(block.title))}</figcaption>
    ${series.map(
      (each) => html`<table>
        ${textOf(each.name) && html`<caption>${readPlain(textOf(each.name))}</caption>`}
        <tbody>
          ${listOf(each.data).map(
            (point) => html`<tr>
              <th scope="row">${nameOf(point)}</th>
              <td class="chart-number">${countText(pointValue(point))}</td>
              <td class="chart-bar"><span style=${{ width: `${(100 * pointValue(point)) / most}%` }}></span></td>
            </tr>`,
          )}
        </tbody>
      </table>`,
    )}
  </figure>`;
}
