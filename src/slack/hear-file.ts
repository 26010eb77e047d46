import { isPossible } from '../moderation/case.ts';
import { proposedOf } from '../moderation/proposal.ts';
import { judgeAll, noWish } from '../moderation/request.ts';
import { StoreTrouble } from '../moderation/store-trouble.ts';
import { slackTrouble } from './clients.ts';
import { type CaseCommand, caseRequest } from './commands/case-command.ts';
import { FileTrouble } from './files/file-trouble.ts';
import { readIdList } from './files/read-id-list.ts';
import type { UploadedFile } from './files/uploaded-file.ts';
import { wishOf } from './files/wish.ts';
import type { Interaction } from './interaction.ts';
import { paragraph } from './messages/message.ts';
import { escapeText } from './messages/mrkdwn.ts';
import { heldCases, targetsNamed } from './messages/proposal-words.ts';
import { type Foreseen, previewView, readingView } from './modals/file-views.ts';
import { formView } from './modals/form-view.ts';
import { draftOf } from './modals/read-form.ts';
import type { View } from './modals/view.ts';
import { lineContext, type SlackParts } from './parts.ts';
import type { FormPayload } from './payload.ts';

/** Slack shows the answer to a form once it has it: a preview that overtakes that answer would be covered by it for good. */
const answerShownMs = 300;

const nothingDone = 'Nothing was recorded or done';

interface FileForm {
  readonly view: FormPayload['view'];
  /** What is to be done, without targets: they are in the file. */
  readonly command: CaseCommand;
  readonly file: UploadedFile;
  readonly responseUrl: string | undefined;
}

/** What comes in the place of the form, and what is told instead if the form is gone. */
interface Next {
  readonly view: View;
  readonly sentence: string;
  /** The stored ids that the view is about. */
  readonly list?: string;
}

/**
 * A form with a file: acknowledged first, then the file is read and the form becomes a preview, or the form again with what is wrong with
 * the file. Nothing is recorded here; see `hear-preview.ts`.
 */
export async function hearFile(form: FileForm, interaction: Interaction, parts: SlackParts): Promise<void> {
  const { view, command, file, responseUrl } = form;
  await interaction.ack({ response_action: 'update', view: readingView(command.verb, file.name) });
  const [next] = await Promise.all([read(form, interaction.user, parts), parts.clock.sleep(answerShownMs)]);
  try {
    await parts.forms.views.update({ view_id: view.id, view: next.view });
  } catch (error) {
    const { word } = slackTrouble(error);
    parts.log.warn({ event: 'form.refused', trouble: word }, 'Slack would not show what a file says.');
    const closed = word === 'not_found' ? '' : ` Slack would not show the form any more (${word}).`;
    const nothing = next.sentence.includes(nothingDone) ? '' : ` ${nothingDone}.`;
    const message = paragraph(escapeText(`${next.sentence}${closed}${nothing}`));
    const trouble = await parts.teller.tell({ user: interaction.user, responseUrl }, message);
    if (next.list !== undefined) await parts.lists.forget(next.list, { used: false });
    if (trouble) parts.log.error({ event: 'answer.lost', what: 'file', trouble: trouble.word }, 'An answer was lost.');
  }
}

async function read(form: FileForm, moderator: string, parts: SlackParts): Promise<Next> {
  const { view, command, file } = form;
  try {
    const vendor = parts.apps.get(command.place.app)?.vendor ?? 'zim';
    const { place } = command;
    const of = place.kind === 'notifications' ? place.of : 'users';
    const list = await readIdList(parts.fetchFile(file), { file, vendor, of });
    const { targets, duplicates } = list;
    const wish = wishOf(command, view.private_metadata);
    const id = await parts.lists.save({ moderator, wish, targets, duplicates });
    const foreseen = await foresee({ ...command, targets }, moderator, parts);
    const sentence = `The form was closed before you confirmed the ids in ${file.name}.`;
    return { view: previewView({ command, read: list, list: id, foreseen }), sentence, list: id };
  } catch (error) {
    const sentence = sentenceOf(error, parts);
    const fields = draftOf(command.verb, view.state.values);
    return {
      view: formView({ ...lineContext(parts), fields, draft: view.private_metadata, trouble: sentence }),
      sentence,
    };
  }
}

/** What would come of the understood ids, as far as the rules of now say: a preview is the confirmation of its list. */
async function foresee(
  { targets, ...command }: CaseCommand,
  moderator: string,
  parts: SlackParts,
): Promise<Foreseen | undefined> {
  const understood = targets.filter(isPossible);
  const delivered = { deliveryKey: '', moderator, responseUrl: undefined };
  const request = caseRequest({ ...command, targets: understood } as CaseCommand, delivered, parts.apps);
  if ('unsupported' in request) return undefined;
  // Nothing is asked for yet: a refusal is told, and recorded, at the yes.
  const judged = await judgeAll([request], { ...parts, audit: noWish });
  if (judged.refusal !== undefined) return undefined;
  const proposed = proposedOf(judged.requests[0] ?? request);
  const held = await parts.proposals.held({ proposed, limit: heldCases, sample: targetsNamed });
  return { proposed, held, confirm: judged.confirm, approval: judged.approve };
}

function sentenceOf(error: unknown, { random, log }: Pick<SlackParts, 'random' | 'log'>): string {
  if (error instanceof FileTrouble) {
    // The sentence names the file as somebody called it; that is not for the log.
    log.info({ event: 'file.refused', err: error.cause }, 'A file was not taken.');
    return error.message;
  }
  if (error instanceof StoreTrouble) {
    log.error(
      { event: 'database.refused', what: 'file', why: error.fault.why },
      'The ids of a file could not be kept.',
    );
    return error.message;
  }
  const incident = random.hex(4);
  log.error({ event: 'file.broke', incident, err: error }, 'A file could not be read or its ids not be kept.');
  return `Something went wrong in Hush while the file was read. Whoever runs Hush finds it in the log as incident ${incident}.`;
}
