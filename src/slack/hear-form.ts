import type { Refusal } from '../moderation/policy/rule.ts';
import { judge, refusalOf } from '../moderation/request.ts';
import { caseRequest, requestCommand } from './commands/case-command.ts';
import { hearFile } from './hear-file.ts';
import { hearPreview } from './hear-preview.ts';
import type { Interaction } from './interaction.ts';
import { type FormVerb, formVerbs } from './line/command.ts';
import { formIds, previewId } from './modals/ids.ts';
import { readForm } from './modals/read-form.ts';
import { sorryView } from './modals/view.ts';
import { lineContext, type SlackParts } from './parts.ts';
import type { FormPayload } from './payload.ts';

/** One submitted form: errors at their fields and nothing done, a case that is recorded before the form closes, or a file to read first. */
export async function hearForm({ view }: FormPayload, interaction: Interaction, parts: SlackParts): Promise<void> {
  if (view.callback_id === previewId) return hearPreview(view, interaction, parts);
  const verb = formVerbs.find((known) => formIds[known] === view.callback_id);
  if (!verb) return;
  const { observer } = parts;
  observer?.note('interaction', { verb });
  const no = await refusalOf({ moderator: interaction.user, verb }, parts);
  if (no !== undefined) return interaction.ack({ response_action: 'update', view: sorryView(no) });
  const reading = readForm(verb, view.state.values, lineContext(parts));
  if (!reading.ok) {
    observer?.note('interaction', { result: 'refused', refusal: 'form' });
    return interaction.ack({ response_action: 'errors', errors: reading.errors });
  }
  const draft = await parts.drafts.find(view.private_metadata, interaction.user);
  const delivered = { deliveryKey: `form:${view.id}`, moderator: interaction.user, responseUrl: draft?.responseUrl };
  const request = caseRequest(reading.command, delivered, parts.apps);
  if ('unsupported' in request) {
    observer?.note('interaction', { result: 'refused', refusal: 'unsupported' });
    const field = reading.command.place.kind === 'notifications' ? 'user' : 'place';
    return interaction.ack({ response_action: 'errors', errors: { [field]: request.unsupported } });
  }
  if (reading.file) {
    // What is wrong whatever the ids are is better known before the file is read.
    const { refusal } = await judge({ moderator: interaction.user, verb, request }, parts);
    if (refusal) return interaction.ack(answerOf(verb, refusal));
    const { command, file } = reading;
    return hearFile({ view, command, file, responseUrl: draft?.responseUrl }, interaction, parts);
  }
  const { command } = reading;
  const requested = await requestCommand({ command, request }, parts, interaction.claim);
  await interaction.ack(requested.kind === 'refused' ? answerOf(verb, requested) : undefined);
}

/** A refusal at the field that it is about; the form stays open. About the whole it takes the form's place. */
function answerOf(verb: FormVerb, { field, sentence }: Refusal) {
  if (!field) return { response_action: 'update', view: sorryView(sentence) };
  const isSilence = verb === 'silence' || verb === 'unsilence';
  return { response_action: 'errors', errors: { [field === 'place' && isSilence ? 'user' : field]: sentence } };
}
