import type { Clock } from '../../lib/clock.ts';

const lifeMs = 3000;

/** Trigger ids: three seconds, one use. */
export class Triggers {
  readonly #clock: Clock;
  readonly #issued = new Map<string, { readonly user: string; readonly at: number; used: boolean }>();

  readonly #first: number;

  /** `first` is the beginning of the first one: no two workspaces issue the same. */
  constructor(clock: Clock, first = 1_000_000) {
    this.#clock = clock;
    this.#first = first;
  }

  issue(user: string): string {
    const id = `${this.#first + this.#issued.size}.${this.#clock.now()}.trigger`;
    this.#issued.set(id, { user, at: this.#clock.monotonic(), used: false });
    return id;
  }

  /** Whose it is, or Slack's error. It is used up only by {@link use}. */
  check(id: string): { readonly user: string } | { readonly error: string } {
    const trigger = this.#issued.get(id);
    if (!trigger) return { error: 'invalid_trigger_id' };
    if (trigger.used) return { error: 'exchanged_trigger_id' };
    if (this.#clock.monotonic() - trigger.at > lifeMs) return { error: 'expired_trigger_id' };
    return { user: trigger.user };
  }

  use(id: string): void {
    const trigger = this.#issued.get(id);
    if (trigger) trigger.used = true;
  }
}
