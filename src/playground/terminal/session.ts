import { createInterface } from 'node:readline';
import type { Clock } from '../../lib/clock.ts';
import { playgroundSlack } from '../slack/seed.ts';
import type { StandIns } from '../stand-ins.ts';
import { type Ask, confirmPress, type DialogueEnd } from './dialogue.ts';
import { fillForm } from './forms.ts';
import { type Line, lineHelp, peopleOf, readLine } from './lines.ts';
import { Screen } from './screen.ts';
import { troubleVendor } from './vendor-troubles.ts';

/** How long a line waits for its first answer before the next one is taken. */
const answerMs = 15_000;
/** After the last line: how long nothing may happen before a script is over. */
const quietMs = 700;
const longestQuietMs = 30_000;

export interface SessionParts {
  readonly standIns: StandIns;
  readonly clock: Clock;
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** Takes lines until the input ends or somebody quits. Resolves with how many there were. */
export async function runSession({ standIns, clock, input, output }: SessionParts): Promise<number> {
  const { slack } = standIns;
  const print = (text: string) => void output.write(`${text}\n`);
  const screen = new Screen(standIns, print);
  const lines = createInterface({ input, ...(output.isTTY && { output, terminal: true }) });
  const queue = lines[Symbol.asyncIterator]();
  // Lines that were read before the end of the input are still to be done: the end counts once it is reached.
  let ended = false;
  const ask: Ask = async (question) => {
    output.write(question);
    const { value, done } = await queue.next();
    if (done) {
      ended = true;
      return undefined;
    }
    if (!output.isTTY) print(value);
    return value;
  };
  lines.on('SIGINT', () => {
    ended = true;
    lines.close();
  });

  let count = 0;
  let isQuit = false;
  // Typed while something else was open, and still to be carried out.
  let next: string | undefined;
  while (!ended) {
    const prompt = `${nameOf(standIns, screen.user)}> `;
    if (next !== undefined) print(`${prompt}${next}`);
    const typed: string | undefined = next ?? (await ask(prompt));
    next = undefined;
    const line: Line = typed === undefined ? { kind: 'quit' } : readLine(typed);
    if (line.kind === 'nothing') continue;
    if (line.kind === 'quit') {
      isQuit = typed !== undefined;
      break;
    }
    count += 1;
    const before = screen.answers;
    const acted = await act(line, { standIns, screen, ask, print });
    if (acted.submitted) await answered(standIns, () => screen.answers > before);
    next = acted.next;
    if (next === undefined && slack.views(screen.user).length > 0) {
      const told = screen.answers - 1;
      const form = await fillForm({ slack, user: screen.user, ask, print });
      if (form.submitted) await answered(standIns, () => screen.answers > told);
      next = form.next;
    }
  }
  lines.close();
  // Somebody at the keyboard has seen enough and is not kept waiting. After a script's last line an audit message may still come.
  if (count > 0 && !input.isTTY) {
    await settled(standIns, { clock, mostMs: isQuit ? quietMs : longestQuietMs });
  }
  return count;
}

/** Does what a line says. Resolves with whether an answer is to be waited for. */
async function act(
  line: Line,
  { standIns, screen, ask, print }: { standIns: StandIns; screen: Screen; ask: Ask; print: (text: string) => void },
): Promise<DialogueEnd> {
  const { slack } = standIns;
  const { user } = screen;
  switch (line.kind) {
    case 'hush': {
      const { text } = line;
      const { shown } = await slack.people.command({ user, channel: playgroundSlack.moderationChannel, text });
      if (shown !== 'ok') print(`Slack says: ${shown}`);
      return { submitted: shown === 'ok' };
    }
    case 'press': {
      const button = screen.button(line.number);
      // Whoever one was before saw buttons that one does not see now.
      if (!button || button.message.onlyFor !== user) {
        print('There is no button with this number.');
        return { submitted: false };
      }
      const confirmed = await confirmPress({ slack, user, ask, print }, button);
      if (confirmed !== 'press') return confirmed;
      await slack.people.press({ user, message: button.message, actionId: button.actionId });
      return { submitted: true };
    }
    case 'state':
      print(screen.vendorText());
      break;
    case 'as': {
      const people = peopleOf(standIns);
      const found = people.find(({ name }) => name === line.name);
      if (found) screen.user = found.id;
      else print(`There is nobody called ${line.name}, only ${people.map(({ name }) => name).join(', ')}.`);
      break;
    }
    case 'vendor':
      print(await troubleVendor(standIns, line));
      break;
    default:
      print(lineHelp);
  }
  return { submitted: false };
}

function nameOf({ slack }: StandIns, id: string): string {
  return slack.users().find((user) => user.id === id)?.name ?? id;
}

/** Waits for an answer, but not for ever: a vendor may be down. */
async function answered({ slack }: StandIns, is: () => boolean): Promise<void> {
  await slack.waitFor(is, answerMs).catch(() => undefined);
}

/** Waits until nothing has changed for a moment, or `mostMs` went by: the audit message comes after the answer. */
async function settled(
  { slack, zim, netease }: StandIns,
  { clock, mostMs }: { clock: Clock; mostMs: number },
): Promise<void> {
  let changes = 0;
  for (const standIn of [slack, zim, netease]) standIn.onChange(() => (changes += 1));
  const end = clock.monotonic() + mostMs;
  for (let before = -1; before !== changes && clock.monotonic() < end; ) {
    before = changes;
    await clock.sleep(quietMs);
  }
}
