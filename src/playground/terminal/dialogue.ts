import type { SlackStandIn } from '../slack/start-slack.ts';
import { type Data, dataOf, textOf } from '../wire/data.ts';
import { isForPrompt, readLine } from './lines.ts';
import { box } from './screen.ts';

/** Asks a question and resolves with the line typed; undefined at the end of input. */
export type Ask = (question: string) => Promise<string | undefined>;

/** Somebody in front of the terminal, with something open that wants an answer. */
export interface Dialogue {
  readonly slack: SlackStandIn;
  readonly user: string;
  readonly ask: Ask;
  readonly print: (text: string) => void;
}

/** How a form, a modal or a question was left. */
export interface DialogueEnd {
  /** Whether something was sent to Hush, so that an answer may follow. */
  readonly submitted: boolean;
  /** A line for the prompt, typed in place of an answer. It is still to be carried out. */
  readonly next?: string;
}

/** Closes everything on the screen, says so, and hands on the line that was typed instead of an answer, if it was one. */
export async function closeAll(
  { slack, user, print }: Dialogue,
  { what, typed }: { what: string; typed: string | undefined },
): Promise<DialogueEnd> {
  if (slack.views(user).length > 0) await slack.people.close({ user, all: true });
  print(`${what}\n`);
  const isNext = typed !== undefined && isLine(typed, { slack });
  return { submitted: false, ...(isNext && { next: typed }) };
}

/** Something that can be chosen by its number or, the one that carries on, by `yes`. */
export interface Choice<T> {
  readonly label: string;
  readonly value: T;
  readonly isYes?: boolean;
}

/** What was chosen; or a line for the prompt; or nothing, which closes. */
export type Chosen<T> = { readonly value: T } | { readonly typed: string | undefined };

/** Asks for one of some buttons until there is an answer that means something. `otherwise` says what Enter does. */
export async function choose<T>(
  dialogue: Pick<Dialogue, 'slack' | 'ask' | 'print'>,
  { choices, otherwise }: { choices: readonly Choice<T>[]; otherwise: string },
): Promise<Chosen<T>> {
  const names = choices.map(({ label, isYes }, index) => `${index + 1}${isYes ? ' or yes' : ''}: ${label}`);
  for (;;) {
    const typed = await dialogue.ask(`  ${[...names, `Enter: ${otherwise}`].join('   ')}  `);
    const word = typed?.trim().toLowerCase();
    if (word === undefined || word === '' || word === 'cancel' || word === 'no') return { typed };
    const found = choices.find(({ isYes }, index) => word === String(index + 1) || (isYes && word === 'yes'));
    if (found) return { value: found.value };
    if (isLine(typed ?? '', dialogue)) return { typed };
    dialogue.print(
      `  ✗ ${choices.length === 0 ? 'There is no button here' : 'There is no such button'}; Enter: ${otherwise}.`,
    );
  }
}

/** Shows what Slack asks before it presses a button, if it asks anything. Resolves with 'press', or with how it was left. */
export async function confirmPress(
  dialogue: Dialogue,
  button: { confirm?: Data | undefined },
): Promise<'press' | DialogueEnd> {
  const { confirm } = button;
  if (!confirm) return 'press';
  const words = (part: unknown) => textOf(dataOf(part).text);
  dialogue.print(
    box(
      words(confirm.title),
      dialogue.slack.plainText({ blocks: [{ type: 'section', text: confirm.text }] }, dialogue.user),
    ),
  );
  const choices = [{ label: words(confirm.confirm), value: 'press' as const, isYes: true }];
  const chosen = await choose(dialogue, { choices, otherwise: words(confirm.deny) });
  if ('value' in chosen) return chosen.value;
  const { typed } = chosen;
  dialogue.print('Nothing was pressed.\n');
  return { submitted: false, ...(typed !== undefined && isLine(typed, dialogue) && { next: typed }) };
}

/** Where no value is asked for, `state` is a line too. */
function isLine(typed: string, parts: { slack: SlackStandIn }): boolean {
  return readLine(typed).kind === 'state' || isForPrompt(typed, parts);
}
