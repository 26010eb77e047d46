import { html } from 'htm/preact';
import type { VNode } from 'preact';
import type { PageMessage } from '../../contract.ts';
import { Blocks } from '../blocks/blocks.ts';
import { Mrkdwn } from '../blocks/mrkdwn.ts';
import type { Spot } from '../blocks/spot.ts';
import { act, troubleIn } from '../state/connection.ts';
import { me, users } from '../state/playground.ts';
import { tell, thread } from '../state/window.ts';
import { still } from '../still.ts';
import { countText, fullText, timeText } from '../text/dates.ts';
import { Avatar, nameOf } from './avatar.ts';
import { MessageShortcuts } from './shortcuts.ts';

export interface MessageProps {
  readonly message: PageMessage;
  /** The first of several by the same author has the author's name above it. */
  readonly first: boolean;
  readonly replies: number;
  readonly lastReplyAt: number | undefined;
}

/** One message. */
export const Message = still(drawMessage, (one, other) => {
  const keys = ['message', 'first', 'replies', 'lastReplyAt'] as const;
  return keys.every((key) => one[key] === other[key]);
});

function drawMessage({ message, first, replies, lastReplyAt }: MessageProps): VNode {
  const { at, author, ephemeral, edited, files, ts } = message;
  const clock = html`<time datetime=${new Date(at).toISOString()} title=${fullText(at)}>${timeText(at)}</time>`;
  return html`<article class=${`message${first ? ' is-first' : ''}${ephemeral ? ' is-private' : ''}`} data-ts=${ts}
    aria-label=${`${nameOf(author)} at ${timeText(at)}`}>
    <div class="message-side">${first ? html`<${Avatar} id=${author} />` : clock}</div>
    <div class="message-main">
      ${ephemeral && html`<p class="message-private"><${Eye} /> Only visible to you</p>`}
      ${
        first &&
        html`<p class="message-head"><strong>${nameOf(author)}</strong>${
          users.value.get(author)?.isBot && html`<span class="tag">App</span>`
        }${clock}</p>`
      }
      <${Body} message=${message} />
      ${edited && html`<span class="edited">(edited)</span>`}
      ${files.map(
        ({
          id,
          name,
        }) => html`<a class="chip is-file" key=${id} href=${`/files/${encodeURIComponent(id)}`} download=${name}>
          <${Sheet} /><span class="chip-name">${name}</span><small>Download</small></a>`,
      )}
      ${
        replies > 0 &&
        html`<button type="button" class="replies" onClick=${() => {
          thread.value = ts;
        }}>${countText(replies)} ${replies === 1 ? 'reply' : 'replies'}${
          lastReplyAt !== undefined && html`<span>last at ${timeText(lastReplyAt)}</span>`
        }</button>`
      }
    </div>
    ${!ephemeral && html`<${MessageShortcuts} channel=${message.channel} ts=${ts} />`}
  </article>`;
}

function Body({ message }: { message: PageMessage }): VNode {
  const { blocks, text, channel, ts } = message;
  if (blocks.length === 0) return html`<div class="blocks"><${Mrkdwn} text=${text} /></div>`;
  const spot: Spot = {
    press: async (pressed) => {
      tell(troubleIn(await act({ kind: 'press', user: me.peek(), in: { channel, ts }, ...pressed })));
    },
  };
  return html`<${Blocks} blocks=${blocks} spot=${spot} />`;
}

function Eye(): VNode {
  return html`<svg viewBox="0 0 16 16" width="13" height="13" fill="none" stroke="currentColor" stroke-width="1.4" aria-hidden="true">
    <path d="M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8Z" /><circle cx="8" cy="8" r="2" /></svg>`;
}

function Sheet(): VNode {
  return html`<svg viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" stroke-width="1.3" aria-hidden="true">
    <path d="M3.5 1.5h6l3 3v10h-9zM3.5 7.5h9M3.5 11h9M7 7.5v7" /></svg>`;
}
