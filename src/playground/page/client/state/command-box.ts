import { signal } from '@preact/signals';
import { act, troubleIn } from './connection.ts';
import { bot, me } from './playground.ts';
import { instant } from './time.ts';
import { openChannel, tell } from './window.ts';

/** What stands in the message box. */
export const typed = signal('');

/** The lines that were sent, oldest first. */
export const history = signal<readonly string[]>([]);

/** A line of one's own: Slack shows nobody what was typed, here it helps to follow. */
export interface SentLine {
  readonly user: string;
  readonly channel: string;
  readonly at: number;
  readonly text: string;
}

export const sentLines = signal<readonly SentLine[]>([]);

/** `/hush`, alone or with something behind it. */
export const isCommand = (text: string) => /^\/hush(?:\s|$)/i.test(text.trim());

/** Sends what stands in the box as a command, and empties the box. */
export async function sendTyped(): Promise<void> {
  const channel = openChannel.value;
  const text = typed.value.trim();
  if (!channel || !isCommand(text)) return;
  const user = me.value;
  typed.value = '';
  history.value = [...history.value.filter((line) => line !== text), text].slice(-50);
  sentLines.value = [...sentLines.value, { user, channel: channel.id, at: instant(), text }].slice(-100);
  const trouble = troubleIn(await act({ kind: 'command', user, channel: channel.id, text }));
  if (trouble !== undefined) tell(trouble);
  else if (bot.value.status === 'killed')
    tell('The bot is killed, so nobody hears this. Restart it under “Break things”.', 'plain');
  else tell(undefined);
}
