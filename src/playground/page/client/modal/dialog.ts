import { html } from 'htm/preact';
import type { ComponentChildren, VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** A real dialog: the rest of the page is out of reach, Escape closes it, and afterwards the focus is back where it was. */
export function Dialog({
  label,
  describedBy,
  role,
  kind,
  onClose,
  children,
}: {
  label: string;
  describedBy?: string;
  role?: 'alertdialog';
  kind: 'form' | 'ask';
  onClose: () => void;
  children?: ComponentChildren;
}): VNode {
  const element = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    const dialog = element.current;
    dialog?.showModal();
    return () => {
      dialog?.close();
      // What was pressed may be gone by now, such as a button of a message that was replaced.
      const back = before instanceof HTMLElement && before.isConnected ? before : document.querySelector('#line');
      if (!(back instanceof HTMLElement) || document.querySelector('dialog[open]')) return;
      // The browser gives the focus back by itself, but after a click in the dialog Chromium then sends a text field no keys.
      back.blur();
      back.focus();
    };
  }, []);
  const cancel = (event: Event) => {
    event.preventDefault();
    onClose();
  };
  return html`<dialog ref=${element} class=${`dialog is-${kind}`} role=${role} aria-labelledby=${label} aria-describedby=${describedBy}
    onCancel=${cancel}>${children}</dialog>`;
}
