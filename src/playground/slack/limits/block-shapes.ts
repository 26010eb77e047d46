import { z } from 'zod';
import { chartShape } from './chart-shape.ts';
import { accessory, actionElement, imageElement, inputElement } from './elements.ts';
import { anyText, id, plain, string } from './texts.ts';

const block = <T extends string>(type: T, rest: z.core.$ZodLooseShape) =>
  z.strictObject({ type: z.literal(type), block_id: id.optional(), ...rest });

/** Blocks that are rich in parts of their own: the few limits that matter, the rest as it comes. */
const looseBlock = <T extends string>(type: T, rest: z.core.$ZodLooseShape = {}) =>
  z.looseObject({ type: z.literal(type), block_id: id.optional(), ...rest });

const contextElement = z.discriminatedUnion('type', [imageElement, ...anyText(3000).options]);

/** Every kind of block, with its own limits. */
export const blockShape = z.discriminatedUnion('type', [
  block('section', {
    text: anyText(3000).optional(),
    fields: z.array(anyText(2000)).min(1).max(10).optional(),
    accessory: accessory.optional(),
    expand: z.boolean().optional(),
  }),
  block('header', { text: plain(150), level: z.int().min(1).max(4).optional() }),
  block('context', { elements: z.array(contextElement).min(1).max(10) }),
  block('actions', { elements: z.array(actionElement).min(1).max(25) }),
  block('divider', {}),
  block('image', {
    alt_text: string(2000),
    title: plain(2000).optional(),
    image_url: string(3000).optional(),
    slack_file: z.looseObject({}).optional(),
  }),
  block('input', {
    label: plain(2000),
    element: inputElement,
    hint: plain(2000).optional(),
    optional: z.boolean().optional(),
    dispatch_action: z.boolean().optional(),
  }),
  block('markdown', { text: string(12_000) }),
  looseBlock('rich_text', { elements: z.array(z.looseObject({ type: z.string() })).min(1) }),
  looseBlock('table', {
    rows: z
      .array(z.array(z.looseObject({})).min(1).max(20))
      .min(1)
      .max(100),
  }),
  looseBlock('data_table', {
    caption: string(3000),
    page_size: z.int().min(1).max(100).optional(),
    rows: z
      .array(z.array(z.looseObject({})).min(1).max(20))
      .min(1)
      .max(101)
      .optional(),
  }),
  block('data_visualization', { title: string(50), chart: chartShape }),
  looseBlock('alert', {
    text: anyText(3000),
    level: z.enum(['default', 'info', 'warning', 'error', 'success']).optional(),
  }),
  looseBlock('card'),
  looseBlock('carousel', { elements: z.array(z.looseObject({})).min(1).max(10) }),
  looseBlock('container'),
  looseBlock('context_actions', { elements: z.array(z.looseObject({})).min(1).max(5) }),
  looseBlock('plan'),
  looseBlock('task_card'),
  looseBlock('file'),
  looseBlock('video'),
]);

/** Kinds only a message may hold. */
export const onlyInMessages: ReadonlySet<string> = new Set(['table', 'data_table', 'data_visualization', 'file']);

/** A modal, or a Home. */
export const viewShape = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('modal'),
    title: plain(24),
    blocks: z.array(z.unknown()).max(100),
    submit: plain(24).optional(),
    close: plain(24).optional(),
    private_metadata: z.string().max(3000).optional(),
    callback_id: z.string().max(255).optional(),
    external_id: z.string().max(255).optional(),
    clear_on_close: z.boolean().optional(),
    notify_on_close: z.boolean().optional(),
    submit_disabled: z.boolean().optional(),
  }),
  z.strictObject({
    type: z.literal('home'),
    blocks: z.array(z.unknown()).max(100),
    private_metadata: z.string().max(3000).optional(),
    callback_id: z.string().max(255).optional(),
    external_id: z.string().max(255).optional(),
  }),
]);
