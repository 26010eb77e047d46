import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '../lib/clock.ts';
import type { Observer, Works } from '../moderation/observer.ts';
import type { DoneWork, Happening, Teller, Work } from './work.ts';

/** Work that is nobody's part, wherever it was begun: what is carried out after an answer is no part of answering. */
const whole: ReadonlySet<keyof Works> = new Set(['interaction', 'carry-out', 'delivery', 'ends']);

/** Passes on what Hush does to those who tell of it. What they throw is swallowed: Hush does not break because nobody can look. */
export function createObserver(tellers: readonly Teller[], clock: Clock): Observer {
  const current = new AsyncLocalStorage<Work>();

  const each = (tell: (teller: Teller) => void) => {
    for (const teller of tellers) {
      try {
        tell(teller);
      } catch {
        // Nobody could be told of it, nor of this.
      }
    }
  };

  return {
    during: async (kind, facts, work) => {
      const within = whole.has(kind) ? undefined : current.getStore();
      const one = { kind, facts: { ...facts }, begunAt: clock.now(), within } as Work;
      const begunAt = clock.monotonic();
      let broke = true;
      each((teller) => teller.began?.(one));
      try {
        const result = await current.run(one, work);
        broke = false;
        return result;
      } finally {
        const seconds = (clock.monotonic() - begunAt) / 1000;
        const done = Object.assign(one, { seconds, broke }) as DoneWork;
        each((teller) => teller.done?.(done));
      }
    },
    note: (kind, facts) => {
      for (let work = current.getStore(); work; work = work.within) {
        if (work.kind === kind) return void Object.assign(work.facts, facts);
      }
    },
    saw: (kind, facts) => each((teller) => teller.saw?.({ kind, facts } as Happening)),
  };
}
