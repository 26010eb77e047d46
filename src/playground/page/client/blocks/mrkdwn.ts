import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { channels, me, users } from '../state/playground.ts';
import { today } from '../state/time.ts';
import { go } from '../state/window.ts';
import { type Data, textOf } from '../text/data.ts';
import { fullText, slackDate } from '../text/dates.ts';
import { type Piece, readMrkdwn, readPlain } from '../text/mrkdwn.ts';

/** A text in Slack's mrkdwn. What people wrote only ever becomes text nodes. */
export function Mrkdwn({ text }: { text: string }): VNode {
  return html`${readMrkdwn(text).map(drawn)}`;
}

/** A text object of either kind. */
export function TextObject({ value }: { value: Data }): VNode {
  const text = textOf(value.text);
  return value.type === 'mrkdwn' ? html`<${Mrkdwn} text=${text} />` : html`${readPlain(text)}`;
}

function drawn(piece: Piece): VNode | string {
  switch (piece.kind) {
    case 'text':
      return piece.text;
    case 'break':
      return html`<br />`;
    case 'code':
      return html`<code>${piece.text}</code>`;
    case 'pre':
      return html`<pre>${piece.text}</pre>`;
    case 'bold':
      return html`<strong>${piece.inside.map(drawn)}</strong>`;
    case 'italic':
      return html`<em>${piece.inside.map(drawn)}</em>`;
    case 'strike':
      return html`<s>${piece.inside.map(drawn)}</s>`;
    case 'quote':
      return html`<blockquote>${piece.inside.map(drawn)}</blockquote>`;
    case 'user':
      return html`<${User} id=${piece.id} label=${piece.label} />`;
    case 'channel':
      return html`<${Channel} id=${piece.id} label=${piece.label} />`;
    case 'group':
      return html`<span class="mention">${piece.label || '@user group'}</span>`;
    case 'everybody':
      return html`<span class="mention is-me">${piece.text}</span>`;
    case 'link':
      return linked(piece);
    case 'date':
      return html`<${Moment} at=${piece.at} format=${piece.format} fallback=${piece.fallback} />`;
  }
}

/** An instant in the reader's zone. It reads the day, so that “today” is no longer said tomorrow. */
function Moment({ at, format, fallback }: { at: number; format: string; fallback: string }): VNode {
  const text = slackDate(format, { at, now: today.value }) ?? fallback;
  return html`<time datetime=${new Date(at).toISOString()} title=${fullText(at)}>${text}</time>`;
}

function User({ id, label }: { id: string; label?: string }): VNode {
  const name = users.value.get(id)?.name ?? label ?? 'somebody';
  return html`<span class=${`mention${id === me.value ? ' is-me' : ''}`}>@${name}</span>`;
}

function Channel({ id, label }: { id: string; label?: string }): VNode {
  const known = channels.value.find((channel) => channel.id === id);
  if (!known) return html`<span class="mention">#${label || 'a channel'}</span>`;
  return html`<button type="button" class="mention" onClick=${() => go({ kind: 'channel', id })}>#${known.name}</button>`;
}

/** A link leads somewhere only with http or https; anything else is shown and does nothing. */
function linked({ url, label }: { url: string; label: string }): VNode {
  const leads = /^https?:\/\//i.test(url) && URL.canParse(url);
  if (!leads) return html`<span class="link-text" title=${url}>${label}</span>`;
  return html`<a href=${url} target="_blank" rel="noreferrer noopener">${label}</a>`;
}
