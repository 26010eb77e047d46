import { html } from 'htm/preact';
import type { ComponentChildren, VNode } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';

/** Something to choose in a menu. */
export interface Choice {
  readonly name: string;
  readonly choose: () => void;
}

/** A button that opens a menu below it. Arrow keys move in it; Escape, Tab and a click elsewhere close it, and the button has the focus again. */
export function Menu({
  label,
  className,
  choices,
  children,
}: {
  label: string;
  className: string;
  choices: readonly Choice[];
  children?: ComponentChildren;
}): VNode {
  const [open, setOpen] = useState(false);
  const id = useId();
  const place = useRef<HTMLSpanElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const items = () => [...(place.current?.querySelectorAll<HTMLButtonElement>('[role=menuitem]') ?? [])];
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  // Before the next key: a second Enter, however soon, is the first choice and not the button again.
  useLayoutEffect(() => {
    if (!open) return undefined;
    items()[0]?.focus();
    const elsewhere = (event: Event) => {
      if (!place.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', elsewhere);
    return () => document.removeEventListener('pointerdown', elsewhere);
  }, [open]);
  const keyDown = (event: KeyboardEvent) => {
    const all = items();
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) all[(at + step + all.length) % all.length]?.focus();
    else if (event.key === 'Escape' || event.key === 'Tab') close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return html`<span class="menu-place" ref=${place}>
    <button type="button" ref=${button} class=${className} aria-label=${label} title=${label} aria-haspopup="menu" aria-expanded=${open}
      aria-controls=${open ? id : undefined} onClick=${() => setOpen(!open)}>${children}</button>
    ${
      open &&
      html`<span class="menu" id=${id} role="menu" aria-label=${label} onKeyDown=${keyDown}>
        ${choices.map(
          ({ name, choose }) =>
            html`<button type="button" key=${name} role="menuitem" tabindex="-1" onClick=${() => {
              close();
              choose();
            }}>${name}</button>`,
        )}
      </span>`
    }
  </span>`;
}
