import { computed, signal } from '@preact/signals';

/** The page's only clock: the machine's, moved by as much as the playground's is ahead. */
const machineTime = signal(Date.now());
const ahead = signal(0);

/** Epoch ms by the playground's clock, a new one every half second: one timer for every countdown on the page. */
export const now = computed(() => machineTime.value + ahead.value);

/** Noon of the reader's day, epoch ms: changes once a day, or when the playground's clock is moved. For words such as “today”. */
export const today = computed(() => new Date(now.value).setHours(12, 0, 0, 0));

setInterval(() => {
  machineTime.value = Date.now();
}, 500);

/** Epoch ms by the playground's clock, at this very moment. */
export function instant(): number {
  return Date.now() + ahead.peek();
}

/** The server said what time it is in the playground. */
export function setClock(at: number): void {
  machineTime.value = Date.now();
  ahead.value = at - Date.now();
}

/** Resolves after so many ms, or at once when `stop` is called off. */
export function pause(ms: number, stop?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    stop?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
