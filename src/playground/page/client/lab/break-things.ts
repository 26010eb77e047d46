import { signal } from '@preact/signals';
import { html } from 'htm/preact';
import type { VNode } from 'preact';
import type { Breakage, PageAction, ReplicaState } from '../../contract.ts';
import { act, troubleIn } from '../state/connection.ts';
import { bot, breakages, brokenCount } from '../state/playground.ts';
import { tell } from '../state/window.ts';

const hour = 3_600_000;
const steps = [
  { words: '10 min', ms: hour / 6 },
  { words: '2 h', ms: 2 * hour },
  { words: '1 day', ms: 24 * hour },
  { words: '30 days', ms: 30 * 24 * hour },
];

/** The switch whose hint stands below all of them. */
const explained = signal<string | undefined>(undefined);

/** Everything that can go wrong, and time. */
export function BreakThings(): VNode {
  const broken = brokenCount.value;
  return html`<section class="break-things" aria-labelledby="break-title">
    <header class="pane-head"><h2 id="break-title">Break things</h2>
      <span class="pane-note">${broken === 0 ? 'Nothing is broken' : `${broken} broken at the moment`}</span></header>
    <div class="break-scroll" tabindex="0" role="group" aria-labelledby="break-title">
      <div class="break-row"><h3>Clock</h3>
        <div class="button-row" role="group" aria-label="Move the clock forward">
          ${steps.map(
            ({ words, ms }) =>
              html`<button type="button" key=${words} class="button is-small" onClick=${() => done({ kind: 'forward', ms })}>+ ${words}</button>`,
          )}
        </div>
      </div>
      <${Bot} />
      <ul class="switches">${breakages.value.map((each) => html`<${Switch} key=${each.id} breakage=${each} />`)}</ul>
      <${Explanation} />
    </div>
  </section>`;
}

function Bot(): VNode {
  const { trouble, replicas } = bot.value;
  const warning =
    trouble && html`<details class="bot-trouble"><summary>Its last warning</summary><p>${trouble}</p></details>`;
  if (!replicas) return html`<${OneBot} name="Bot" state=${bot.value} warning=${warning} />`;
  return html`${replicas.map(
    (state, replica) =>
      html`<${OneBot} key=${replica} name=${`Bot ${replica + 1}`} state=${state} replica=${replica} warning=${replica === 0 && warning} />`,
  )}`;
}

interface OneBotProps {
  readonly name: string;
  readonly state: Pick<ReplicaState, 'status' | 'pid'> & { readonly carries?: boolean };
  readonly replica?: number;
  readonly warning: unknown;
}

function OneBot({ name, state: { status, pid, carries }, replica, warning }: OneBotProps): VNode {
  const running = `Running, process ${pid}${carries ? ', carries the cases out' : ''}`;
  const words = { starting: 'Starting…', running, killed: 'Killed' }[status];
  const which = replica === undefined ? {} : { replica };
  return html`<div class="break-row"><h3>${name}</h3>
    <span class=${`bot-state is-${status}`} role="status"><i aria-hidden="true"></i>${words}</span>
    <div class="button-row">
      ${
        status === 'killed'
          ? html`<button type="button" class="button is-small is-primary" onClick=${() => done({ kind: 'restart', ...which })}>Restart it</button>`
          : html`<button type="button" class="button is-small is-danger" disabled=${status !== 'running'} onClick=${() => done({ kind: 'kill', ...which })}>Kill it</button>`
      }
    </div>
    ${warning}
  </div>`;
}

function Switch({ breakage }: { breakage: Breakage }): VNode {
  const { id, label, hint, on } = breakage;
  const explain = () => {
    explained.value = id;
  };
  return html`<li>
    <label class=${`switch${on ? ' is-on' : ''}`} onMouseEnter=${explain} onFocusIn=${explain}>
      <input type="checkbox" role="switch" checked=${on} aria-describedby=${`hint-${id}`}
        onChange=${(event: Event) => done({ kind: 'break', id, on: (event.currentTarget as HTMLInputElement).checked })} />
      <span>${label}</span>
    </label>
    <small class="switch-hint" id=${`hint-${id}`}>${hint}</small>
  </li>`;
}

function Explanation(): VNode {
  const all = breakages.value;
  const { hint } = all.find(({ id }) => id === explained.value) ?? all.findLast(({ on }) => on) ?? {};
  return html`<p class="explanation" aria-hidden="true">${hint ?? 'Switch something on, mute somebody, and watch what Hush makes of it.'}</p>`;
}

async function done(action: PageAction): Promise<void> {
  tell(troubleIn(await act(action)));
}
