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
  /** Of Hush's own page it is `home`. */
  type: field.optional(),
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

/**
 * A chosen shortcut (https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload): `message_action` with the whole
 * message, however it is made, and a `response_url`; or `shortcut`, which has neither.
 */
export const shortcutPayload = z.object({
  type: z.enum(['message_action', 'shortcut']),
  callback_id: field.min(1),
  user: z.object({ id: field.min(1) }),
  trigger_id: field.min(1),
  response_url: z.url().optional(),
  api_app_id: field.optional(),
  message: z.record(field, z.unknown()).optional(),
});

/** Somebody opened Hush's own page (https://docs.slack.dev/reference/events/app_home_opened). The same event can come several times. */
export const homeOpenedPayload = z.object({
  event_id: field.min(1),
  event: z.object({ type: z.literal('app_home_opened'), user: field.min(1), tab: field.optional() }),
});

/**
 * The app was removed, or tokens were taken back (https://docs.slack.dev/reference/events/app_uninstalled,
 * https://docs.slack.dev/reference/events/tokens_revoked): `bot` has user ids of bots. `event_time` is in seconds.
 */
export const removalPayload = z.object({
  team_id: field.min(1),
  event_time: z.number(),
  event: z.object({
    type: z.enum(['app_uninstalled', 'tokens_revoked']),
    tokens: z.object({ bot: z.array(field).nullish() }).optional(),
  }),
});

export const formPayload = z.object({
  type: z.literal('view_submission'),
  user: z.object({ id: field.min(1) }),
  trigger_id: field.optional(),
  view,
});

export type ShortcutPayload = z.infer<typeof shortcutPayload>;
export type HomeOpenedPayload = z.infer<typeof homeOpenedPayload>;
export type RemovalPayload = z.infer<typeof removalPayload>;
export type ButtonPayload = z.infer<typeof buttonPayload>;
export type FormFile = z.infer<typeof formFile>;
export type FormPayload = z.infer<typeof formPayload>;
export type FormValues = FormPayload['view']['state']['values'];
