import type { SlackStandIn } from '../slack/start-slack.ts';
import { type Data, dataOf, listOf, textOf } from '../wire/data.ts';
import { box } from './screen.ts';

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
  const values: Record<string, string> = {};
  for (;;) {
    const shown = slack.views(user).at(-1);
    if (!shown) return false;
    const inputs = listOf(shown.view.blocks).filter((block) => block.type === 'input');
    if (inputs.length === 0) return await readModal(parts);
    if (!wanted) print(box('A form', slack.plainText(shown, user)));
    for (const input of inputs) {
      const id = textOf(input.block_id);
      if (wanted && !wanted.has(id)) continue;
      const answer = await ask(`  ${questionOf(input, values[id])} `);
      if (answer === undefined || answer.trim() === 'cancel') {
        await slack.people.close({ user, all: true });
        print('The form was closed; nothing was done.\n');
        return false;
      }
      if (answer !== '') values[id] = choiceOf(input, answer);
    }
    const result = await slack.people.submit({ user, values });
    const errors = result.sent ? result.errors : result.complaints;
    if (!errors || Object.keys(errors).length === 0) return true;
    for (const [id, sentence] of Object.entries(errors)) print(`  ✗ ${labelOf(inputs, id)}: ${sentence}\n`);
    wanted = new Set(Object.keys(errors));
  }
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
  const answer = await ask(`  ${names ? `${names}   or ` : ''}Enter to close: `);
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
