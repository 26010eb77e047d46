import { type Data, dataOf, isData, textOf } from '../../wire/data.ts';
import { writeProblem } from '../limits/problem.ts';
import { lengths } from '../limits/texts.ts';
import { viewProblems } from '../limits/view-problems.ts';
import type { SlackView } from '../model.ts';
import { playgroundSlack } from '../seed.ts';
import { fail, fault, type MethodAnswer, type MethodContext, ok, type SlackMethod } from './method.ts';

/** views.open: needs a fresh trigger. */
export const open: SlackMethod = {
  perMinute: 100,
  run: (context) => shown(context, (user, view) => context.views.open(user, view)),
};

/** views.push: needs a fresh trigger and room on the stack. */
export const push: SlackMethod = {
  perMinute: 100,
  run: (context) => shown(context, (user, view) => context.views.push(user, view)),
};

/** views.update: by view_id or external_id; with a hash it loses a race instead of winning it. */
export const update: SlackMethod = {
  perMinute: 100,
  run: ({ args, views }) => {
    const wrong = judgeView(args.view);
    if (wrong) return wrong;
    const externalId = textOf(args.external_id);
    const found = views.find({ id: textOf(args.view_id), ...(externalId ? { externalId } : {}) });
    if (!found?.open) return fail('not_found');
    if (args.hash !== undefined && args.hash !== found.hash) return fail('hash_conflict');
    views.update(found, dataOf(args.view));
    return ok({ view: viewAsSlack(found) });
  },
};

/** views.publish: somebody's Home tab; with a hash it loses a race instead of winning it. */
export const publish: SlackMethod = {
  perMinute: 100,
  run: ({ args, views, workspace }) => {
    const wrong = judgeView(args.view);
    if (wrong) return wrong;
    const user = textOf(args.user_id);
    if (!workspace.users.has(user)) return fault('user_not_found');
    if (dataOf(args.view).type !== 'home') return fault('invalid_arguments', 'invalid_view');
    const before = views.homes.get(user);
    if (args.hash !== undefined && args.hash !== before?.hash) return fail('hash_conflict');
    return ok({ view: viewAsSlack(views.publish(user, dataOf(args.view))) });
  },
};

function shown(
  { args, views, triggers }: MethodContext,
  show: (user: string, view: Data) => SlackView | undefined,
): MethodAnswer {
  const wrong = judgeView(args.view);
  if (wrong) return wrong;
  const trigger = triggers.check(textOf(args.trigger_id));
  if ('error' in trigger) return fault(trigger.error, 'trigger_misused');
  const external = textOf(dataOf(args.view).external_id);
  if (external && views.find({ externalId: external })?.open) return fault('duplicate_external_id');
  const view = show(trigger.user, dataOf(args.view));
  if (!view) return fault('push_limit_reached');
  triggers.use(textOf(args.trigger_id));
  return ok({ view: viewAsSlack(view) });
}

/** Why Slack refuses a view; undefined: it does not. */
export function judgeView(view: unknown): Extract<MethodAnswer, { ok: false }> | undefined {
  const problems = viewProblems(view).map(writeProblem);
  if (problems.length > 0) return { ok: false, error: 'invalid_arguments', problems, violation: 'invalid_view' };
  const tooLarge = Buffer.byteLength(JSON.stringify(view)) > lengths.viewBytes;
  return tooLarge ? { ok: false, error: 'view_too_large', violation: 'invalid_view' } : undefined;
}

/** A view as the Web API and payloads show it. `values` are the inputs' state. */
export function viewAsSlack(shown: SlackView, values: Data = {}): Data {
  const { view } = shown;
  return {
    id: shown.id,
    team_id: shown.team,
    app_id: playgroundSlack.app,
    app_installed_team_id: shown.team,
    bot_id: playgroundSlack.bot,
    private_metadata: '',
    callback_id: '',
    clear_on_close: false,
    notify_on_close: false,
    close: null,
    submit: null,
    ...view,
    external_id: textOf(view.external_id),
    blocks: Array.isArray(view.blocks) ? view.blocks.filter(isData) : [],
    state: { values },
    hash: shown.hash,
    root_view_id: shown.rootId,
    previous_view_id: shown.previousId ?? null,
  };
}
