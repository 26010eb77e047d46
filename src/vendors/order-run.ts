import { ownTurn } from '../lib/clock.ts';
import { takesLength } from '../moderation/action.ts';
import type { Ending } from '../moderation/outcome.ts';
import {
  type Clearance,
  type Order,
  type OrderEnd,
  type RequestPurpose,
  type Sendable,
  vendorTitles,
} from '../moderation/vendor.ts';
import { notAllowed } from './attempt.ts';
import type { Answer } from './client.ts';
import type { AppCore } from './core.ts';
import type { Refusal } from './gate.ts';
import type { Operation } from './operation.ts';
import type { Permit } from './quota.ts';
import { mostRepeats, repeatDelayMs, waitDelayMs } from './retry.ts';

/** One request under an order's rules, or why there was none. */
export type Step<Reply> =
  /** The order was aborted, or this process may not call any more. Nothing was sent; everything open stays open. */
  | { readonly kind: 'stopped' }
  /** The app sends nothing for now. */
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** The domain dropped all of the targets. */
  | { readonly kind: 'dropped' }
  /** `encode` needs to know more before anything may be sent. */
  | { readonly kind: 'held' }
  | { readonly kind: 'answer'; readonly cleared: readonly Sendable[]; readonly answer: Answer<Reply> };

export interface StepRequest<Input, Reply> {
  readonly operation: Operation<Input, Reply>;
  readonly targets: readonly string[];
  /** Builds the input from what may be sent this very moment; undefined holds the request back. */
  readonly encode: (clearance: Clearance) => Input | undefined;
  /** Waits until nobody else writes to the same account; returns how to let go. */
  readonly lock?: () => Promise<() => void>;
}

/** A target whose request came to nothing that is certain, and why. */
export interface Unsettled {
  readonly target: string;
  readonly words: string;
  readonly code?: string;
}

/** While the vendor is down, an order asks the domain this often whether it is still wanted. */
const longestSitOutMs = 30_000;

function afterDoubt(words: string): string {
  return `an earlier request may have worked; then ${words}`;
}

/** How a target has fared in this order so far. */
interface Trial {
  /** What the domain said when the target was first cleared here: an earlier order may have reached the vendor. */
  readonly repeated: boolean;
  /** Requests of this order that may have been carried out. */
  unanswered: number;
  /** Tries in a row that surely were not. */
  waits: number;
}

/**
 * One order on its way: what is still open, what is known of each target, and the one way in which a request is made. Both vendors'
 * carry-outs are written with it.
 */
export class OrderRun {
  readonly order: Order;
  readonly core: AppCore;
  readonly title: string;
  readonly #open: Set<string>;
  readonly #trials = new Map<string, Trial>();

  constructor(order: Order, core: AppCore) {
    this.order = order;
    this.core = core;
    this.title = vendorTitles[core.client.vendor];
    this.#open = new Set(order.targets);
  }

  /** Those of the given targets, or of all, that have no ending yet and were not dropped. */
  open(targets: Iterable<string> = this.#open): readonly string[] {
    return [...targets].filter((target) => this.#open.has(target));
  }

  /** True if the vendor may have carried out a request for this target, of this order or an earlier one. */
  maybeDone(target: string): boolean {
    const trial = this.#trials.get(target);
    return trial !== undefined && (trial.repeated || trial.unanswered > 0);
  }

  /** Permit, gate, clearance, signature, attempt: in this order, every time. */
  async request<Input, Reply>(request: StepRequest<Input, Reply>): Promise<Step<Reply>> {
    const step = await this.#step(request);
    // A request waits for the vendor. Without one the next step would follow at once, and so would thousands of others.
    if (step.kind !== 'answer') await ownTurn();
    return step;
  }

  async #step<Input, Reply>(request: StepRequest<Input, Reply>): Promise<Step<Reply>> {
    const { core, order } = this;
    const { operation } = request;
    const { lane, turn, signal } = order;
    const tried = await this.#sitOut(request.targets);
    if (typeof tried === 'string') return { kind: tried };
    let unlock = () => {};
    let permit: Permit | undefined;
    try {
      permit = await this.#unlessAborted(core.quotaOf(operation).acquire({ lane, turn, signal }));
      if (!permit) return { kind: 'stopped' };
      if (request.lock) unlock = await request.lock();
      const refusal = core.gate.refusal();
      if (refusal) return { kind: 'refused', refusal };
      if (signal.aborted) return { kind: 'stopped' };
      const purpose = operation.repeat === 'reads' ? 'read' : 'write';
      const clearance = await this.#clear(request.targets, purpose);
      const cleared = clearance.targets;
      if (cleared.length === 0) return { kind: 'dropped' };
      const input = signal.aborted ? undefined : request.encode(clearance);
      if (input === undefined) {
        if (purpose === 'write') await this.unsent(cleared.map(({ target }) => target));
        return { kind: signal.aborted ? 'stopped' : 'held' };
      }
      // From here on the answer is waited for even if the order is aborted: a write whose reply nobody reads is a write nobody knows of.
      const answer = await core.client.attempt(operation, input, {
        onSent: () => permit?.sent(),
        mayCall: () => core.mayCall(),
        cases: order.cases,
      });
      // Not a failure: whoever may call by now finds the targets open, and as if they had been sent.
      if (answer.kind === 'lost' && answer.cause === notAllowed) return { kind: 'stopped' };
      return { kind: 'answer', cleared, answer };
    } finally {
      permit?.returned();
      unlock();
      tried();
    }
  }

  /**
   * Waits while the vendor does not answer anybody, unless a request of this order is in doubt, or the order's time is up. Meanwhile the
   * domain may drop targets. Returns what to call once the request was made.
   */
  async #sitOut(targets: readonly string[]): Promise<(() => void) | 'stopped' | 'dropped'> {
    const { outage, clock } = this.core;
    const { lane, signal, giveUpAt } = this.order;
    const inDoubt = this.open(targets).some((target) => (this.#trials.get(target)?.unanswered ?? 0) > 0);
    while (outage.isOut() && !inDoubt && clock.now() < giveUpAt) {
      // The domain has the first word here too, and learns when an end was first tried for.
      const { targets: cleared } = await this.#clear(this.open(targets), 'read');
      if (cleared.length === 0) return signal.aborted ? 'stopped' : 'dropped';
      const mostMs = Math.min(longestSitOutMs, giveUpAt - clock.now());
      const turn = await this.#unlessAborted(outage.turn({ lane, mostMs, signal }));
      if (turn) return turn;
      if (signal.aborted) return 'stopped';
    }
    return () => undefined;
  }

  /** Tells the domain that the last request for these surely was not carried out. */
  async unsent(targets: readonly string[]): Promise<void> {
    if (targets.length > 0) await this.order.unsent?.(targets);
  }

  async settle(endings: readonly Ending[]): Promise<void> {
    const open = endings.filter(({ target }) => this.#open.delete(target));
    if (open.length > 0) await this.order.settle(open);
  }

  /** Ends targets that the vendor surely did not change just now: `failed`, unless an earlier request may have worked. */
  async settleUnreached(unsettled: readonly Unsettled[]): Promise<void> {
    await this.settle(
      unsettled.map((one) =>
        this.maybeDone(one.target)
          ? { ...one, outcome: 'unconfirmed', words: afterDoubt(one.words) }
          : { ...one, outcome: 'failed' },
      ),
    );
  }

  /**
   * The ending of a target that the vendor said no to. What an earlier request may have set has to be ended some day, so it is not
   * `rejected` but `unconfirmed`. What ends something stays `rejected`: then the end that was planned before still stands.
   */
  rejection(one: Unsettled): Ending {
    const mayBeSet = takesLength(this.order.action) && this.maybeDone(one.target);
    return mayBeSet
      ? { ...one, outcome: 'unconfirmed', words: afterDoubt(one.words) }
      : { ...one, outcome: 'rejected' };
  }

  /** Ends all that is open because the app may send nothing. */
  async endRefused({ code, words }: Refusal): Promise<OrderEnd> {
    await this.settleUnreached(this.open().map((target) => ({ target, code, words })));
    return { credentialsRefused: { code, words } };
  }

  /** Counts a request that may have been carried out; splits its targets by whether they may be repeated again. */
  countUnanswered(unsettled: readonly Unsettled[]): {
    readonly again: readonly Unsettled[];
    readonly spent: readonly Unsettled[];
  } {
    const again: Unsettled[] = [];
    const spent: Unsettled[] = [];
    for (const one of unsettled) {
      const trial = this.#trialOf(one.target);
      trial.unanswered += 1;
      trial.waits = 0;
      (trial.unanswered > mostRepeats ? spent : again).push(one);
    }
    return { again, spent };
  }

  /**
   * Waits before the next try. `repeats` were counted by {@link countUnanswered}; `waits` surely were not carried out, and end here once
   * the order's time is up. False: the order was aborted.
   */
  async rest({ repeats, waits }: { repeats: readonly Unsettled[]; waits: readonly Unsettled[] }): Promise<boolean> {
    const { clock, random } = this.core;
    const delays = repeats.map(({ target }) => repeatDelayMs(this.#trialOf(target).unanswered, random));
    if (waits.length > 0) {
      const tries = Math.max(...waits.map(({ target }) => ++this.#trialOf(target).waits));
      delays.push(Math.min(waitDelayMs(tries, random), Math.max(0, this.order.giveUpAt - clock.now())));
    }
    if (delays.length === 0) return true;
    if (!(await this.sleep(Math.max(...delays)))) return false;
    if (clock.now() >= this.order.giveUpAt) {
      // The domain has the first word: what ran out of time it ends itself.
      await this.#clear(
        waits.map(({ target }) => target),
        'read',
      );
      const left = new Set(this.open());
      await this.settleUnreached(
        waits
          .filter(({ target }) => left.has(target))
          .map((one) => ({ ...one, words: `could not get through to ${this.title}: ${one.words}` })),
      );
    }
    return true;
  }

  /** False: the order was aborted. */
  async sleep(ms: number): Promise<boolean> {
    return (await this.#unlessAborted(this.core.clock.sleep(ms, this.order.signal).then(() => true))) ?? false;
  }

  async #clear(targets: readonly string[], purpose: RequestPurpose): Promise<Clearance> {
    const clearance = await this.order.clear(targets, purpose);
    const cleared = new Set(clearance.targets.map(({ target }) => target));
    for (const target of targets) if (!cleared.has(target)) this.#open.delete(target);
    for (const { target, repeated } of clearance.targets) {
      if (!this.#trials.has(target)) this.#trials.set(target, { repeated, unanswered: 0, waits: 0 });
    }
    return clearance;
  }

  #trialOf(target: string): Trial {
    const known = this.#trials.get(target);
    if (known) return known;
    const created = { repeated: false, unanswered: 0, waits: 0 };
    this.#trials.set(target, created);
    return created;
  }

  /** The promise's value, or undefined if it was rejected because the order was aborted. */
  async #unlessAborted<T>(promise: Promise<T>): Promise<T | undefined> {
    try {
      return await promise;
    } catch (error) {
      if (this.order.signal.aborted) return undefined;
      throw error;
    }
  }
}
