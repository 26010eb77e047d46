import type { Clock } from '../../lib/clock.ts';

/** Runs `work` soon after it was asked for, however often that is, and never twice within `everyMs`. */
export class Paced {
  readonly #clock: Clock;
  readonly #everyMs: number;
  readonly #work: () => void;
  #last = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, everyMs: number, work: () => void) {
    this.#clock = clock;
    this.#everyMs = everyMs;
    this.#work = work;
  }

  ask(): void {
    if (this.#cancel) return;
    const wait = Math.max(0, this.#last + this.#everyMs - this.#clock.monotonic());
    this.#cancel = this.#clock.after(wait, () => {
      this.#cancel = undefined;
      this.#last = this.#clock.monotonic();
      this.#work();
    });
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
