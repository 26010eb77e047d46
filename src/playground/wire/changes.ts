import type { Clock } from '../../lib/clock.ts';

/** Told after something in a stand-in changed; `what` names it in a word or two: `message`, `view`, `call`. */
export type ChangeListener = (what: string) => void;

/** Tells listeners that a stand-in's state changed, so that nobody has to poll it. */
export class Changes {
  readonly #listeners = new Set<ChangeListener>();

  /** Calls `listener` after every change until the returned function is called. */
  on(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  tell(what: string): void {
    for (const listener of [...this.#listeners]) listener(what);
  }
}

/** What {@link waitFor} watches and for how long. */
export interface Wait<T> {
  readonly changes: Changes;
  /** Looked at now and after every change; anything but undefined, null or false is the answer. */
  readonly predicate: () => T;
  /** How long before it gives up. */
  readonly ms: number;
  readonly clock: Clock;
}

/** What a predicate can have found. */
export type Found<T> = Exclude<T, undefined | null | false>;

/** Resolves with what `predicate` found as soon as it finds something, and rejects when `ms` passed without. */
export function waitFor<T>({ changes, predicate, ms, clock }: Wait<T>): Promise<Found<T>> {
  return new Promise((resolve, reject) => {
    let settled = false;
    let stop = () => {};
    let cancel = () => {};
    const settle = (finish: () => void) => {
      settled = true;
      stop();
      cancel();
      finish();
    };
    const look = () => {
      if (settled) return;
      try {
        const found = predicate();
        if (found !== undefined && found !== null && found !== false) settle(() => resolve(found as Found<T>));
      } catch (error) {
        settle(() => reject(error));
      }
    };
    stop = changes.on(look);
    cancel = clock.after(ms, () =>
      settle(() => reject(new Error(`Nothing of the kind happened in ${ms} ms: ${predicate}`))),
    );
    look();
  });
}
