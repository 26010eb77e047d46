import { effect, signal } from '@preact/signals';
import type { Suggestion, SuggestionStep } from '../../contract.ts';
import { countText } from '../text/dates.ts';
import { sendTyped, sentLines, typed } from './command-box.ts';
import { act, become, troubleIn } from './connection.ts';
import { remember, remembered } from './memory.ts';
import { bot, breakages, channels, loaded, me, mutedTotal, users } from './playground.ts';
import { pause } from './time.ts';
import { go, tell } from './window.ts';

/** How much room the guided start takes: cards, one line, or none. */
export const guide = signal<'cards' | 'line' | 'closed'>(remembered('guide') === 'closed' ? 'closed' : 'cards');

/** The suggestion that is being performed, and what is done at this moment. */
export const running = signal<{ readonly id: string; readonly doing: string; readonly stop: () => void } | undefined>(
  undefined,
);

export const tried = signal<ReadonlySet<string>>(new Set());

// Whoever has sent a line knows how it works: the cards make room for the answer.
effect(() => {
  if (sentLines.value.length === 1 && guide.peek() === 'cards') guide.value = 'line';
});

export function showGuide(how: 'cards' | 'line' | 'closed'): void {
  guide.value = how;
  remember('guide', how === 'closed' ? how : undefined);
}

/** Performs a suggestion as a moderator, so that everything can be watched. */
export async function perform(suggestion: Suggestion): Promise<void> {
  running.value?.stop();
  const controller = new AbortController();
  const doing = (text: string) => {
    running.value = { id: suggestion.id, doing: text, stop: () => controller.abort() };
  };
  doing('Starting');
  tried.value = new Set([...tried.value, suggestion.id]);
  await becomeModerator(controller.signal);
  for (const step of suggestion.steps) {
    if (controller.signal.aborted && !mends(step)) continue;
    doing(wordsFor(step));
    await take(step, controller.signal);
  }
  if (running.value?.id === suggestion.id) running.value = undefined;
}

/** Whoever stops in the middle wants nothing left broken. */
function mends(step: SuggestionStep): boolean {
  return (step.kind === 'break' && !step.on) || (step.kind === 'restart' && bot.value.status === 'killed');
}

async function becomeModerator(stop: AbortSignal): Promise<void> {
  const moderator = [...users.value.values()].find(({ isModerator }) => isModerator);
  if (moderator && !users.value.get(me.value)?.isModerator) {
    become(moderator.id);
    await until(() => loaded.value, { ms: 2000, stop });
  }
  const channel = channels.value.find(({ kind }) => kind === 'channel');
  if (channel) go({ kind: 'channel', id: channel.id });
}

function wordsFor(step: SuggestionStep): string {
  switch (step.kind) {
    case 'type':
      return 'Typing the command';
    case 'break': {
      const label = breakages.value.find(({ id }) => id === step.id)?.label ?? step.id;
      return `Switching ${step.on ? 'on' : 'off'}: ${label}`;
    }
    case 'wait':
      return step.muted ? `Waiting until ${countText(step.muted)} are muted` : 'Watching for a moment';
    case 'kill':
      return 'Killing the bot';
    case 'restart':
      return 'Restarting the bot';
    case 'forward':
      return 'Moving the clock forward';
  }
}

async function take(step: SuggestionStep, stop: AbortSignal): Promise<void> {
  switch (step.kind) {
    case 'type':
      await typeOut(step.text, stop);
      if (stop.aborted) return;
      return sendTyped();
    case 'wait':
      return until(() => step.muted !== undefined && mutedTotal.value >= step.muted, { ms: step.ms, stop });
    case 'break':
    case 'kill':
    case 'restart':
    case 'forward':
      return told(act(step));
  }
}

async function told(reply: ReturnType<typeof act>): Promise<void> {
  tell(troubleIn(await reply));
}

/** So much is typed letter by letter; of a raid with 2,000 names the rest is pasted. */
const readAlong = 90;

/** Types so that one can read along. */
async function typeOut(text: string, stop: AbortSignal): Promise<void> {
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  for (let end = 2; !still && !stop.aborted && end < Math.min(text.length, readAlong); end += 2) {
    typed.value = text.slice(0, end);
    await pause(22, stop);
  }
  typed.value = text;
  await pause(still ? 0 : 450, stop);
}

/** Waits for something the server tells, but no longer than `ms`. */
function until(isSo: () => boolean, { ms, stop }: { ms: number; stop: AbortSignal }): Promise<void> {
  return new Promise((resolve) => {
    let end = () => {};
    const finish = () => {
      end();
      resolve();
    };
    void pause(ms, stop).then(finish);
    end = effect(() => {
      if (isSo()) queueMicrotask(finish);
    });
  });
}
