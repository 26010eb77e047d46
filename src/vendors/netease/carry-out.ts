import type { z } from 'zod';
import { type Module, modules } from '../../moderation/place.ts';
import type { Clearance, Order, OrderEnd } from '../../moderation/vendor.ts';
import { halves } from '../batch.ts';
import type { Answer, Answered } from '../client.ts';
import type { AppCore } from '../core.ts';
import type { Refusal } from '../gate.ts';
import { OrderRun, type Unsettled } from '../order-run.ts';
import type { AccountBook } from './account-book.ts';
import { allFlags, type Flags, flagNames, isSo, sameFlags, withModules } from './flags.ts';
import { type MuteModuleInput, muteModule } from './operations/mute-module.ts';
import { accountOf, type KnownState, readStates } from './read-states.ts';
import { refusalWords } from './refusal-words.ts';

/** What an order wants of every account. */
export interface ModulesWork {
  readonly modules: readonly Module[];
  readonly muted: boolean;
  readonly book: AccountBook;
}

type MuteReply = z.infer<typeof muteModule.reply>;

/**
 * Carries an order for NetEase accounts out. `everywhere` sets all four flags at once. Named modules are changed without touching the
 * others: read the accounts (200 a call), set all four flags of those that need it, compare the echo. Where the echo or the lack of a
 * reply leaves doubt, reading decides.
 */
export async function carryOutModules(order: Order, core: AppCore, work: ModulesWork): Promise<OrderEnd> {
  const accounts = order.targets.map(accountOf);
  for (const account of accounts) work.book.enter(account);
  try {
    return await new ModulesRun(order, core, work).start();
  } finally {
    for (const account of accounts) work.book.leave(account);
  }
}

class ModulesRun {
  readonly #run: OrderRun;
  readonly #work: ModulesWork;
  #refusal: Refusal | undefined;
  /** A writer failed on a bug or on the domain; the others must not go on. */
  #broken = false;

  constructor(order: Order, core: AppCore, work: ModulesWork) {
    this.#run = new OrderRun(order, core);
    this.#work = work;
  }

  async start(): Promise<OrderEnd> {
    const { targets } = this.#run.order;
    if (this.#work.modules.length === modules.length)
      await this.#writeAll(new Map(targets.map((target) => [target, undefined])));
    else await this.#readAndWrite(targets);
    const refusal = this.#refusal;
    return refusal ? { credentialsRefused: { code: refusal.code, words: refusal.words } } : {};
  }

  async #readAndWrite(targets: readonly string[]): Promise<void> {
    const known = await this.#read(targets);
    if (known === 'split') {
      for (const half of halves(targets)) await this.#readAndWrite(half);
    } else if (known) {
      await this.#writeAll(known);
    }
  }

  /** Reads accounts and ends those that need no write. The rest come back with their states; undefined: nothing more to do with them. */
  async #read(targets: readonly string[]): Promise<ReadonlyMap<string, KnownState> | 'split' | undefined> {
    const { book, muted } = this.#work;
    const read = await readStates(this.#run, { targets, book, patient: true });
    switch (read.kind) {
      case 'refused':
        await this.#refuse(this.#run.open(targets), read.refusal);
        return undefined;
      case 'unreadable': {
        const words = `NetEase did not tell what is muted now: ${read.words}`;
        await this.#run.settleUnreached(read.targets.map((target) => ({ ...read, target, words })).map(unsettledOf));
        return undefined;
      }
      case 'no':
        if (read.split) return 'split';
        await this.#reject(read.targets, read.answered);
        return undefined;
      case 'read':
        break;
      default:
        return undefined;
    }
    const toWrite = new Map<string, KnownState>();
    for (const sendable of read.cleared) {
      const { target } = sendable;
      const known = read.states.get(accountOf(target));
      if (!known) {
        await this.#run.settle([{ target, outcome: 'rejected', words: 'NetEase knows no such account' }]);
      } else if (isSo(known.flags, { modules: this.#asked(sendable), muted })) {
        const ours = this.#run.maybeDone(target);
        await this.#run.settle([
          ours ? { target, outcome: 'done' } : { target, outcome: 'already', words: 'was already so' },
        ]);
      } else {
        toWrite.set(target, known);
      }
    }
    return toWrite;
  }

  async #writeAll(states: ReadonlyMap<string, KnownState | undefined>): Promise<void> {
    const writers = [...states].map(([target, known]) =>
      this.#write(target, known).catch((error: unknown) => {
        this.#broken = true;
        throw error;
      }),
    );
    // Every writer comes to its end before the order does, also when one of them fails.
    for (const ended of await Promise.allSettled(writers)) if (ended.status === 'rejected') throw ended.reason;
  }

  async #write(target: string, state: KnownState | undefined): Promise<void> {
    const writer: Writer = { target, known: state, asked: this.#work.modules, intent: undefined, wrote: false };
    while (!this.#broken && this.#run.open([target]).length > 0) {
      const step = await this.#run.request({
        operation: muteModule,
        targets: [target],
        lock: () => this.#lock(writer),
        encode: (clearance) => this.#encode(writer, clearance),
      });
      if (step.kind === 'stopped' || step.kind === 'dropped') return;
      if (step.kind === 'refused') return this.#refuse([target], step.refusal);
      if (step.kind === 'held') {
        const read = await this.#read([target]);
        writer.known = read === 'split' ? undefined : read?.get(target);
        if (!writer.known) return;
      } else if (!(await this.#judge(writer, step.answer))) {
        return;
      }
    }
  }

  /** One writer to an account at a time. What is known of the account stays true over this writer's own writes. */
  async #lock(writer: Writer): Promise<() => void> {
    const account = accountOf(writer.target);
    const { book } = this.#work;
    const release = await book.lock(account);
    const knewNewest = writer.known?.version === book.version(account);
    writer.wrote = false;
    return () => {
      release(writer.wrote);
      if (writer.known && knewNewest) writer.known = { ...writer.known, version: book.version(account) };
    };
  }

  /** All four flags, built from the newest state; undefined while that is not known. */
  #encode(writer: Writer, { targets }: Clearance): MuteModuleInput | undefined {
    const { book, muted } = this.#work;
    const account = accountOf(writer.target);
    writer.asked = targets[0] ? this.#asked(targets[0]) : [];
    const wish = { modules: writer.asked, muted };
    const { known } = writer;
    let flags: Flags | undefined;
    if (writer.asked.length === modules.length) flags = allFlags(muted);
    else if (known?.version === book.version(account)) flags = withModules(known.flags, wish);
    if (!flags) return undefined;
    if (!writer.intent || !sameFlags(writer.intent.flags, flags)) {
      writer.intent = { flags, requestId: this.#run.core.random.hex(16) };
    }
    writer.wrote = true;
    return { accid: account, ...writer.intent };
  }

  /** Ends the account, or waits; true: write again. */
  async #judge(writer: Writer, answer: Answer<MuteReply>): Promise<boolean> {
    const { target } = writer;
    if (answer.kind === 'limited')
      return this.#wait(writer, { words: 'too many calls a second', pauseMs: answer.pauseMs });
    if (answer.kind === 'lost') {
      const { sent, words } = answer;
      return sent
        ? this.#repeat(writer, { target, words: `the reply was lost: ${words}` })
        : this.#wait(writer, { words });
    }
    const code = String(answer.code);
    if (answer.code === muteModule.success) {
      if (this.#echoed(writer, answer)) await this.#run.settle([{ target, outcome: 'done' }]);
      else await this.#decide(writer, { target, words: 'NetEase took the call, but its answer shows another state' });
      return false;
    }
    const { fact } = answer;
    switch (fact?.next) {
      case 'wait':
        return this.#wait(writer, { ...fact, code });
      case 'repeat':
        return this.#repeat(writer, { target, code, words: `NetEase did not say whether it worked: ${fact.words}` });
      case 'readBack':
        return this.#repeated(writer, answer);
      case 'refuse': {
        const { core } = this.#run;
        await this.#refuse(
          [target],
          core.gate.shut({ operation: muteModule.name, code: answer.code, words: fact.words }),
        );
        return false;
      }
      default:
        await this.#reject([target], answer);
        return false;
    }
  }

  #asked({ modules: left }: { readonly modules?: readonly Module[] }): readonly Module[] {
    return left ?? this.#work.modules;
  }

  #echoed({ asked }: Writer, { reply }: Answered<MuteReply>): boolean {
    return asked.every((module) => reply.data?.[flagNames[module]] === this.#work.muted);
  }

  /** Surely not carried out. */
  async #wait({ target }: Writer, why: { words: string; code?: string; pauseMs?: number }): Promise<boolean> {
    if (why.pauseMs) this.#run.core.pause(muteModule, why.pauseMs);
    await this.#run.unsent([target]);
    const { words, code } = why;
    return this.#run.rest({ repeats: [], waits: [{ target, words, ...(code !== undefined && { code }) }] });
  }

  /** Perhaps carried out: again, and in the end the read-back decides. */
  async #repeat(writer: Writer, why: Unsettled): Promise<boolean> {
    const { again } = this.#run.countUnanswered([why]);
    if (again.length > 0) return this.#run.rest({ repeats: again, waits: [] });
    await this.#decide(writer, why);
    return false;
  }

  /** 417 and 431: NetEase believes that it had this before. Reading tells. */
  async #repeated(writer: Writer, answer: Answered<unknown>): Promise<boolean> {
    const { target } = writer;
    const code = String(answer.code);
    const words = answer.fact?.words ?? '';
    const state = await this.#readBack(writer);
    if (state === 'ended') return false;
    if (state === 'so') {
      const ours = answer.code === 431 || this.#run.maybeDone(target);
      await this.#run.settle([
        ours ? { target, outcome: 'done' } : { target, outcome: 'already', code, words: 'was already so' },
      ]);
      return false;
    }
    if (state === 'unreadable') {
      await this.#run.settle([{ target, outcome: 'unconfirmed', code, words }]);
      return false;
    }
    // It had the id, but did not do what was asked: a new id makes it a new wish.
    writer.intent = undefined;
    return this.#repeat(writer, { target, code, words });
  }

  /** One read-back ends the account: done, failed, or, if it cannot be read, unconfirmed. */
  async #decide(writer: Writer, why: Unsettled): Promise<void> {
    const { target } = writer;
    const state = await this.#readBack(writer);
    if (state === 'so') await this.#run.settle([{ target, outcome: 'done' }]);
    if (state === 'not so') {
      const words = `${why.words}; NetEase shows that nothing changed`;
      await this.#run.settle([{ ...why, outcome: 'failed', words }]);
    }
    if (state === 'unreadable') await this.#run.settle([{ ...why, outcome: 'unconfirmed' }]);
  }

  async #readBack({ target, asked }: Writer): Promise<'so' | 'not so' | 'unreadable' | 'ended'> {
    const { book, muted } = this.#work;
    const read = await readStates(this.#run, { targets: [target], book, patient: false });
    if (read.kind === 'stopped' || read.kind === 'dropped') return 'ended';
    if (read.kind !== 'read') return 'unreadable';
    const known = read.states.get(accountOf(target));
    if (!known) return 'unreadable';
    return isSo(known.flags, { modules: asked, muted }) ? 'so' : 'not so';
  }

  async #refuse(targets: readonly string[], refusal: Refusal): Promise<void> {
    this.#refusal ??= refusal;
    await this.#run.settleUnreached(targets.map((target) => ({ target, ...refusal })));
  }

  async #reject(targets: readonly string[], answered: Answered<unknown>): Promise<void> {
    const told = { code: String(answered.code), words: refusalWords(answered) };
    await this.#run.settle(targets.map((target) => ({ target, outcome: 'rejected', ...told })));
  }
}

/** One account's way through its writes. */
interface Writer {
  readonly target: string;
  /** Something went out under the lock held now. */
  wrote: boolean;
  known: KnownState | undefined;
  /** The modules that the last request changed. */
  asked: readonly Module[];
  /** Kept while the same flags are asked for, so that NetEase can tell a repeat from a new wish. */
  intent: { readonly flags: Flags; readonly requestId: string } | undefined;
}

function unsettledOf({ target, words, code }: Unsettled): Unsettled {
  return { target, words, ...(code !== undefined && { code }) };
}
