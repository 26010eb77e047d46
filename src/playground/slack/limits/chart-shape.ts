import { z } from 'zod';
import { string } from './texts.ts';

/** The first documentation says 6, later clients 12; what is within 6 is taken by both. */
const most = 6;
const mostCategories = 20;
const label = string(20);

const point = z.strictObject({ label, value: z.number() });
const axes = z.strictObject({
  categories: z.array(label).min(1).max(mostCategories),
  x_label: string(50).optional(),
  y_label: string(50).optional(),
});
const series = z
  .array(z.strictObject({ name: label, data: z.array(point).min(1).max(mostCategories) }))
  .min(1)
  .max(most);

/** Bars, lines and areas: series of unique names, each with one value for every category, in that order. */
const plot = <T extends string>(type: T) =>
  z
    .strictObject({ type: z.literal(type), series, axis_config: axes })
    .refine((chart) => new Set(chart.series.map(({ name }) => name)).size === chart.series.length, {
      path: ['series'],
      error: 'series names must be unique',
    })
    .refine(
      ({ series: all, axis_config: { categories } }) =>
        all.every(({ data }) => JSON.stringify(data.map((each) => each.label)) === JSON.stringify(categories)),
      { path: ['series'], error: 'data labels must match axis_config.categories' },
    );

/**
 * The chart of a `data_visualization` block.
 * @see https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
 */
export const chartShape = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('pie'),
    segments: z
      .array(z.strictObject({ label, value: z.number().gt(0) }))
      .min(1)
      .max(most),
  }),
  plot('bar'),
  plot('area'),
  plot('line'),
]);
