import { z } from 'zod';

/** What Hush reads of Slack's payloads; the rest is ignored. https://docs.slack.dev/interactivity */

/** A repeated field arrives as a list: `text=a&text=b`. It is refused, not guessed at. */
const field = z.string();

export const commandPayload = z.object({
  command: field,
  text: field.default(''),
  user_id: field.min(1),
  channel_id: field.optional(),
  trigger_id: field.min(1),
  response_url: z.url().optional(),
});

/** A file in a form: `view.state.values[block_id][action_id].files[]` (https://docs.slack.dev/reference/objects/file-object). */
const formFile = z.object({
  name: z.string().nullish(),
  /** Bytes, as Slack announces them. */
  size: z.number().nullish(),
  mode: z.string().nullish(),
  url_private: z.string().nullish(),
  url_private_download: z.string().nullish(),
});

const view = z.object({
  id: field,
  callback_id: field.default(''),
  private_metadata: field.default(''),
  hash: field.optional(),
  state: z
    .object({
      values: z.record(
        field,
        z.record(
          field,
          z.object({
            value: z.string().nullish(),
            selected_option: z.object({ value: field }).nullish(),
            files: z.array(formFile).nullish(),
          }),
        ),
      ),
    })
    .default({ values: {} }),
});

export const buttonPayload = z.object({
  type: z.literal('block_actions'),
  user: z.object({ id: field.min(1) }),
  trigger_id: field.min(1),
  response_url: z.url().optional(),
  actions: z.tuple([z.object({ action_id: field, value: field.optional() })]).rest(z.unknown()),
  view: view.optional(),
});

export const formPayload = z.object({
  type: z.literal('view_submission'),
  user: z.object({ id: field.min(1) }),
  trigger_id: field.optional(),
  view,
});

export type ButtonPayload = z.infer<typeof buttonPayload>;
export type FormFile = z.infer<typeof formFile>;
export type FormPayload = z.infer<typeof formPayload>;
export type FormValues = FormPayload['view']['state']['values'];
