import type { SlackMessage } from '../slack/model.ts';
import { playgroundSlack } from '../slack/seed.ts';
import type { StandIns } from '../stand-ins.ts';
import { type Data, dataOf, isData, listOf, textOf } from '../wire/data.ts';
import { changedLines, vendorLines } from './vendor-lines.ts';

/** A bulk changes thousands of lines at once; more than this nobody reads. */
const mostLines = 12;

/** A button on the screen, with the message it stands in. */
export interface ShownButton {
  readonly message: SlackMessage;
  readonly actionId: string;
  readonly label: string;
  /** What Slack asks before it presses the button. */
  readonly confirm?: Data;
}

/** Prints what changes in Slack and at the vendors, as one person sees it, and knows which buttons are there to press. */
export class Screen {
  readonly #standIns: StandIns;
  readonly #print: (text: string) => void;
  readonly #shown = new Map<string, number>();
  #vendors: ReturnType<typeof vendorLines>;
  #vendorsWait = false;
  #buttons: ShownButton[] = [];
  #answers = 0;
  user: string = playgroundSlack.moderator;

  constructor(standIns: StandIns, print: (text: string) => void) {
    this.#standIns = standIns;
    this.#print = print;
    this.#vendors = vendorLines(standIns);
    standIns.slack.onChange(() => this.#showSlack());
    standIns.zim.onChange(() => this.#showVendorsSoon());
    standIns.netease.onChange(() => this.#showVendorsSoon());
  }

  /** How many private answers and open forms there have been: a script waits for the next. */
  get answers(): number {
    return this.#answers + this.#standIns.slack.views(this.user).length;
  }

  /** The button that was shown with this number. */
  button(number: number): ShownButton | undefined {
    return this.#buttons[number - 1];
  }

  /** All that the vendors hold. */
  vendorText(): string {
    const lines = [...vendorLines(this.#standIns)].map(([what, how]) => `${what} ${how}`.trim());
    return lines.length > 0 ? this.#cut(lines) : 'Nobody is muted or silenced.';
  }

  #showSlack(): void {
    const { slack } = this.#standIns;
    const audit = slack.messages(playgroundSlack.auditChannel).filter((message) => message.onlyFor === undefined);
    for (const message of audit) this.#show(message, message.threadTs ? '#mod-audit, in the thread' : '#mod-audit');
    for (const message of slack.ephemerals(this.user)) {
      if (message.author !== this.user && this.#show(message, 'Only visible to you')) this.#answers += 1;
    }
    for (const message of slack.directMessages(this.user)) {
      if (this.#show(message, 'Direct message from Hush')) this.#answers += 1;
    }
  }

  /** Prints a message that is new or was edited. Returns whether it was. */
  #show(message: SlackMessage, heading: string): boolean {
    const key = `${message.channel} ${message.ts}`;
    const version = message.edits.length;
    const before = this.#shown.get(key);
    if (before !== undefined && before >= version) return false;
    this.#shown.set(key, version);
    const buttons = message.onlyFor === undefined ? [] : buttonsOf(message);
    if (buttons.length > 0) this.#buttons = buttons;
    const presses = buttons.map(({ label }, index) => `${index + 1}: ${label}`).join('   ');
    const text = [this.#standIns.slack.plainText(message, this.user), ...this.#fileTexts(message)].join('\n').trim();
    const edited = before === undefined ? '' : ' (edited)';
    this.#print(box(`${heading}${edited}`, presses ? `${text}\n(type a number to press: ${presses})` : text));
    return true;
  }

  /** Names and first lines of the files in a message. */
  #fileTexts(message: SlackMessage): readonly string[] {
    const files = this.#standIns.slack.files().filter(({ id }) => message.files?.includes(id));
    return files.map(({ name, content = '' }) => `${name}:\n${this.#cut(content.trim().split('\n'))}`);
  }

  /** Once for all changes of the same moment: a call changes several things. */
  #showVendorsSoon(): void {
    if (this.#vendorsWait) return;
    this.#vendorsWait = true;
    queueMicrotask(() => {
      this.#vendorsWait = false;
      const now = vendorLines(this.#standIns);
      const changed = changedLines(this.#vendors, now);
      this.#vendors = now;
      if (changed.length > 0) this.#print(box('At the vendors', this.#cut(changed)));
    });
  }

  #cut(lines: readonly string[]): string {
    const rest = lines.length - mostLines;
    return [...lines.slice(0, mostLines), ...(rest > 0 ? [`… and ${rest} more`] : [])].join('\n');
  }
}

function buttonsOf(message: SlackMessage): ShownButton[] {
  return message.blocks
    .flatMap((block): readonly Data[] => [...listOf(block.elements), dataOf(block.accessory)])
    .filter((element) => element.type === 'button')
    .map((element) => ({
      message,
      actionId: textOf(element.action_id),
      label: textOf(dataOf(element.text).text),
      ...(isData(element.confirm) && { confirm: element.confirm }),
    }));
}

/** Text with a heading, set off at its left edge. */
export function box(heading: string, text: string): string {
  return `\n┌ ${heading}\n${text.replaceAll(/^/gm, '│ ')}\n`;
}
