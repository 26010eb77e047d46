import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { SlackStandIn } from '../slack/start-slack.ts';
import { type Data, dataOf, listOf, textOf } from '../wire/data.ts';
import { box } from './screen.ts';

/** How long a file may take to be read. */
const readingMs = 40_000;

/** Asks a question and resolves with the line typed; undefined at the end of input. */
export type Ask = (question: string) => Promise<string | undefined>;

/**
 * Fills in the form on somebody's screen, question by question, and submits it; asks again where Hush says a field is wrong. An empty
 * line keeps what stands in the field, `cancel` closes the form. Resolves with whether something was submitted.
 */
export async function fillForm(parts: {
  slack: SlackStandIn;
  user: string;
  ask: Ask;
  print: (text: string) => void;
}): Promise<boolean> {
  const { slack, user, ask, print } = parts;
  let wanted: ReadonlySet<string> | undefined;
  let values: Record<string, string> = {};
  for (;;) {
    const shown = slack.views(user).at(-1);
    if (!shown) return false;
    const inputs = listOf(shown.view.blocks).filter((block) => block.type === 'input');
    if (inputs.length === 0) return await readModal(parts);
    if (!wanted) print(box('A form', slack.plainText(shown, user)));
    for (const input of inputs) {
      const id = textOf(input.block_id);
      const isFile = dataOf(input.element).type === 'file_input';
      // Where ids are missing, a file will do.
      if (wanted && !wanted.has(id) && !isFile) continue;
      const answer = await ask(`  ${questionOf(input, values[id])} `);
      if (answer === undefined || answer.trim() === 'cancel') {
        await slack.people.close({ user, all: true });
        print('The form was closed; nothing was done.\n');
        return false;
      }
      if (isFile) {
        const file = answer.trim() === '' ? undefined : attach({ slack, user, print }, answer.trim());
        if (file !== undefined) values[id] = file;
      } else if (answer !== '') values[id] = choiceOf(input, answer);
    }
    const result = await slack.people.submit({ user, values });
    const errors = result.sent ? result.errors : result.complaints;
    if (!errors || Object.keys(errors).length === 0) {
      if (!result.sent || result.action !== 'update') return true;
      // A file is being read: what comes of it is another form.
      await slack.waitFor(() => slack.views(user).at(-1)?.view.submit, readingMs).catch(() => undefined);
      values = {};
      wanted = undefined;
      continue;
    }
    for (const [id, sentence] of Object.entries(errors)) print(`  ✗ ${labelOf(inputs, id)}: ${sentence}\n`);
    wanted = new Set(Object.keys(errors));
  }
}

/** The file at a path, ready to be chosen; undefined if there is none. */
function attach(
  { slack, user, print }: { slack: SlackStandIn; user: string; print: (text: string) => void },
  path: string,
): string | undefined {
  if (existsSync(path)) return slack.admin.upload({ user, name: basename(path), content: readFileSync(path) });
  print(`  ✗ There is no file ${path}.\n`);
  return undefined;
}

/** A modal without fields: shows it, presses what is chosen. */
async function readModal({
  slack,
  user,
  ask,
  print,
}: {
  slack: SlackStandIn;
  user: string;
  ask: Ask;
  print: (text: string) => void;
}): Promise<boolean> {
  const shown = slack.views(user).at(-1);
  if (!shown) return false;
  const buttons = listOf(shown.view.blocks)
    .flatMap((block): readonly Data[] => [...listOf(block.elements), dataOf(block.accessory)])
    .filter((element) => element.type === 'button');
  print(box('A modal', slack.plainText(shown, user)));
  const names = buttons.map((button, index) => `${index + 1}: ${textOf(dataOf(button.text).text)}`).join('   ');
  const submit = textOf(dataOf(shown.view.submit).text);
  const choices = [names, submit && `yes: ${submit}`].filter(Boolean).join('   ');
  const answer = await ask(`  ${choices ? `${choices}   or ` : ''}Enter to close: `);
  if (submit && answer?.trim().toLowerCase() === 'yes') {
    await slack.people.submit({ user });
    return true;
  }
  const button = buttons[Number(answer) - 1];
  if (!button) {
    if (answer === undefined) print('');
    await slack.people.close({ user, all: true });
    return false;
  }
  await slack.people.press({
    user,
    view: shown,
    actionId: textOf(button.action_id),
    label: textOf(dataOf(button.text).text),
  });
  return await fillForm({ slack, user, ask, print });
}

function questionOf(input: Data, before: string | undefined): string {
  const element = dataOf(input.element);
  const options = listOf(element.options).map((option) => textOf(option.value));
  const standing = before ?? (textOf(element.initial_value) || textOf(dataOf(element.initial_option).value));
  const hints = [
    options.length > 0 && options.join(' or '),
    element.type === 'file_input' && 'the path of one',
    input.optional === true && 'optional',
    standing && `now: ${standing}`,
  ].filter(Boolean);
  return `${textOf(dataOf(input.label).text)}${hints.length > 0 ? ` (${hints.join(', ')})` : ''}:`;
}

/** In a menu the beginning of a choice is enough. */
function choiceOf(input: Data, answer: string): string {
  const options = listOf(dataOf(input.element).options).map((option) => textOf(option.value));
  return options.find((option) => option.startsWith(answer.toLowerCase())) ?? answer;
}

function labelOf(inputs: readonly Data[], id: string): string {
  return textOf(dataOf(inputs.find((input) => input.block_id === id)?.label).text) || id;
}
