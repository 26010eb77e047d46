/**
 * What can go wrong between a client and a vendor. `effect` says whether the operation is carried out although the answer is spoiled;
 * left out, the kind's own default counts (see {@link hasEffect}).
 */
export type Fault =
  /** The connection is cut before the request is looked at; it counts against no quota. For refused connections: `refuse(true)`. */
  | { readonly kind: 'down' }
  /** No answer ever. */
  | { readonly kind: 'hang'; readonly effect?: boolean }
  /** The answer is late by `ms` of the stand-in's clock. `effect: 'first'` carries the operation out before the wait, else after it. */
  | { readonly kind: 'slow'; readonly ms: number; readonly effect?: 'first' }
  /** The connection is cut; nothing was carried out. */
  | { readonly kind: 'reset-before' }
  /** Carried out, then the connection is cut: the reply is lost. */
  | { readonly kind: 'reset-after' }
  /** Headers and half of the body, then the connection is cut. */
  | { readonly kind: 'half-body'; readonly effect?: boolean }
  /** A proxy's HTML page. */
  | { readonly kind: 'html'; readonly status?: number; readonly effect?: boolean }
  /** The right body with another HTTP status. */
  | { readonly kind: 'status'; readonly status: number; readonly effect?: boolean }
  /** JSON that is no object of the vendor's kind: an array. */
  | { readonly kind: 'wrong-type'; readonly effect?: boolean }
  | { readonly kind: 'empty'; readonly effect?: boolean }
  /** Valid JSON that goes on and on, 100 MB unless told. */
  | { readonly kind: 'huge'; readonly bytes?: number; readonly effect?: boolean }
  /** The vendor's own refusal with this code. */
  | { readonly kind: 'code'; readonly code: number; readonly effect?: boolean }
  /** A code no document knows. */
  | { readonly kind: 'unknown-code'; readonly effect?: boolean }
  /** NetEase: says 200 and echoes flags that are not what was asked for. Not carried out unless `effect`. */
  | { readonly kind: 'wrong-echo'; readonly effect?: boolean };

/** Where and how often a fault applies. */
export interface FaultRule {
  readonly fault: Fault;
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

const effectByDefault = new Set<Fault['kind']>([
  'slow',
  'reset-after',
  'half-body',
  'wrong-type',
  'empty',
  'huge',
  'status',
]);

/** Whether the operation is carried out under this fault. */
export function hasEffect(fault: Fault): boolean {
  return 'effect' in fault && fault.effect !== undefined ? fault.effect !== false : effectByDefault.has(fault.kind);
}

/** The faults now armed. The newest rule that fits is used first. */
export class FaultBoard {
  readonly #faults: Armed<FaultRule>[] = [];
  readonly #users: Armed<UserFault>[] = [];
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Arms a fault; the returned function takes it away. */
  add(rule: FaultRule): () => void {
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
  list(): readonly ((FaultRule | UserFault) & { left?: number })[] {
    return [...this.#faults, ...this.#users].map(({ rule, left }) =>
      Number.isFinite(left) ? { ...rule, left } : { ...rule },
    );
  }

  /** Uses up one call of the fault that applies to this operation, if any. */
  take(operation: string): Fault | undefined {
    return this.#use(this.#faults, (rule) => fits(rule, operation))?.fault;
  }

  /** Uses up one failure of this user, if any is armed. */
  takeUser(query: { operation: string; user: string; whole: boolean }): number | undefined {
    return this.#use(
      this.#users,
      (rule) => fits(rule, query.operation) && rule.user === query.user && (rule.whole ?? false) === query.whole,
    )?.code;
  }

  #arm<T extends FaultRule | UserFault>(list: Armed<T>[], rule: T): () => void {
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
