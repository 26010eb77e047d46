import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { Guide } from '../guide/guide.ts';
import { Welcome } from '../guide/welcome.ts';
import { loaded } from '../state/playground.ts';
import { openChannel, place, thread } from '../state/window.ts';
import { Mark } from './avatar.ts';
import { Composer } from './composer.ts';
import { Home } from './home.ts';
import { Messages } from './messages.ts';
import { Thread } from './thread.ts';

/** What each channel is for, under its name. */
const topics: Readonly<Record<string, string>> = {
  moderation: 'Where moderators type /hush',
  alerts: 'Another app watches the chat here. Try “More actions” of its message',
  'mod-audit': 'Hush writes down here who muted whom, and why',
};

/** The middle of the window: a channel and, when one is open, a thread; or App Home. */
export function Conversation(): VNode {
  if (place.value.kind === 'home') {
    return html`<section id="middle" tabindex="-1" class="conversation" aria-label="Hush, home">
      <header class="pane-head"><span class="head-mark"><${Mark} /></span><h2>Hush</h2><span class="pane-note">The app’s own page</span></header>
      <${Home} />
    </section>`;
  }
  const channel = openChannel.value;
  if (!channel)
    return html`<section id="middle" tabindex="-1" class="conversation"><p class="waiting">${loaded.value ? 'There is no channel.' : 'Opening the workspace…'}</p></section>`;
  const { id, name, kind, archived } = channel;
  const title = kind === 'channel' ? `# ${name}` : name;
  const note = kind === 'channel' ? topics[name] : 'Hush writes here what takes long, and sends files';
  return html`<section id="middle" tabindex="-1" class=${`conversation${thread.value ? ' has-thread' : ''}`} aria-label=${title}>
    <div class="channel">
      <header class="pane-head"><h2>${title}</h2><span class="pane-note">${note}</span>${archived && html`<span class="tag is-bad">Archived</span>`}</header>
      <${Messages} channel=${id} label=${`Messages in ${name}`} empty=${html`<${Welcome} channel=${channel} />`} />
      <${Guide} />
      ${archived ? html`<p class="composer-note">This channel is archived: nobody can write here, Hush neither.</p>` : html`<${Composer} channel=${id} />`}
    </div>
    <${Thread} channel=${id} name=${name} />
  </section>`;
}
