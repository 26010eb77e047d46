import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { hush, users } from '../state/playground.ts';

/** Who wrote: Slack's own messages come from somebody who is in no list. */
export function nameOf(id: string): string {
  const user = users.value.get(id);
  return user ? user.realName || user.name : id === 'USLACKBOT' ? 'Slackbot' : 'Somebody';
}

/** Initials on a colour that stays with the person. */
export function Avatar({ id, size = 'm' }: { id: string; size?: 's' | 'm' }): VNode {
  if (id === hush.value?.id)
    return html`<span class=${`avatar is-${size} is-hush`} aria-hidden="true"><${Mark} /></span>`;
  const initials = nameOf(id)
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word.charAt(0))
    .join('');
  return html`<span class=${`avatar is-${size} hue-${hueOf(id)}`} aria-hidden="true">${initials}</span>`;
}

/** One of seven colours, each to the next in the list of people. */
function hueOf(id: string): number {
  return Math.max(0, [...users.value.keys()].indexOf(id)) % 7;
}

/** Hush's mark: a wave that comes to rest. */
export function Mark(): VNode {
  return html`<svg viewBox="0 0 24 24" width="100%" height="100%" fill="none" stroke="currentColor" stroke-width="2.2"
    stroke-linecap="round" aria-hidden="true"><path d="M4 8v8M8.5 5v14M13 9v6M17 11v2M21 12h.01" /></svg>`;
}
