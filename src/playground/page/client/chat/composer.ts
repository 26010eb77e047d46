import { signal } from '@preact/signals';
import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { history, isCommand, sendTyped, typed } from '../state/command-box.ts';
import { groups, hush, people, users, verbs } from '../state/playground.ts';
import { type Completion, complete } from './completion.ts';
import { Shortcuts } from './shortcuts.ts';

/** The option that is marked; -1: none. */
const marked = signal(-1);
/** The list was closed with Escape, or a line of the history stands there. */
const quiet = signal(true);
/** Where in the history one is, counted from the newest; -1: in a line of one's own. */
const back = signal(-1);
/** Something was to be sent that is no command. */
const refused = signal(false);

function completion(): Completion | undefined {
  // Beyond a screen of text nobody wants to be offered words, and reading it would take time.
  if (typed.value.length > 2000) return undefined;
  return complete(typed.value, {
    verbs: verbs.value,
    people: people.value,
    groups: groups.value,
    moderators: [...users.value.values()].filter(({ isModerator }) => isModerator).map(({ name }) => name),
  });
}

/** The message box. */
export function Composer({ channel }: { channel: string }): VNode {
  const box = useRef<HTMLTextAreaElement>(null);
  const offered = completion();
  const options = quiet.value ? [] : (offered?.options ?? []);
  const at = Math.min(marked.value, options.length - 1);
  useLayoutEffect(() => grow(box.current), [typed.value]);
  useEffect(() => {
    if (matchMedia('(pointer: fine)').matches) box.current?.focus({ preventScroll: true });
  }, [channel]);
  useEffect(() => {
    document.getElementById(`option-${at}`)?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  const take = (index: number) => {
    const value = options[index]?.value;
    if (value === undefined || !offered) return;
    put(`${typed.value.slice(0, offered.from)}${value} `);
    box.current?.focus();
  };
  const keyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (takeKey(event, { options: options.length, at, take })) event.preventDefault();
  };
  const open = options.length > 0;
  const verb = verbs.value.find((each) => each.verb === offered?.verb);
  return html`<div class="composer">
    ${verb && html`<div class="usage" id="usage">${verb.lines.map((line) => html`<code key=${line}>${line}</code>`)}</div>`}
    ${
      open &&
      html`<ul class="options" id="options" role="listbox" aria-label="What fits here">
        ${options.map(
          (
            { value, hint },
            index,
          ) => html`<li id=${`option-${index}`} key=${value} role="option" aria-selected=${index === at}
            onMouseDown=${(event: Event) => event.preventDefault()} onClick=${() => take(index)}>
            <strong>${value}</strong><span>${hint}</span></li>`,
        )}
      </ul>`
    }
    ${
      refused.value &&
      html`<p class="composer-note" role="status">Nobody reads along here, so there is no chatting. Begin with ${' '}<button
        type="button" class="as-link" onClick=${() => put('/hush ')}>/hush</button>, and Hush answers.</p>`
    }
    <p class="hidden" role="status">${open ? `${options.length} ${options.length === 1 ? 'word fits' : 'words fit'}: arrow keys choose, Tab completes.` : ''}</p>
    <div class="box">
      <${Shortcuts} />
      <textarea id="line" ref=${box} rows="1" value=${typed.value} placeholder=${`Type /hush to talk to ${hush.value?.realName ?? 'Hush'}`}
        aria-label="Message box: type /hush and what to do" aria-autocomplete="list"
        aria-controls=${open ? 'options' : undefined} aria-activedescendant=${at >= 0 ? `option-${at}` : undefined}
        aria-describedby=${verb ? 'usage' : undefined}
        autocomplete="off" autocapitalize="off" spellcheck=${false}
        onInput=${(event: Event) => put((event.currentTarget as HTMLTextAreaElement).value)} onKeyDown=${keyDown}
        onBlur=${() => {
          quiet.value = true;
        }}></textarea>
      <button type="button" class="send" aria-label="Send" disabled=${typed.value.trim() === ''} onClick=${send}>
        <svg viewBox="0 0 16 16" width="16" height="16" fill="currentColor" aria-hidden="true"><path d="M2 2.2 14.5 8 2 13.8 3.4 8.7 9 8 3.4 7.3Z" /></svg>
      </button>
    </div>
    <p class="keys" aria-hidden="true"><kbd>Tab</kbd> completes <kbd>Enter</kbd> sends <kbd>↑</kbd> earlier lines <kbd>Shift</kbd>+<kbd>Enter</kbd> new line</p>
  </div>`;
}

/** Puts a line into the box as if it had been typed. */
function put(line: string): void {
  typed.value = line;
  quiet.value = false;
  back.value = -1;
  refused.value = false;
  marked.value = completion()?.eager ? 0 : -1;
}

async function send(): Promise<void> {
  if (typed.value.trim() === '') return;
  refused.value = !isCommand(typed.value);
  quiet.value = true;
  back.value = -1;
  await sendTyped();
}

/** What a key does in the box; whether it was one of these. */
function takeKey(
  { key, shiftKey }: KeyboardEvent,
  { options, at, take }: { options: number; at: number; take: (index: number) => void },
): boolean {
  const open = options > 0;
  switch (key) {
    case 'Enter':
      if (shiftKey) return false;
      if (open && at >= 0) take(at);
      else void send();
      return true;
    case 'Tab':
      if (!open || shiftKey) return false;
      take(Math.max(at, 0));
      return true;
    case 'Escape':
      if (!open) return false;
      quiet.value = true;
      return true;
    case 'ArrowDown':
    case 'ArrowUp': {
      const step = key === 'ArrowDown' ? 1 : -1;
      if (open) {
        marked.value = at < 0 ? (step > 0 ? 0 : options - 1) : (at + step + options) % options;
        return true;
      }
      return walkHistory(-step);
    }
    default:
      return false;
  }
}

/** Goes to older (1) or newer (-1) lines; a line of one's own is not given up for it. */
function walkHistory(step: number): boolean {
  const lines = history.value;
  const here = back.value >= 0 && typed.value === lines.at(-1 - back.value);
  if (!here && typed.value !== '') return false;
  const next = (here ? back.value : -1) + step;
  if (next >= lines.length || next < -1) return here;
  back.value = next;
  typed.value = next < 0 ? '' : (lines.at(-1 - next) ?? '');
  quiet.value = true;
  return true;
}

function grow(box: HTMLTextAreaElement | null): void {
  if (!box) return;
  // Of a very long line the first screens say enough about the height.
  if (box.value.length > 2000) {
    box.style.height = '120px';
    return;
  }
  box.style.height = 'auto';
  box.style.height = `${box.scrollHeight}px`;
}
