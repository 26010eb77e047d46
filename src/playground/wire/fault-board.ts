/** Where and how often a fault applies. */
export interface FaultRule<F> {
  readonly fault: F;
  /** The operation's name; left out: every operation. */
  readonly operation?: string;
  /** How many calls; left out: until cleared. */
  readonly times?: number;
}

/** Makes calls that name a user (or conversation) fail with a code. */
export interface UserFault {
  readonly user: string;
  readonly code: number;
  readonly operation?: string;
  readonly times?: number;
  /** ZIM: the whole call is refused with the code, not just this user. */
  readonly whole?: boolean;
}

interface Armed<T> {
  readonly rule: T;
  left: number;
}

/** The faults now armed. The newest rule that fits is used first. */
export class FaultBoard<F> {
  readonly #faults: Armed<FaultRule<F>>[] = [];
  readonly #users: Armed<UserFault>[] = [];
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Arms a fault; the returned function takes it away. */
  add(rule: FaultRule<F>): () => void {
    return this.#arm(this.#faults, rule);
  }

  /** Arms a failure of one user; the returned function takes it away. */
  failUser(rule: UserFault): () => void {
    return this.#arm(this.#users, rule);
  }

  /** Takes every fault away, or those of one operation. */
  clear(operation?: string): void {
    for (const list of [this.#faults, this.#users]) {
      for (let index = list.length - 1; index >= 0; index--) {
        if (operation === undefined || list[index]?.rule.operation === operation) list.splice(index, 1);
      }
    }
    this.#changed();
  }

  /** As plain data, with the calls that are left (absent: until cleared). */
  list(): readonly ((FaultRule<F> | UserFault) & { left?: number })[] {
    return [...this.#faults, ...this.#users].map(({ rule, left }) =>
      Number.isFinite(left) ? { ...rule, left } : { ...rule },
    );
  }

  /** Uses up one call of the fault that applies to this operation, if any. */
  take(operation: string): F | undefined {
    return this.#use(this.#faults, (rule) => fits(rule, operation))?.fault;
  }

  /** Uses up one failure of this user, if any is armed. */
  takeUser(query: { operation: string; user: string; whole: boolean }): number | undefined {
    return this.#use(
      this.#users,
      (rule) => fits(rule, query.operation) && rule.user === query.user && (rule.whole ?? false) === query.whole,
    )?.code;
  }

  #arm<T extends { readonly times?: number }>(list: Armed<T>[], rule: T): () => void {
    const armed = { rule, left: rule.times ?? Number.POSITIVE_INFINITY };
    list.push(armed);
    this.#changed();
    return () => {
      const index = list.indexOf(armed);
      if (index >= 0) list.splice(index, 1);
      this.#changed();
    };
  }

  #use<T>(list: Armed<T>[], fits: (rule: T) => boolean): T | undefined {
    const armed = list.findLast(({ rule }) => fits(rule));
    if (!armed) return undefined;
    armed.left -= 1;
    if (armed.left <= 0) list.splice(list.indexOf(armed), 1);
    return armed.rule;
  }
}

function fits(rule: { operation?: string }, operation: string): boolean {
  return rule.operation === undefined || rule.operation === operation;
}
