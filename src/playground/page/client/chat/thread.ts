import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { messages } from '../state/playground.ts';
import { thread } from '../state/window.ts';
import { countText } from '../text/dates.ts';
import { Message } from './message.ts';
import { ReadingList } from './messages.ts';

/** The thread beside its channel. */
export function Thread({ channel, name }: { channel: string; name: string }): VNode | null {
  const root = thread.value;
  if (root === undefined) return null;
  const all = messages.value.get(channel) ?? [];
  const first = all.find(({ ts }) => ts === root);
  const replies = all.filter(({ threadTs, ts }) => threadTs === root && ts !== root);
  const close = () => {
    thread.value = undefined;
    document.querySelector<HTMLElement>(`[data-ts="${CSS.escape(root)}"] .replies`)?.focus();
  };
  const count = `${countText(replies.length)} ${replies.length === 1 ? 'reply' : 'replies'}`;
  return html`<aside class="thread" aria-label="Thread" onKeyDown=${(event: KeyboardEvent) => event.key === 'Escape' && close()}>
    <header class="pane-head">
      <h2>Thread</h2><span class="pane-note">#${name}</span>
      <button type="button" class="icon-button" aria-label="Close the thread" onClick=${close}>×</button>
    </header>
    <${ReadingList} key=${root} label="Messages in the thread" count=${replies.length}>
      ${first && html`<${Message} key=${first.ts} message=${first} first=${true} replies=${0} lastReplyAt=${undefined} />`}
      <div class="day"><span>${count}</span></div>
      ${replies.map(
        (message) =>
          html`<${Message} key=${message.ts} message=${message} first=${true} replies=${0} lastReplyAt=${undefined} />`,
      )}
    </${ReadingList}>
  </aside>`;
}
