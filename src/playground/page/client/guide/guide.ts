import { html } from 'htm/preact';
import type { VNode } from 'preact';
import type { Suggestion } from '../../contract.ts';
import { guide, perform, running, showGuide, tried } from '../state/guide.ts';
import { suggestions } from '../state/playground.ts';

/** The guided start: things to try, each in one click, above the message box. */
export function Guide(): VNode | null {
  const how = guide.value;
  const all = suggestions.value;
  if (all.length === 0) return null;
  const doing = running.value;
  if (how === 'closed' && !doing) return null;
  return html`<section class=${`guide is-${how}`} aria-label="Things to try">
    ${
      doing &&
      html`<p class="guide-doing" role="status"><span class="spinner"></span><strong>${titleOf(all, doing.id)}</strong><span>${doing.doing}…</span>
        <button type="button" class="button is-small" onClick=${doing.stop}>Stop</button></p>`
    }
    ${
      how !== 'closed' &&
      html`
      <div class="guide-head">
        <h2>${how === 'cards' ? 'Things to try' : 'Try'}</h2>
        <button type="button" class="as-link" onClick=${() => showGuide(how === 'cards' ? 'line' : 'cards')}>${how === 'cards' ? 'Less' : 'Explain'}</button>
        <button type="button" class="icon-button" aria-label="Close the things to try" onClick=${() => showGuide('closed')}>×</button>
      </div>
      <ul class="cards">${all.map((each) => html`<${Card} key=${each.id} suggestion=${each} />`)}</ul>`
    }
  </section>`;
}

function Card({ suggestion }: { suggestion: Suggestion }): VNode {
  const { id, title, hint } = suggestion;
  const isRunning = running.value?.id === id;
  return html`<li>
    <button type="button" class=${`card${tried.value.has(id) ? ' is-tried' : ''}`} disabled=${running.value !== undefined && !isRunning}
      aria-busy=${isRunning} title=${hint} onClick=${() => !isRunning && void perform(suggestion)}>
      <strong>${title}</strong><span class="card-hint">${hint}</span>
    </button>
  </li>`;
}

function titleOf(all: readonly Suggestion[], id: string): string {
  return all.find((each) => each.id === id)?.title ?? '';
}
