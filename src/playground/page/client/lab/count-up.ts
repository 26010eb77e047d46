import { type ReadonlySignal, signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';

const takesMs = 350;

/** A number that runs to `target` instead of jumping; at once for people who want no motion. As a signal: only its text changes. */
export function useCountUp(target: number, text: (count: number) => string): ReadonlySignal<string> {
  const [shown] = useState(() => ({ count: target, text: signal(text(target)) }));
  useEffect(() => {
    const from = shown.count;
    if (from === target) return;
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    let start: number | undefined;
    let frame = requestAnimationFrame(function step(at) {
      start ??= at;
      const part = still ? 1 : Math.min(1, (at - start) / takesMs);
      shown.count = Math.round(from + (target - from) * (1 - (1 - part) ** 3));
      shown.text.value = text(shown.count);
      if (part < 1) frame = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(frame);
  }, [target]);
  return shown.text;
}
