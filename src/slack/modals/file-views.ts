import type { EarlierEnd } from '../../moderation/case.ts';
import { lengthInWords } from '../../moderation/length.ts';
import { attempted } from '../../moderation/policy/attempted.ts';
import type { ProposedCase } from '../../moderation/proposal.ts';
import type { CaseCommand } from '../commands/case-command.ts';
import type { ReadFile } from '../files/read-id-list.ts';
import type { FormVerb } from '../line/command.ts';
import { idsText, placeText, targetsText } from '../messages/case-words.ts';
import { context, section } from '../messages/message.ts';
import { countOf, escapeText, escapeWithin, oneLine } from '../messages/mrkdwn.ts';
import { changesLines, whyTexts } from '../messages/proposal-words.ts';
import { submits, titles } from './form-view.ts';
import { previewId } from './ids.ts';
import type { View } from './view.ts';

/** Characters of ids: of those that were understood, and of those dropped for one reason. */
const understoodRoom = 700;
const droppedRoom = 300;
const reasonRoom = 1500;

/** What a form shows while its file is read. */
export function readingView(verb: FormVerb, name: string): View {
  return {
    type: 'modal',
    title: { type: 'plain_text', text: titles[verb] },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      section(`Reading ${escapeText(name)}…`),
      context(
        'What was understood is shown here in a moment. Nothing is recorded or done before you confirm it. If nothing follows ' +
          'within a minute, close this and try again.',
      ),
    ],
  };
}

/** What would come of the ids of a file. */
export interface Foreseen {
  /** With a problem at the targets that will be skipped. */
  readonly proposed: ProposedCase;
  /** What Hush holds there now. */
  readonly held: readonly EarlierEnd[];
  /** Why to look twice, and why a second moderator must say yes, each a sentence. */
  readonly confirm: readonly string[];
  readonly approval: readonly string[];
}

/**
 * What a file was understood to say, and what would be done: submitting it does exactly that, or asks a second moderator for it. `list` is the
 * id of the stored ids; without `foreseen` the rules would refuse it.
 */
export function previewView({
  command,
  read,
  list,
  foreseen,
}: {
  command: Omit<CaseCommand, 'targets' | 'duplicates'>;
  read: ReadFile;
  list: string;
  foreseen: Foreseen | undefined;
}): View {
  const { verb, place, reason } = command;
  const { understood, first } = read;
  const going = foreseen ? attempted(foreseen.proposed.targets) : understood;
  return {
    type: 'modal',
    callback_id: previewId,
    private_metadata: list,
    title: { type: 'plain_text', text: titles[verb] },
    submit: {
      type: 'plain_text',
      text: isAuto(command) ? 'Pick lengths' : `${submits[verb]} ${going.toLocaleString('en-US')}`,
    },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      section(`*${verb} of ${targetsText({ place }, going)} ${placeText(place)}${lengthText(command)}*`),
      ...(reason === undefined ? [] : [section(`Reason: ${escapeWithin(oneLine(reason), reasonRoom)}`)]),
      section(
        `*${countOf(understood, 'id')} understood* in ${escapeText(read.name)}${columnText(read)}\n` +
          idsText({ targets: first, count: understood }, understoodRoom),
      ),
      ...droppedTexts(read).map(section),
      ...autoTexts(command).map(section),
      ...foreseenTexts(command, foreseen).map(section),
      context('Nothing has been recorded or done yet.'),
    ],
  };
}

/** What a confirmation shows too; for `auto` that follows. */
function foreseenTexts(command: object, foreseen: Foreseen | undefined): readonly string[] {
  if (!foreseen) return [];
  const { proposed, held, confirm, approval } = foreseen;
  const changes = isAuto(command) ? [] : changesLines(proposed, held);
  return [
    ...(changes.length > 0 ? [changes.join('\n')] : []),
    ...whyTexts('Look twice', isAuto(command) ? [] : confirm),
    ...whyTexts('Another moderator must say yes after you', approval),
  ];
}

function autoTexts(command: object): readonly string[] {
  return isAuto(command)
    ? ['The button mutes nobody yet: you are shown who would get which length and why, and confirm that.']
    : [];
}

function isAuto(command: object): boolean {
  return (command as Partial<Extract<CaseCommand, { verb: 'mute' }>>).length?.kind === 'auto';
}

function lengthText(command: object): string {
  const { length } = command as Partial<Extract<CaseCommand, { verb: 'mute' }>>;
  if (!length) return '';
  if (length.kind === 'auto') return ' for the length that each one’s history asks for';
  return length.kind === 'permanent' ? ' permanently' : ` for ${lengthInWords(length)}, counted from when you confirm`;
}

function columnText({ column }: ReadFile): string {
  if (!column) return '';
  const { heading, others } = column;
  const rest = others > 0 ? ` ${countOf(others, 'other column is', 'other columns are')} left out.` : '';
  return heading === undefined
    ? `, from the first column. It has no heading that Hush knows, such as user_id, so its first line counts as an id.${rest}`
    : `, from the column “${escapeText(heading)}”.${rest}`;
}

function droppedTexts({ dropped, repeats, duplicates }: ReadFile): readonly string[] {
  const count = (number: number) => number.toLocaleString('en-US');
  const texts = dropped.map((each) => {
    // There is nothing to show of what is empty.
    const ids = each.first.every((id) => id === '')
      ? ''
      : `\n${idsText({ ...each, targets: each.first }, droppedRoom)}`;
    return `*${count(each.count)} dropped – ${escapeWithin(each.problem, 100)}*${ids}`;
  });
  if (repeats.count === 0) return texts;
  const ids = idsText({ targets: repeats.first, count: duplicates }, droppedRoom);
  return [
    ...texts,
    `*${count(repeats.count)} dropped – ${repeats.count === 1 ? 'a repeat' : 'repeats'}: each id counts once*\n${ids}`,
  ];
}
