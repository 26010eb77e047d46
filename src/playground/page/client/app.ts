import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { ConfirmDialog } from './blocks/confirm.ts';
import { Mark } from './chat/avatar.ts';
import { Conversation } from './chat/conversation.ts';
import { Sidebar } from './chat/sidebar.ts';
import { BreakThings } from './lab/break-things.ts';
import { Vendors } from './lab/vendors.ts';
import { Modals } from './modal/modal.ts';
import { connection } from './state/connection.ts';
import { guide, showGuide } from './state/guide.ts';
import { bot, brokenCount, channels, mutedTotal } from './state/playground.ts';
import { theme, turnTheme } from './state/theme.ts';
import { now } from './state/time.ts';
import { notice, tab, tell, unreadIn } from './state/window.ts';
import { countText, longDate, timeWithSeconds } from './text/dates.ts';

/** The whole window. */
export function App(): VNode {
  return html`
    <a class="skip" href="#middle">Skip to the messages</a>
    <${TopBar} />
    <${Notice} />
    <main class="columns" data-tab=${tab.value}>
      <${Sidebar} />
      <${Conversation} />
      <div class="lab"><${Vendors} /><${BreakThings} /></div>
    </main>
    <${Tabs} />
    <${Modals} />
    <${ConfirmDialog} />
  `;
}

function TopBar(): VNode {
  const { status } = bot.value;
  return html`<header class="top">
    <h1 class="brand"><span class="brand-mark"><${Mark} /></span>Hush <span class="brand-note">Playground</span></h1>
    <span class="top-space"></span>
    ${connection.value === 'lost' && html`<span class="pill is-bad" role="status">Not connected, trying again</span>`}
    <span class=${`pill bot-state is-${status}`}><i aria-hidden="true"></i>${{ starting: 'Bot is starting', running: 'Bot is running', killed: 'Bot is killed' }[status]}</span>
    <${Clock} />
    ${guide.value === 'closed' && html`<button type="button" class="button is-small" onClick=${() => showGuide('cards')}>Things to try</button>`}
    <button type="button" class="icon-button" aria-label=${theme() === 'dark' ? 'Use light colours' : 'Use dark colours'} onClick=${turnTheme}>
      ${theme() === 'dark' ? html`<${Sun} />` : html`<${Moon} />`}
    </button>
  </header>`;
}

/** The playground's clock: it can be moved forward. */
function Clock(): VNode {
  return html`<span class="pill clock" title=${`The playground’s clock: ${longDate(now.value)}`}>
    <span class="hidden">The playground’s clock: </span><span class="clock-day">${shortDay(now.value)}</span><b>${timeWithSeconds(now.value)}</b>
  </span>`;
}

function shortDay(at: number): string {
  return new Date(at).toLocaleDateString('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });
}

/** What a reply said went wrong, until it is closed or something else is done. */
function Notice(): VNode {
  const said = notice.value;
  return html`<div class="notice-place" role="status" aria-live="polite">
    ${
      said &&
      html`<div class=${`notice is-${said.tone}`}><span>${said.text}</span>
        <button type="button" class="icon-button" aria-label="Close this note" onClick=${() => tell(undefined)}>×</button></div>`
    }
  </div>`;
}

/** In a narrow window one column is shown at a time. */
function Tabs(): VNode {
  const unread = channels.value.reduce((sum, { id }) => sum + unreadIn(id), 0);
  const all = [
    { id: 'places', words: 'Channels', count: unread },
    { id: 'chat', words: 'Chat', count: 0 },
    { id: 'vendors', words: 'Vendors', count: mutedTotal.value },
    { id: 'break', words: 'Break things', count: brokenCount.value },
  ] as const;
  return html`<nav class="tabs" aria-label="Columns">
    ${all.map(
      ({ id, words, count }) =>
        html`<button type="button" key=${id} aria-current=${tab.value === id ? 'page' : undefined} onClick=${() => {
          tab.value = id;
        }}>${words}${count > 0 && html`<span class="unread">${countText(count)}</span>`}</button>`,
    )}
  </nav>`;
}

function Sun(): VNode {
  return html`<svg viewBox="0 0 20 20" width="17" height="17" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" aria-hidden="true">
    <circle cx="10" cy="10" r="3.6" /><path d="M10 1.8v2M10 16.2v2M1.8 10h2M16.2 10h2M4.2 4.2l1.4 1.4M14.4 14.4l1.4 1.4M4.2 15.8l1.4-1.4M14.4 5.6l1.4-1.4" /></svg>`;
}

function Moon(): VNode {
  return html`<svg viewBox="0 0 20 20" width="17" height="17" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round" aria-hidden="true">
    <path d="M16.8 12.2A7.2 7.2 0 0 1 7.8 3.2a7.2 7.2 0 1 0 9 9Z" /></svg>`;
}
