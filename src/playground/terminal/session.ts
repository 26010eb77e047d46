import { createInterface } from 'node:readline';
import type { Clock } from '../../lib/clock.ts';
import { playgroundSlack } from '../slack/seed.ts';
import type { StandIns } from '../stand-ins.ts';
import { type Ask, fillForm } from './forms.ts';
import { Screen } from './screen.ts';

/** How long a line waits for its first answer before the next one is taken. */
const answerMs = 15_000;
/** After the last line: how long nothing may happen before a script is over. */
const quietMs = 700;
const longestQuietMs = 30_000;

export interface SessionParts {
  readonly standIns: StandIns;
  readonly clock: Clock;
  readonly input: NodeJS.ReadableStream;
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
  while (!ended) {
    const line = (await ask(`${nameOf(standIns, screen.user)}> `))?.trim();
    if (line === undefined || line === 'quit' || line === 'exit') break;
    if (line === '') continue;
    count += 1;
    const before = screen.answers;
    if (await act(line, { standIns, screen, print })) await answered(standIns, () => screen.answers > before);
    if (slack.views(screen.user).length > 0) {
      const told = screen.answers - 1;
      const submitted = await fillForm({ slack, user: screen.user, ask, print });
      if (submitted) await answered(standIns, () => screen.answers > told);
    }
  }
  lines.close();
  if (count > 0) await settled(standIns, clock);
  return count;
}

/** Does what a line says. Returns whether an answer is to be waited for. */
async function act(
  line: string,
  { standIns, screen, print }: { standIns: StandIns; screen: Screen; print: (text: string) => void },
): Promise<boolean> {
  const { slack } = standIns;
  const [, name] = /^as @?(\S+)$/.exec(line) ?? [];
  if (line.startsWith('/hush')) {
    const { shown } = await slack.people.command({
      user: screen.user,
      channel: playgroundSlack.moderationChannel,
      text: line.slice('/hush'.length).trim(),
    });
    if (shown !== 'ok') print(`Slack says: ${shown}`);
    return shown === 'ok';
  }
  if (/^\d+$/.test(line)) {
    const button = screen.button(Number(line));
    // Whoever one was before saw buttons that one does not see now.
    if (!button || button.message.onlyFor !== screen.user) {
      print('There is no button with this number.');
      return false;
    }
    await slack.people.press({ user: screen.user, message: button.message, actionId: button.actionId });
    return true;
  }
  if (line === 'state') print(screen.vendorText());
  else if (name) {
    const user = slack.users().find((each) => each.name === name);
    if (user) screen.user = user.id;
    else
      print(
        `There is nobody called ${name}, only ${slack
          .users()
          .map((each) => each.name)
          .join(', ')}.`,
      );
  } else print('Type a line that starts with /hush, the number of a button, state, as <name>, or quit.');
  return false;
}

function nameOf({ slack }: StandIns, id: string): string {
  return slack.users().find((user) => user.id === id)?.name ?? id;
}

/** Waits for an answer, but not for ever: a vendor may be down. */
async function answered({ slack }: StandIns, is: () => boolean): Promise<void> {
  await slack.waitFor(is, answerMs).catch(() => undefined);
}

/** Waits until nothing has changed for a moment: the audit message comes after the answer. */
async function settled({ slack, zim, netease }: StandIns, clock: Clock): Promise<void> {
  let changes = 0;
  for (const standIn of [slack, zim, netease]) standIn.onChange(() => (changes += 1));
  const end = clock.monotonic() + longestQuietMs;
  for (let before = -1; before !== changes && clock.monotonic() < end; ) {
    before = changes;
    await clock.sleep(quietMs);
  }
}
