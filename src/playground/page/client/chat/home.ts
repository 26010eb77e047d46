import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { Blocks } from '../blocks/blocks.ts';
import type { Spot } from '../blocks/spot.ts';
import { act, troubleIn } from '../state/connection.ts';
import { bot, channels, home, me } from '../state/playground.ts';
import { go, tell } from '../state/window.ts';
import { Mark } from './avatar.ts';

/** The name the server knows a person's App Home by, where a press needs a view. */
const homeView = 'home';

/** Hush's own page in the workspace, as it published it. Opening it tells Hush, which publishes it anew. */
export function Home(): VNode {
  const blocks = home.value;
  const user = me.value;
  const { status } = bot.value;
  useEffect(() => {
    if (status === 'running') void act({ kind: 'home', user });
  }, [user, status]);
  const spot: Spot = {
    press: async (pressed) => {
      tell(troubleIn(await act({ kind: 'press', user: me.value, in: { view: homeView }, ...pressed })));
    },
  };
  return html`<section class="home" aria-label="Home of the app Hush" tabindex="0">
    ${blocks ? html`<${Blocks} blocks=${blocks} spot=${spot} />` : html`<${NothingYet} />`}
  </section>`;
}

function NothingYet(): VNode {
  const channel = channels.value.find(({ kind }) => kind === 'channel');
  return html`<div class="nothing">
    <span class="nothing-mark"><${Mark} /></span>
    <h2>Hush has put nothing here yet</h2>
    <p>Everything it does is one line in a channel.</p>
    ${
      channel &&
      html`<button type="button" class="button" onClick=${() => go({ kind: 'channel', id: channel.id })}>Open #${channel.name}</button>`
    }
  </div>`;
}
