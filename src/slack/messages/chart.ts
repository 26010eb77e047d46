import { type Block, type Message, section } from './message.ts';
import { cutText, escapeText, oneLine } from './mrkdwn.ts';

/** One bar, or one slice. */
export interface ChartPoint {
  readonly label: string;
  /** Not negative. */
  readonly value: number;
}

/**
 * Slack's own limits, the stricter of those that are documented; two charts are the most in a message, and other surfaces take none
 * (https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block).
 */
const limits = { title: 50, label: 20, slices: 6, bars: 20 } as const;
/** Characters of the longest bar of a {@link chartText}. */
const barLength = 20;

/** What `@slack/types` does not know yet. */
interface ChartBlock {
  readonly type: 'data_visualization';
  readonly title: string;
  readonly chart:
    | { readonly type: 'pie'; readonly segments: readonly ChartPoint[] }
    | {
        readonly type: 'bar';
        readonly series: readonly { readonly name: string; readonly data: readonly ChartPoint[] }[];
        readonly axis_config: { readonly categories: readonly string[]; readonly y_label?: string };
      };
}

/** Bars side by side, at most the last 20 of them. Labels must differ. `of` is what is counted. */
export function barChart({ title, of, points }: { title: string; of: string; points: readonly ChartPoint[] }): Block {
  const data = points.slice(-limits.bars).map(({ label, value }) => ({ label: labelText(label), value }));
  return asBlock({
    type: 'data_visualization',
    title: cutText(title, limits.title),
    chart: {
      type: 'bar',
      series: [{ name: labelText(of), data }],
      axis_config: { categories: data.map(({ label }) => label), y_label: cutText(of, limits.title) },
    },
  });
}

/** Shares of a whole, the largest first; beyond six slices the rest is one. Nothing where all is zero. */
export function pieChart({ title, points }: { title: string; points: readonly ChartPoint[] }): readonly Block[] {
  const segments = gathered(points);
  return segments.length === 0
    ? []
    : [asBlock({ type: 'data_visualization', title: cutText(title, limits.title), chart: { type: 'pie', segments } })];
}

/** As many slices as a chart takes. Those whose labels are the same once they are cut are one. */
function gathered(points: readonly ChartPoint[]): readonly ChartPoint[] {
  const alike = new Map<string, number>();
  for (const { label, value } of points) alike.set(labelText(label), (alike.get(labelText(label)) ?? 0) + value);
  const all = [...alike]
    .map(([label, value]) => ({ label, value }))
    .filter(({ value }) => value > 0)
    .toSorted((a, b) => b.value - a.value);
  if (all.length <= limits.slices) return all;
  const kept = all.slice(0, limits.slices - 1);
  const rest = all.slice(limits.slices - 1).reduce((sum, { value }) => sum + value, 0);
  return [...kept, { label: 'All others', value: rest }];
}

/** Not mrkdwn, and nothing in it may become a mention if some client takes it for that. */
function labelText(label: string): string {
  const shown = oneLine(label).replaceAll('<', '‹').replaceAll('>', '›').replaceAll('&', '＆');
  return cutText(shown === '' ? '–' : shown, limits.label);
}

function asBlock(chart: ChartBlock): Block {
  return chart as unknown as Block;
}

function isChart(block: unknown): block is ChartBlock {
  return (block as { type?: unknown }).type === 'data_visualization';
}

/** The same numbers as text, for where a chart cannot stand. */
export function chartText(block: Block): string {
  const shown: unknown = block;
  if (!isChart(shown)) return '';
  const { title, chart } = shown;
  const points = chart.type === 'pie' ? chart.segments : (chart.series[0]?.data ?? []);
  const width = Math.max(...points.map(({ label }) => label.length));
  const most = Math.max(1, ...points.map(({ value }) => value));
  const lines = points.map(({ label, value }) => {
    const bar = '█'.repeat(Math.ceil((value / most) * barLength));
    // A backtick could end the block.
    return `${label.replaceAll('`', 'ˋ').padEnd(width)} ${bar}${bar && ' '}${value.toLocaleString('en-US')}`;
  });
  return `*${escapeText(title)}*\n\`\`\`${escapeText(lines.join('\n'))}\`\`\``;
}

export function hasCharts({ blocks }: Pick<Message, 'blocks'>): boolean {
  return blocks.some(isChart);
}

/** The message with text in the place of each chart, all else as it is: for surfaces and workspaces that take no charts. */
export function withoutCharts<Blocks extends Pick<Message, 'blocks'>>(message: Blocks): Blocks {
  return { ...message, blocks: message.blocks.map((block) => (isChart(block) ? section(chartText(block)) : block)) };
}
