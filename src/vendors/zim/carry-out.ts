import { caseFields } from '../../moderation/observer.ts';
import type { Ending } from '../../moderation/outcome.ts';
import type { Clearance, Order, OrderEnd } from '../../moderation/vendor.ts';
import type { Lost } from '../attempt.ts';
import { halves, readBatch, type Verdict } from '../batch.ts';
import type { Answered, Limited } from '../client.ts';
import type { AppCore } from '../core.ts';
import { unknownCodeWords } from '../errors.ts';
import type { CodeFact, Operation } from '../operation.ts';
import { OrderRun, type Unsettled } from '../order-run.ts';
import { repeatDelayMs } from '../retry.ts';
import { type BatchReply, listedErrors } from './listed-errors.ts';

/** A ZIM operation that names several targets, and how an order becomes its input. */
export interface BatchWork<Input> {
  readonly operation: Operation<Input, BatchReply>;
  readonly encode: (clearance: Clearance) => Input;
  /** The state asked for: true to set it, false to end it. */
  readonly state: boolean;
  /** For orders of one target whose state can be read. A yes is looked at, and what got no answer is decided by it. */
  readonly readBack?: ReadBack<Input>;
}

/** What was asked of ZIM last. */
export interface Sent<Input> {
  readonly input: Input;
  /** Epoch ms. */
  readonly at: number;
}

/** What reading shows of a request: it was carried out, it was not, or that cannot be told. */
export type Seen = 'so' | 'not so' | 'unclear';

export interface ReadBack<Input> {
  see(sent: Sent<Input>): Promise<Seen>;
  /** What `not so` is, for a moderator: `the group is not muted so`. */
  readonly notSo: string;
}

/** Why no more of the order may be sent; undefined: go on. */
type Halt = OrderEnd | 'stopped' | undefined;

/** Carries one order out: sends it, splits it, repeats it, until every target has its ending. */
export async function carryOutBatch<Input>(order: Order, core: AppCore, work: BatchWork<Input>): Promise<OrderEnd> {
  const halt = await new BatchRun(order, core, work).send(order.targets);
  return halt === undefined || halt === 'stopped' ? {} : halt;
}

class BatchRun<Input> {
  readonly #run: OrderRun;
  readonly #work: BatchWork<Input>;
  /** ZIM's last answer was that the signature had expired. */
  #resigned = false;
  #sent: Sent<Input> | undefined;

  constructor(order: Order, core: AppCore, work: BatchWork<Input>) {
    this.#run = new OrderRun(order, core);
    this.#work = work;
  }

  /** Sends the given targets until each has its ending, was dropped, or nothing more may be sent. */
  async send(targets: readonly string[]): Promise<Halt> {
    for (;;) {
      const open = this.#run.open(targets);
      if (open.length === 0) return undefined;
      const step = await this.#run.request({
        operation: this.#work.operation,
        targets: open,
        encode: (clearance) => this.#encode(clearance),
      });
      if (step.kind === 'stopped') return 'stopped';
      if (step.kind === 'refused') return this.#run.endRefused(step.refusal);
      if (step.kind !== 'answer') continue;
      const asked = step.cleared.map(({ target }) => target);
      const { answer } = step;
      const { halt, split } =
        answer.kind === 'answered' ? await this.#read(asked, answer) : await this.#retry(asked, answer);
      if (halt) return halt;
      if (split) return this.#sendHalves(asked);
    }
  }

  #encode(clearance: Clearance): Input {
    const input = this.#work.encode(clearance);
    this.#sent = { input, at: this.#run.core.clock.now() };
    return input;
  }

  async #sendHalves(asked: readonly string[]): Promise<Halt> {
    for (const half of halves(asked)) {
      const halt = await this.send(half);
      if (halt) return halt;
    }
    return undefined;
  }

  async #retry(asked: readonly string[], answer: Lost | Limited): Promise<{ halt?: Halt; split?: boolean }> {
    if (answer.kind === 'limited') {
      this.#run.core.pause(this.#work.operation, answer.pauseMs);
      return this.#later({ waits: asked.map((target) => ({ target, words: 'too many calls a second' })) });
    }
    const { sent, words } = answer;
    if (!sent) return this.#later({ waits: asked.map((target) => ({ target, words })) });
    return this.#later({ repeats: asked.map((target) => ({ target, words: `the reply was lost: ${words}` })) });
  }

  async #read(asked: readonly string[], answer: Answered<BatchReply>): Promise<{ halt?: Halt; split?: boolean }> {
    const { operation, state } = this.#work;
    const { codes, success } = operation;
    const listed = listedErrors(answer.reply);
    const reading = readBatch({ asked, code: answer.code, success, listed, codes, state });
    const { core } = this.#run;
    if (reading.kind === 'whole') return this.#whole(asked, reading);
    this.#resigned = false;
    if (reading.strangers.length > 0) {
      const count = reading.strangers.length;
      const about = { app: core.client.app, operation: operation.name, ...caseFields(this.#run.order.cases) };
      core.log.warn({ event: 'vendor.strangers', ...about, count });
    }
    return this.#each(reading.verdicts);
  }

  async #whole(
    asked: readonly string[],
    { code: number, fact }: { code: number; fact: CodeFact },
  ): Promise<{ halt?: Halt; split?: boolean }> {
    const { core } = this.#run;
    const code = String(number);
    const words = fact.wholeWords ?? fact.words;
    const resigned = this.#resigned;
    this.#resigned = fact.next === 'resign';
    if (fact.next === 'resign' || fact.next === 'split') await this.#run.unsent(asked);
    if (fact.next === 'resign' && !resigned) return {};
    if (fact.next === 'refuse' || fact.next === 'resign') {
      const operation = this.#work.operation.name;
      return { halt: await this.#run.endRefused(core.gate.shut({ operation, code: number, words: fact.words })) };
    }
    if (fact.next === 'split') {
      if (asked.length > 1) return { split: true };
      await this.#reject(asked, { code, words: fact.words });
      return {};
    }
    await this.#reject(this.#run.open(), { code, words });
    return { halt: { placeRejected: { code, words } } };
  }

  async #each(verdicts: ReadonlyMap<string, Verdict>): Promise<{ halt?: Halt }> {
    const endings: Ending[] = [];
    const repeats: Unsettled[] = [];
    const waits: Unsettled[] = [];
    const surelyNot: string[] = [];
    let pauseMs = 0;
    for (const [target, verdict] of verdicts) {
      switch (verdict.kind) {
        case 'done':
          endings.push(await this.#confirmed(target));
          break;
        case 'already':
          endings.push(this.#already(target, verdict.code));
          break;
        case 'rejected':
          endings.push(await this.#rejected({ target, code: verdict.code, words: verdict.words }));
          break;
        case 'repeat':
          repeats.push({ target, code: verdict.code, words: `ZIM did not say whether it worked: ${verdict.words}` });
          break;
        case 'wait':
          waits.push({ target, code: verdict.code, words: verdict.words });
          pauseMs = Math.max(pauseMs, verdict.pauseMs);
          surelyNot.push(target);
          break;
        case 'again':
          surelyNot.push(target);
      }
    }
    if (pauseMs > 0) this.#run.core.pause(this.#work.operation, pauseMs);
    await this.#run.settle(endings);
    return this.#later({ repeats, waits, surelyNot });
  }

  /** `already` answers a repeat of our own unanswered call: then it was our call that worked. */
  #already(target: string, code: string): Ending {
    if (this.#run.maybeDone(target)) return { target, outcome: 'done' };
    return { target, outcome: 'already', code, words: 'was already so' };
  }

  /** ZIM said yes. Where that can be read it is, and if nothing can be read the yes stands. */
  async #confirmed(target: string): Promise<Ending> {
    let seen = await this.#see();
    // What is read right after a write may come from a machine that has not heard of it.
    if (seen === 'not so' && (await this.#pause())) seen = await this.#see();
    if (seen !== 'not so') return { target, outcome: 'done' };
    return { target, outcome: 'failed', words: `ZIM said yes, but ${this.#work.readBack?.notSo}` };
  }

  /** ZIM's no. If an earlier request may have worked, reading tells what the no is about. */
  async #rejected(one: Unsettled): Promise<Ending> {
    const seen = this.#run.maybeDone(one.target) ? await this.#see() : 'unclear';
    if (seen === 'so') return { target: one.target, outcome: 'done' };
    return seen === 'not so' ? { ...one, outcome: 'rejected' } : this.#run.rejection(one);
  }

  async #reject(targets: readonly string[], why: { code: string; words?: string }): Promise<void> {
    const { code, words = unknownCodeWords } = why;
    const endings: Ending[] = [];
    for (const target of targets) endings.push(await this.#rejected({ target, code, words }));
    await this.#run.settle(endings);
  }

  async #see(): Promise<Seen> {
    const { readBack } = this.#work;
    return readBack && this.#sent ? readBack.see(this.#sent) : 'unclear';
  }

  /** About a second. False: the order was aborted. */
  #pause(): Promise<boolean> {
    return this.#run.sleep(repeatDelayMs(1, this.#run.core.random));
  }

  /** Ends what was repeated often enough. A request without an answer gets a moment to take effect before the state is read. */
  async #endSpent(spent: readonly Unsettled[]): Promise<void> {
    if (spent.length === 0) return;
    const { readBack } = this.#work;
    const seen = readBack && (await this.#pause()) ? await this.#see() : 'unclear';
    await this.#run.settle(
      spent.map((one): Ending => {
        if (seen === 'so') return { target: one.target, outcome: 'done' };
        if (seen === 'not so') return { ...one, outcome: 'failed', words: `${one.words}; ${readBack?.notSo}` };
        return { ...one, outcome: 'unconfirmed' };
      }),
    );
  }

  /** Ends what was repeated often enough and waits for the rest. */
  async #later(unsettled: {
    repeats?: readonly Unsettled[];
    waits?: readonly Unsettled[];
    surelyNot?: readonly string[];
  }): Promise<{ halt?: Halt }> {
    const { repeats = [], waits = [], surelyNot = waits.map(({ target }) => target) } = unsettled;
    await this.#run.unsent(surelyNot);
    const { again, spent } = this.#run.countUnanswered(repeats);
    await this.#endSpent(spent);
    if (!(await this.#run.rest({ repeats: again, waits }))) return { halt: 'stopped' };
    // What worked after all is not sent again.
    if (again.length > 0 && (await this.#see()) === 'so') {
      await this.#run.settle(again.map(({ target }) => ({ target, outcome: 'done' })));
    }
    return {};
  }
}
