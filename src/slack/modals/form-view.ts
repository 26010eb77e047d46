import type { types } from '@slack/bolt';
import { capital } from '../../lib/capital.ts';
import type { Templates } from '../../moderation/policy/settings.ts';
import type { AppName } from '../../moderation/vendor.ts';
import type { Draft, FormVerb } from '../line/command.ts';
import type { LineContext } from '../line/context.ts';
import { templateList } from '../line/template-length.ts';
import { type Block, context, section } from '../messages/message.ts';
import { escapeText, escapeWithin } from '../messages/mrkdwn.ts';
import { type FieldId, fieldAction, formIds } from './ids.ts';
import type { View } from './view.ts';

/** Slack's limit for a text field (https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element). */
export const fieldLimit = 3000;

export const titles = {
  mute: 'Mute people',
  unmute: 'Unmute people',
  silence: 'Silence notifications',
  unsilence: 'Unsilence',
} as const satisfies Record<FormVerb, string>;

/** What each form's button says. */
export const submits = {
  mute: 'Mute',
  unmute: 'Unmute',
  silence: 'Silence',
  unsilence: 'Unsilence',
} as const satisfies Record<FormVerb, string>;

const silenceHint =
  'Silencing stops one person’s notifications; nobody is stopped from speaking. To stop somebody from speaking, mute them.';

/**
 * A verb's form, filled with what is known. `draft` is the id under which the way back to the moderator is kept; `trouble` says above the
 * fields what went wrong, `note` where they come from, both in plain sentences.
 */
export function formView({
  fields,
  draft,
  apps,
  templates,
  trouble,
  note,
}: {
  fields: Draft;
  draft: string;
  apps: readonly AppName[];
  templates?: Templates | undefined;
  trouble?: string;
  note?: string;
}): View {
  const { verb } = fields;
  const isSilence = verb === 'silence' || verb === 'unsilence';
  const inputs = (isSilence ? silenceInputs : muteInputs)(fields, { apps, templates });
  const { blocks, cut } = inputs;
  return {
    type: 'modal',
    callback_id: formIds[verb],
    private_metadata: draft,
    title: { type: 'plain_text', text: titles[verb] },
    submit: { type: 'plain_text', text: submits[verb] },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      ...(trouble === undefined ? [] : [section(`:warning: ${escapeWithin(trouble, 1000)}`)]),
      ...(note === undefined ? [] : [context(escapeWithin(note, 1000))]),
      ...(isSilence ? [context(silenceHint)] : []),
      ...cut.map((sentence) => context(escapeText(sentence))),
      ...blocks,
    ],
  };
}

interface Inputs {
  readonly blocks: Block[];
  /** What did not fit, in sentences. */
  readonly cut: string[];
}

/** What else the targets may be. */
const manyHint = {
  mute: 'In a ZIM group also everyone, or roles such as role:member.',
  unmute: 'In a ZIM group also everyone.',
} as const;

function muteInputs(fields: Draft, { apps, templates }: LineContext): Inputs {
  const inputs: Inputs = { blocks: [], cut: [] };
  const zim = apps.some(({ vendor }) => vendor === 'zim');
  const netease = apps.some(({ vendor }) => vendor === 'netease');
  const example = [zim && 'a group such as lobby', netease && 'everywhere, or modules such as p2p,team']
    .filter(Boolean)
    .join(', ');
  text(inputs, {
    id: 'targets',
    label: 'Who',
    value: fields.targets,
    hint: `User ids, separated by spaces, commas or new lines. Odd ones in quotes.${zim ? ` ${manyHint[fields.verb === 'unmute' ? 'unmute' : 'mute']}` : ''}`,
    multiline: true,
    optional: true,
  });
  fileInput(inputs);
  text(inputs, {
    id: 'place',
    label: 'Where',
    value: fields.place,
    hint: `${capital(example)}.${apps.length > 1 ? ' A name in front picks an app: eu/lobby.' : ''}`,
  });
  if (fields.verb === 'mute') lengthInput(inputs, fields, templates);
  reasonInput(inputs, fields);
  return inputs;
}

function silenceInputs(fields: Draft, { apps, templates }: LineContext): Inputs {
  const inputs: Inputs = { blocks: [], cut: [] };
  const zimApps = apps.filter(({ vendor }) => vendor === 'zim');
  text(inputs, { id: 'user', label: 'Whose notifications', value: fields.user, hint: 'One user id.' });
  if (zimApps.length > 1) {
    select(inputs, {
      id: 'app',
      label: 'App',
      options: zimApps.map(({ name }) => ({ value: name, text: name })),
      value: fields.place,
    });
  }
  const kinds = [
    { value: 'groups', text: 'Groups' },
    { value: 'users', text: 'One-to-one chats with users' },
  ];
  select(inputs, { id: 'conversations', label: 'From', options: kinds, value: fields.conversations });
  text(inputs, {
    id: 'targets',
    label: 'Which',
    value: fields.targets,
    hint: 'Group ids or user ids, separated by spaces, commas or new lines.',
    multiline: true,
    optional: true,
  });
  fileInput(inputs);
  if (fields.verb === 'silence') lengthInput(inputs, fields, templates);
  reasonInput(inputs, fields);
  return inputs;
}

/**
 * A list of ids as a file, in place of the ids. Needs the scope `files:read`. Slack's client keeps to the kinds and to 10 MB for people's
 * convenience only (https://docs.slack.dev/reference/block-kit/block-elements/file-input-element): both are checked again.
 */
function fileInput({ blocks }: Inputs): void {
  const id: FieldId = 'file';
  blocks.push({
    type: 'input',
    block_id: id,
    optional: true,
    label: plain('Or a file'),
    hint: plain(
      'A CSV file with the ids in one column, or a TXT file. You see what was understood before anything is done.',
    ),
    element: { type: 'file_input', action_id: fieldAction, filetypes: ['csv', 'txt'], max_files: 1 },
  });
}

function lengthInput(inputs: Inputs, { length }: Draft, templates: Templates | undefined): void {
  const names = templates?.size ? ` Or a reason that has a length: ${templateList(templates)}.` : '';
  text(inputs, {
    id: 'length',
    label: 'For how long',
    value: length,
    hint: `30s, 10m, 2h, 1d, 1w, 1d12h, or the word permanent.${names}`,
  });
}

function reasonInput(inputs: Inputs, { reason }: Draft): void {
  text(inputs, { id: 'reason', label: 'Reason', value: reason, multiline: true, optional: true });
}

interface TextField {
  readonly id: FieldId;
  readonly label: string;
  readonly value: string | undefined;
  readonly hint?: string;
  readonly multiline?: boolean;
  readonly optional?: boolean;
}

function text(
  { blocks, cut }: Inputs,
  { id, label, value = '', hint, multiline = false, optional = false }: TextField,
): void {
  const initial = cutToField(value);
  if (initial.length < value.length) {
    cut.push(
      `“${label}” holds ${fieldLimit.toLocaleString('en-US')} characters at most: what was typed is cut there, the rest is left out.`,
    );
  }
  blocks.push({
    type: 'input',
    block_id: id,
    optional,
    label: plain(label),
    ...(hint && { hint: plain(hint) }),
    element: {
      type: 'plain_text_input',
      action_id: fieldAction,
      multiline,
      max_length: fieldLimit,
      ...(initial && { initial_value: initial }),
    },
  });
}

/** At most a field's worth, cut between items: half an id would be another one. */
function cutToField(value: string): string {
  if (value.length <= fieldLimit) return value;
  const head = value.slice(0, fieldLimit + 1);
  const edge = Math.max(head.lastIndexOf(' '), head.lastIndexOf(','), head.lastIndexOf('\n'));
  return head.slice(0, edge > 0 ? edge : fieldLimit).replace(/[\uD800-\uDBFF]$/, '');
}

interface SelectField {
  readonly id: FieldId;
  readonly label: string;
  readonly options: readonly { value: string; text: string }[];
  readonly value?: string | undefined;
}

function select({ blocks }: Inputs, { id, label, options, value }: SelectField): void {
  const choices = options.map((option) => ({ value: option.value, text: plain(option.text) }));
  const initial = choices.find((choice) => choice.value === value);
  blocks.push({
    type: 'input',
    block_id: id,
    label: plain(label),
    element: {
      type: 'static_select',
      action_id: fieldAction,
      options: choices,
      ...(initial && { initial_option: initial }),
    },
  });
}

function plain(value: string): types.PlainTextElement {
  return { type: 'plain_text', text: value };
}
