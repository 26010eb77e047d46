import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { act, troubleIn } from '../state/connection.ts';
import { me, shortcuts } from '../state/playground.ts';
import { tell } from '../state/window.ts';
import { Menu } from './menu.ts';

/** What apps offer for one message. Nothing for messages that only one person sees, as in Slack. */
export function MessageShortcuts({ channel, ts }: { channel: string; ts: string }): VNode {
  return html`<${Menu} label="More actions" className="icon-button message-more" choices=${choicesOf('message', { channel, ts })}>
    <svg viewBox="0 0 16 16" width="15" height="15" fill="currentColor" aria-hidden="true"><circle cx="8" cy="3" r="1.4" /><circle cx="8" cy="8" r="1.4" /><circle cx="8" cy="13" r="1.4" /></svg>
  </${Menu}>`;
}

/** What apps offer anywhere. */
export function Shortcuts(): VNode {
  return html`<${Menu} label="Shortcuts" className="icon-button composer-shortcuts" choices=${choicesOf('global')}>
    <svg viewBox="0 0 16 16" width="16" height="16" fill="currentColor" aria-hidden="true"><path d="M9.2 1 3 9h4.2L6.4 15 13 6.6H8.6Z" /></svg>
  </${Menu}>`;
}

function choicesOf(type: 'message' | 'global', on?: { channel: string; ts: string }) {
  return shortcuts.value
    .filter((each) => each.type === type)
    .map(({ name, callbackId }) => ({
      name,
      choose: async () => {
        tell(troubleIn(await act({ kind: 'shortcut', user: me.peek(), callbackId, ...(on && { on }) })));
      },
    }));
}
