import { type Data, dataOf, listOf } from '../../wire/data.ts';
import { fileAsSlack } from '../methods/files.ts';
import { viewAsSlack } from '../methods/views.ts';
import type { SlackUser, SlackView } from '../model.ts';
import type { Triggers } from '../triggers.ts';
import type { ViewStacks } from '../view-stacks.ts';
import type { Workspace } from '../workspace.ts';
import type { Courier, Delivered } from './deliver.ts';
import { type FormValues, fillForm } from './fill-form.ts';
import { payloadBase, withIds } from './payload.ts';
import { applyFormAnswer, type FormAnswer } from './submission.ts';

/** A form that the Slack client did not even send. */
export interface NotSent {
  readonly sent: false;
  /** What the client says at the fields, by block_id. */
  readonly complaints: Readonly<Record<string, string>>;
}

/** A form that was sent, and what it did. */
export interface Sent extends Delivered, FormAnswer {
  readonly sent: true;
  readonly triggerId: string;
  readonly viewId: string;
  readonly payload: Data;
}

/** What became of a submit button. */
export type SubmitResult = NotSent | Sent;

/** What forms need. */
export interface FormParts {
  readonly workspace: Workspace;
  readonly views: ViewStacks;
  readonly triggers: Triggers;
  readonly courier: Courier;
  readonly origin: () => string;
}

/** Fills the form on top of somebody's screen and presses its submit button. */
export async function submitForm(
  parts: FormParts,
  { user, shown, given }: { user: SlackUser; shown: SlackView; given: FormValues },
): Promise<SubmitResult> {
  if (!shown.view.submit) throw new Error('The form has no submit button');
  const blocks = withIds(listOf(shown.view.blocks));
  const file = (id: string) => {
    const uploaded = parts.workspace.files.get(id);
    if (!uploaded) throw new Error(`There is no file ${id}`);
    return fileAsSlack(uploaded, parts.origin());
  };
  const { values, complaints } = fillForm(blocks, { given, file });
  if (Object.keys(complaints).length > 0) return { sent: false, complaints };
  const triggerId = parts.triggers.issue(user.id);
  const payload = {
    ...payloadBase('view_submission', { user, triggerId, team: parts.workspace.team }),
    view: { ...viewAsSlack(shown, values), blocks },
    response_urls: [],
  };
  const delivered = await parts.courier.send({ payload: JSON.stringify(payload) });
  return {
    ...delivered,
    ...screenAfter(parts, { shown, delivered }),
    sent: true,
    triggerId,
    viewId: shown.id,
    payload,
  };
}

/** What the screen does after an acknowledgement, or after none. */
export function screenAfter(
  { workspace, views }: Pick<FormParts, 'workspace' | 'views'>,
  { shown, delivered }: { shown: SlackView; delivered: Delivered },
): FormAnswer {
  if (delivered.shown !== 'ok') return { action: 'trouble', errors: {} };
  return applyFormAnswer({ workspace, views, shown, body: delivered.body });
}

/** Closes the form on top by its ×, or the whole stack; the bot hears of it only if it asked to. */
export async function closeForm(
  parts: FormParts,
  { user, shown, all }: { user: SlackUser; shown: SlackView; all: boolean },
): Promise<Delivered | undefined> {
  const cleared = all || dataOf(shown.view).clear_on_close === true;
  if (cleared) parts.views.clear(user.id);
  else parts.views.close(shown);
  if (shown.view.notify_on_close !== true) return undefined;
  const { trigger_id: _, ...base } = payloadBase('view_closed', { user, triggerId: '', team: parts.workspace.team });
  const payload = { ...base, view: viewAsSlack(shown), is_cleared: cleared };
  return parts.courier.send({ payload: JSON.stringify(payload) });
}
