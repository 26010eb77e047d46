import { type Data, dataOf, isData, parseJson, textOf } from '../../wire/data.ts';
import { writeProblem } from '../limits/problem.ts';
import { viewProblems } from '../limits/view-problems.ts';
import type { SlackView } from '../model.ts';
import type { ViewStacks } from '../view-stacks.ts';
import type { Workspace } from '../workspace.ts';
import { inputBlockIds } from './fill-form.ts';

/** What a submitted form did on the screen. `trouble`: Slack says it had trouble connecting, and the form stays. */
export type FormAction = 'close' | 'clear' | 'update' | 'push' | 'errors' | 'trouble';

/** What the acknowledgement of a form asks for. */
export interface FormAnswer {
  readonly action: FormAction;
  /** Shown at fields, by block_id. */
  readonly errors: Readonly<Record<string, string>>;
}

/** What applies an acknowledgement. */
export interface FormAnswering {
  readonly workspace: Workspace;
  readonly views: ViewStacks;
  readonly shown: SlackView;
  /** Body of the 200 that acknowledged the form. */
  readonly body: string;
}

/** Does on the screen what the bot's answer to a form says, and records an answer Slack would not take. */
export function applyFormAnswer({ workspace, views, shown, body }: FormAnswering): FormAnswer {
  const parsed = body.trim() === '' ? {} : parseJson(body);
  if (!isData(parsed)) return trouble(workspace, 'a form was answered with something that is no JSON object');
  const answer = parsed;
  switch (answer.response_action) {
    case undefined:
      if (Object.keys(answer).length > 0) return trouble(workspace, `a form was answered with ${body}`);
      views.close(shown);
      return { action: 'close', errors: {} };
    case 'clear':
      views.clear(shown.user);
      return { action: 'clear', errors: {} };
    case 'errors':
      return showErrors(workspace, { shown, errors: dataOf(answer.errors) });
    case 'update':
    case 'push':
      return showView({ workspace, views, shown }, { action: answer.response_action, view: answer.view });
    default:
      return trouble(workspace, `a form was answered with ${String(answer.response_action)}`);
  }
}

function showErrors(workspace: Workspace, { shown, errors }: { shown: SlackView; errors: Data }): FormAnswer {
  const known = inputBlockIds(shown.view);
  const unknown = Object.keys(errors).filter((blockId) => !known.has(blockId));
  if (unknown.length > 0) {
    workspace.violate('unknown_error_block', `errors at ${unknown.join(', ')}, inputs: ${[...known].join(', ')}`);
  }
  if (Object.keys(errors).length === 0) return trouble(workspace, 'a form was answered with no errors at all');
  return {
    action: 'errors',
    errors: Object.fromEntries(Object.entries(errors).map(([id, text]) => [id, textOf(text)])),
  };
}

function showView(
  { workspace, views, shown }: Omit<FormAnswering, 'body'>,
  { action, view }: { action: 'update' | 'push'; view: unknown },
): FormAnswer {
  const problems = viewProblems(view).map(writeProblem);
  if (problems.length > 0) {
    workspace.violate('invalid_view', [`a form's answer: ${action}`, ...problems].join('; '));
    return { action: 'trouble', errors: {} };
  }
  if (action === 'update') views.update(shown, dataOf(view));
  else if (!views.push(shown.user, dataOf(view))) return trouble(workspace, 'a fourth form on the stack');
  return { action, errors: {} };
}

function trouble(workspace: Workspace, detail: string): FormAnswer {
  workspace.violate('bad_ack_body', detail);
  return { action: 'trouble', errors: {} };
}
