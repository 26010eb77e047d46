import { html } from 'htm/preact';
import type { VNode } from 'preact';
import type { PageChannel } from '../../contract.ts';
import { become } from '../state/connection.ts';
import { channels, hush, me, users } from '../state/playground.ts';
import { go, place, unreadIn } from '../state/window.ts';
import { countText } from '../text/dates.ts';
import { Avatar } from './avatar.ts';

/** Where one can go, and who one is. */
export function Sidebar(): VNode {
  const all = channels.value;
  const bot = hush.value;
  return html`<nav class="sidebar" aria-label="Workspace">
    <div class="sidebar-head">
      <p class="workspace-name">Nightfall Games</p>
      <p class="workspace-note">Made up, on this machine</p>
    </div>
    <div class="sidebar-scroll">
      <h2>Channels</h2>
      <ul>${all.filter(({ kind }) => kind === 'channel').map((each) => html`<${ChannelLink} key=${each.id} channel=${each} />`)}</ul>
      <h2>Direct messages</h2>
      <ul>${all.filter(({ kind }) => kind === 'direct').map((each) => html`<${ChannelLink} key=${each.id} channel=${each} />`)}
        ${!all.some(({ kind }) => kind === 'direct') && html`<li class="sidebar-none">Hush has not written to you yet.</li>`}
      </ul>
      <h2>Apps</h2>
      <ul>
        <li>
          <button type="button" class="place" aria-current=${place.value.kind === 'home' ? 'page' : undefined} onClick=${() => go({ kind: 'home' })}>
            ${bot && html`<${Avatar} id=${bot.id} size="s" />`}<span class="place-name">Hush</span><span class="tag">Home</span>
          </button>
        </li>
      </ul>
    </div>
    <${PeopleSwitch} />
  </nav>`;
}

function ChannelLink({ channel }: { channel: PageChannel }): VNode {
  const { id, kind, name, archived } = channel;
  const open = place.value;
  const unread = unreadIn(id);
  const bot = hush.value;
  const isOpen = open.kind === 'channel' && open.id === id;
  return html`<li>
    <button type="button" class=${`place${unread > 0 ? ' is-unread' : ''}`} aria-current=${isOpen ? 'page' : undefined}
      onClick=${() => go({ kind: 'channel', id })}>
      ${
        kind === 'direct' && bot
          ? html`<${Avatar} id=${bot.id} size="s" /><span class="place-name">${bot.realName}</span>`
          : html`<span class="hash" aria-hidden="true">#</span><span class="place-name">${name}</span>`
      }
      ${archived && html`<span class="tag is-bad">Archived</span>`}
      ${unread > 0 && html`<span class="unread">${countText(unread)}<span class="hidden"> unread</span></span>`}
    </button>
  </li>`;
}

/** Being somebody else shows what only they see, and what they may not do. */
function PeopleSwitch(): VNode {
  const all = [...users.value.values()].filter(({ isBot }) => !isBot);
  const who = users.value.get(me.value);
  return html`<fieldset class="people">
    <legend>You are</legend>
    <p class="people-who"><strong>${who?.realName ?? ''}</strong><span>${
      who === undefined ? '' : who.isModerator ? 'moderator' : 'not a moderator'
    }</span></p>
    <div class="people-row">
      ${all.map(
        ({
          id,
          realName,
          isModerator,
        }) => html`<label key=${id} class="person" title=${`Be ${realName}${isModerator ? ', a moderator' : ', no moderator'}`}>
          <input type="radio" name="person" checked=${id === me.value} onChange=${() => become(id)} />
          <${Avatar} id=${id} />
          <span class="hidden">${realName}${isModerator ? ', a moderator' : ', not a moderator'}</span>
        </label>`,
      )}
    </div>
  </fieldset>`;
}
