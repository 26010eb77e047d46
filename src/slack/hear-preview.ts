import { isPossible } from '../moderation/case.ts';
import { refusalOf } from '../moderation/request.ts';
import { caseRequest, requestCommand } from './commands/case-command.ts';
import { readWish } from './files/wish.ts';
import type { Interaction } from './interaction.ts';
import { sorryView } from './modals/view.ts';
import type { SlackParts } from './parts.ts';
import type { FormPayload } from './payload.ts';

const gone = 'What was read from the file is no longer kept. Nothing was recorded or done: open the form again.';

/**
 * Yes to a preview: permission and policy are asked again, and exactly the ids that were understood become a case; what was dropped was
 * shown, and is not in it. The preview stands in the view of its form, so that two quick presses, and the form itself delivered again, are
 * one case. Where a second moderator is needed they are asked now.
 */
export async function hearPreview(
  view: FormPayload['view'],
  interaction: Interaction,
  parts: SlackParts,
): Promise<void> {
  const { user } = interaction;
  const sorry = (sentence: string) => interaction.ack({ response_action: 'update', view: sorryView(sentence) });
  const { observer } = parts;
  observer?.note('interaction', { verb: 'preview' });
  const no = await refusalOf({ moderator: user, verb: 'preview' }, parts);
  if (no !== undefined) return sorry(no);
  const list = await parts.lists.find(view.private_metadata, user);
  // Pressed twice: the case is there, and its moderator is told how it ends.
  if (list === 'used') return interaction.ack();
  const wish = readWish(list?.wish);
  if (!list || !wish) {
    observer?.note('interaction', { result: 'refused', refusal: 'forgotten' });
    return sorry(gone);
  }
  const draft = await parts.drafts.find(wish.draft, user);
  const delivered = { deliveryKey: `form:${view.id}`, moderator: user, responseUrl: draft?.responseUrl };
  const targets = list.targets.filter(isPossible);
  const request = caseRequest({ ...wish, targets, duplicates: [] }, delivered, parts.apps);
  if ('unsupported' in request) {
    observer?.note('interaction', { result: 'refused', refusal: 'unsupported' });
    return sorry(request.unsupported);
  }
  // The preview was what a confirmation shows; only for `auto` there is more to be seen.
  const how = { confirmed: true };
  const asked = { command: wish, request: { ...request, duplicates: list.duplicates } };
  const requested = await requestCommand(asked, parts, interaction.claim, how);
  if (requested.kind === 'refused') return sorry(requested.sentence);
  await interaction.ack();
  // The case is there, whatever becomes of the list: what is not forgotten now is so within a day.
  await parts.lists.forget(view.private_metadata, { used: true }).catch((error: unknown) => {
    const about = 'number' in requested ? { case: requested.number } : {};
    parts.log.warn(
      { event: 'list.kept', ...about, err: error },
      'A list that became a case could not be forgotten yet.',
    );
  });
}
