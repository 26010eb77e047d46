import { type Data, dataOf, listOf, textOf } from '../wire/data.ts';
import { attachFile } from './attach-file.ts';
import { closeAll, type Dialogue, type DialogueEnd } from './dialogue.ts';
import { isForPrompt } from './lines.ts';
import { lostForm, readModal } from './modals.ts';
import { box } from './screen.ts';

/** How long a file may take to be read. */
const readingMs = 40_000;

/** What takes out what stands in a field that may be empty. */
const nothing = '-';

const formClosed = 'The form was closed; nothing was done.';

/** What was answered so far, by the fields' ids. */
type Values = Readonly<Record<string, string>>;

/**
 * Fills in what is on somebody's screen, question by question, and submits it; asks again for what Hush says is wrong. Modals without
 * fields are shown, and their buttons pressed. A line for the prompt closes the form and is handed back.
 */
export async function fillForm(dialogue: Dialogue): Promise<DialogueEnd> {
  const { slack, user, print } = dialogue;
  let wanted: ReadonlySet<string> | undefined;
  let values: Values = {};
  let isFirst = true;
  for (;;) {
    const shown = slack.views(user).at(-1);
    if (!shown) return { submitted: false };
    const inputs = inputsOf(shown.view);
    if (inputs.length === 0) {
      const end = await readModal(dialogue);
      if (end === 'open') continue;
      return end;
    }
    if (isFirst) {
      print(box('A form', slack.plainText(shown, user)));
      print('  Enter keeps what is there, cancel closes the form, quit ends the playground.');
    }
    isFirst = false;
    const asked = inputs.filter(({ block_id: id }) => wanted?.has(textOf(id)));
    const answers = await askFields(dialogue, { inputs: asked.length > 0 ? asked : inputs, values });
    if ('typed' in answers) return closeAll(dialogue, { what: formClosed, typed: answers.typed });
    values = answers.values;
    const result = await slack.people.submit({ user, values });
    if (result.sent && result.action === 'trouble') return closeAll(dialogue, { what: lostForm, typed: undefined });
    const errors = result.sent ? result.errors : result.complaints;
    if (Object.keys(errors).length > 0) {
      for (const [id, sentence] of Object.entries(errors)) print(`  ✗ ${labelOf(inputs, id)}: ${sentence}\n`);
      wanted = fieldsToAskAgain(inputs, { wrong: Object.keys(errors), values });
      continue;
    }
    if (!result.sent || (result.action !== 'update' && result.action !== 'push')) return { submitted: true };
    // A file is being read. What comes of it is a preview, or the form as it was with what is wrong with the file.
    await slack.waitFor(() => !isAtWork(slack.views(user).at(-1)?.view), readingMs).catch(() => undefined);
    values = {};
    wanted = new Set(idFields(inputs));
    isFirst = true;
  }
}

/** Asks for fields in turn. Resolves with all values; or with what was typed to leave the form, undefined at the end of input. */
async function askFields(
  dialogue: Dialogue,
  { inputs, values: before }: { inputs: readonly Data[]; values: Values },
): Promise<{ readonly values: Values } | { readonly typed: string | undefined }> {
  const values: Record<string, string> = { ...before };
  for (const input of inputs) {
    const id = textOf(input.block_id);
    for (;;) {
      const answer = await dialogue.ask(`  ${questionOf(input, { before: values[id], dialogue })} `);
      if (answer === undefined || answer.trim() === 'cancel' || isForPrompt(answer, dialogue)) return { typed: answer };
      const read = readAnswer(input, { answer, dialogue });
      if ('problem' in read) {
        dialogue.print(`  ✗ ${read.problem}`);
        continue;
      }
      if (read.value !== undefined) values[id] = read.value;
      break;
    }
  }
  return { values };
}

/** The value an answer stands for; undefined: what is there stays. */
function readAnswer(
  input: Data,
  { answer, dialogue }: { answer: string; dialogue: Dialogue },
): { readonly value: string | undefined } | { readonly problem: string } {
  if (answer.trim() === '') return { value: undefined };
  if (answer.trim() === nothing && input.optional === true) return { value: '' };
  if (isFile(input)) {
    const attached = attachFile(dialogue, answer.trim());
    return 'id' in attached ? { value: attached.id } : attached;
  }
  const options = optionsOf(input);
  // In a menu the beginning of a choice is enough.
  const value = options.length > 0 ? options.find((option) => option.startsWith(answer.trim().toLowerCase())) : answer;
  return value === undefined ? { problem: `Choose ${options.join(' or ')}.` } : { value };
}

/**
 * The fields with something wrong. Ids can be written or come in a file: where both are given or neither, the other one may be what is to
 * be changed.
 */
function fieldsToAskAgain(
  inputs: readonly Data[],
  { wrong, values }: { wrong: readonly string[]; values: Values },
): ReadonlySet<string> {
  const holds = (id: string) => {
    const element = dataOf(inputs.find(({ block_id }) => block_id === id)?.element);
    return (values[id] ?? textOf(element.initial_value)) !== '';
  };
  const ids = idFields(inputs);
  const isEither = ids.some((id) => wrong.includes(id)) && (ids.every(holds) || !ids.some(holds));
  return new Set([...wrong, ...(isEither ? ids : [])]);
}

/** The field for a file, and the one before it that it can be given in place of. */
function idFields(inputs: readonly Data[]): readonly string[] {
  const index = inputs.findIndex(isFile);
  return index < 0 ? [] : inputs.slice(Math.max(0, index - 1), index + 1).map(({ block_id }) => textOf(block_id));
}

/** Whether something is still to come: it can be cancelled, and there is nothing in it to fill in or to agree to. */
function isAtWork(view: Data | undefined): boolean {
  if (!view) return false;
  return !view.submit && inputsOf(view).length === 0 && textOf(dataOf(view.close).text) === 'Cancel';
}

function questionOf(input: Data, { before, dialogue }: { before: string | undefined; dialogue: Dialogue }): string {
  const element = dataOf(input.element);
  const kept = before ?? (textOf(element.initial_value) || textOf(dataOf(element.initial_option).value));
  const standing = isFile(input) ? dialogue.slack.files().find(({ id }) => id === kept)?.name : kept;
  const hints = [
    optionsOf(input).join(' or '),
    isFile(input) && 'the path of one',
    input.optional === true && 'optional',
    standing && `now: ${standing}`,
    standing && input.optional === true && `${nothing} takes it out`,
  ].filter(Boolean);
  return `${textOf(dataOf(input.label).text)}${hints.length > 0 ? ` (${hints.join(', ')})` : ''}:`;
}

function inputsOf(view: Data): readonly Data[] {
  return listOf(view.blocks).filter((block) => block.type === 'input');
}

function isFile(input: Data): boolean {
  return dataOf(input.element).type === 'file_input';
}

function optionsOf(input: Data): readonly string[] {
  return listOf(dataOf(input.element).options).map((option) => textOf(option.value));
}

function labelOf(inputs: readonly Data[], id: string): string {
  return textOf(dataOf(inputs.find((input) => input.block_id === id)?.label).text) || id;
}
