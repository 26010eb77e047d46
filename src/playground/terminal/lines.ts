import type { SlackStandIn } from '../slack/start-slack.ts';
import { type Vendor, type VendorTrouble, vendorNames, vendorTroubles } from './vendor-troubles.ts';

/** What can be typed at the prompt. */
export type Line =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'hush'; readonly text: string }
  /** A button, by its number on the screen. */
  | { readonly kind: 'press'; readonly number: number }
  | { readonly kind: 'state' }
  | { readonly kind: 'as'; readonly name: string }
  | { readonly kind: 'vendor'; readonly trouble: VendorTrouble; readonly vendor: Vendor }
  | { readonly kind: 'quit' }
  | { readonly kind: 'unknown' };

/** What the playground says to a line that it does not know. */
export const lineHelp =
  'Type a line that starts with /hush, the number of a button, state, as <name>, break, lose or mend with zim or netease, or quit.';

const vendorLine = new RegExp(`^(${Object.keys(vendorTroubles).join('|')}) (${Object.keys(vendorNames).join('|')})$`);

export function readLine(typed: string): Line {
  const line = typed.trim();
  if (line === '') return { kind: 'nothing' };
  if (line === 'quit' || line === 'exit') return { kind: 'quit' };
  if (line === 'state') return { kind: 'state' };
  if (/^\d+$/.test(line)) return { kind: 'press', number: Number(line) };
  const [, text] = /^\/hush(?:\s+(.*))?$/s.exec(line) ?? [];
  if (text !== undefined || line === '/hush') return { kind: 'hush', text: text ?? '' };
  const [, name] = /^as @?(\S+)$/.exec(line) ?? [];
  if (name) return { kind: 'as', name };
  const [, trouble, vendor] = vendorLine.exec(line) ?? [];
  if (trouble && vendor) return { kind: 'vendor', trouble: trouble as VendorTrouble, vendor: vendor as Vendor };
  return { kind: 'unknown' };
}

/** Whoever one can be: everybody in the workspace but the bot. */
export function peopleOf({
  slack,
}: {
  slack: SlackStandIn;
}): readonly { readonly id: string; readonly name: string }[] {
  return slack.users().filter(({ isBot }) => !isBot);
}

/**
 * Whether somebody with a form open typed a line for the prompt and not the value of a field. A `state`, a number or a stranger's name
 * could be values.
 */
export function isForPrompt(typed: string, parts: { slack: SlackStandIn }): boolean {
  const line = readLine(typed);
  if (line.kind === 'as') return peopleOf(parts).some(({ name }) => name === line.name);
  return line.kind === 'hush' || line.kind === 'vendor' || line.kind === 'quit';
}
