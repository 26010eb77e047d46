import { effect, signal } from '@preact/signals';
import { remember, remembered } from './memory.ts';

type Theme = 'light' | 'dark';

const dark = matchMedia('(prefers-color-scheme: dark)');
const system = signal<Theme>(dark.matches ? 'dark' : 'light');
dark.addEventListener('change', ({ matches }) => {
  system.value = matches ? 'dark' : 'light';
});

/** What the person chose instead of the system's. */
const chosen = signal<Theme | undefined>(
  ['light', 'dark'].find((each) => each === remembered('theme')) as Theme | undefined,
);

export function theme(): Theme {
  return chosen.value ?? system.value;
}

export function turnTheme(): void {
  const other = theme() === 'dark' ? 'light' : 'dark';
  // Back at the system's own choice it is followed again.
  chosen.value = other === system.value ? undefined : other;
  remember('theme', chosen.value);
}

effect(() => {
  document.documentElement.dataset.theme = theme();
});
