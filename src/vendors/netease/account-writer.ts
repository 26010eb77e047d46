import type { z } from 'zod';
import type { Ending } from '../../moderation/outcome.ts';
import { type Module, modules } from '../../moderation/place.ts';
import type { Clearance } from '../../moderation/vendor.ts';
import type { Answer, Answered } from '../client.ts';
import type { Refusal } from '../gate.ts';
import type { OrderRun, Unsettled } from '../order-run.ts';
import type { AccountBook } from './account-book.ts';
import { allFlags, type Flags, flagNames, isSo, sameFlags, withModules } from './flags.ts';
import { type MuteModuleInput, muteModule } from './operations/mute-module.ts';
import { accountOf, type KnownState, readStates } from './read-states.ts';
import { refusalOf } from './refusal-words.ts';

/** What an order wants of every account. */
export interface ModulesWork {
  readonly modules: readonly Module[];
  readonly muted: boolean;
  readonly book: AccountBook;
}

/** What the writers of one order share. */
export interface WriterDesk {
  readonly run: OrderRun;
  readonly work: ModulesWork;
  /** False: the account has its ending, or the order is over. */
  goesOn(target: string): boolean;
  /** Reads the account's state; undefined: it needs no write, or cannot be read, and has its ending or stays open. */
  read(target: string): Promise<KnownState | undefined>;
  refuse(targets: readonly string[], refusal: Refusal): Promise<void>;
  reject(targets: readonly string[], answered: Answered<unknown>): Promise<void>;
}

/** `already`; but `done` if an earlier request of ours may be why. */
export function alreadyOrDone(run: OrderRun, { target, code }: { target: string; code?: string }): Ending {
  if (run.maybeDone(target)) return { target, outcome: 'done' };
  return { target, outcome: 'already', words: 'was already so', ...(code !== undefined && { code }) };
}

type MuteReply = z.infer<typeof muteModule.reply>;

/** Takes one account through its writes to its ending. */
export class AccountWriter {
  readonly #desk: WriterDesk;
  readonly #target: string;
  readonly #account: string;
  #known: KnownState | undefined;
  /** The modules that the last request changed. */
  #asked: readonly Module[] = [];
  /** Kept while the same flags are asked for, so that NetEase can tell a repeat from a new wish. */
  #intent: { readonly flags: Flags; readonly requestId: string } | undefined;
  /** Something went out under the lock held now. */
  #wrote = false;

  constructor(desk: WriterDesk, { target, known }: { target: string; known: KnownState | undefined }) {
    this.#desk = desk;
    this.#target = target;
    this.#account = accountOf(target);
    this.#known = known;
  }

  async write(): Promise<void> {
    const { run } = this.#desk;
    while (this.#desk.goesOn(this.#target)) {
      const step = await run.request({
        operation: muteModule,
        targets: [this.#target],
        lock: () => this.#lock(),
        encode: (clearance) => this.#encode(clearance),
      });
      if (step.kind === 'stopped' || step.kind === 'dropped') return;
      if (step.kind === 'refused') return this.#desk.refuse([this.#target], step.refusal);
      if (step.kind === 'held') {
        this.#known = await this.#desk.read(this.#target);
        if (!this.#known) return;
      } else if (!(await this.#judge(step.answer))) {
        return;
      }
    }
  }

  /** One writer to an account at a time. What is known of the account stays true over this writer's own writes. */
  async #lock(): Promise<() => void> {
    const { book } = this.#desk.work;
    const release = await book.lock(this.#account);
    const knewNewest = this.#known?.version === book.version(this.#account);
    this.#wrote = false;
    return () => {
      release(this.#wrote);
      if (this.#known && knewNewest) this.#known = { ...this.#known, version: book.version(this.#account) };
    };
  }

  /** All four flags, built from the newest state; undefined while that is not known. */
  #encode({ targets: [sendable] }: Clearance): MuteModuleInput | undefined {
    const { book, muted, modules: wanted } = this.#desk.work;
    this.#asked = sendable?.modules ?? wanted;
    const flags = this.#asked.length === modules.length ? allFlags(muted) : this.#changed(book);
    if (!flags) return undefined;
    if (!this.#intent || !sameFlags(this.#intent.flags, flags)) {
      this.#intent = { flags, requestId: this.#desk.run.core.random.hex(16) };
    }
    this.#wrote = true;
    return { accid: this.#account, ...this.#intent };
  }

  #changed(book: AccountBook): Flags | undefined {
    if (this.#known?.version !== book.version(this.#account)) return undefined;
    return this.#known && withModules(this.#known.flags, this.#wish);
  }

  get #wish() {
    return { modules: this.#asked, muted: this.#desk.work.muted };
  }

  /** Ends the account, or waits; true: write again. */
  async #judge(answer: Answer<MuteReply>): Promise<boolean> {
    const target = this.#target;
    const { run } = this.#desk;
    if (answer.kind === 'limited') return this.#wait({ words: 'too many calls a second', pauseMs: answer.pauseMs });
    if (answer.kind === 'lost') {
      const { sent, words } = answer;
      return sent ? this.#repeat({ target, words: `the reply was lost: ${words}` }) : this.#wait({ words });
    }
    const { fact } = answer;
    const code = String(answer.code);
    switch (fact?.next) {
      case 'succeed':
        if (this.#echoed(answer.reply)) await run.settle([{ target, outcome: 'done' }]);
        else await this.#decide({ target, words: 'NetEase took the call, but its answer shows another state' });
        return false;
      case 'wait':
        return this.#wait({ ...fact, code });
      case 'repeat':
        return this.#repeat({ target, code, words: `NetEase did not say whether it worked: ${fact.words}` });
      case 'readBack':
        return this.#repeated(answer);
      case 'refuse': {
        const why = { operation: muteModule.name, code: answer.code, words: fact.words };
        await this.#desk.refuse([target], run.core.gate.shut(why));
        return false;
      }
      default:
        await this.#rejected(answer);
        return false;
    }
  }

  /** NetEase's no. If an earlier request may have worked, reading tells what the no is about. */
  async #rejected(answered: Answered<unknown>): Promise<void> {
    const target = this.#target;
    const { run } = this.#desk;
    const state = run.maybeDone(target) ? await this.#readBack() : 'unreadable';
    if (state === 'so') await run.settle([{ target, outcome: 'done' }]);
    if (state === 'not so') await run.settle([{ ...refusalOf(target, answered), outcome: 'rejected' }]);
    if (state === 'unreadable') await this.#desk.reject([target], answered);
  }

  #echoed({ data }: MuteReply): boolean {
    return this.#asked.every((module) => data?.[flagNames[module]] === this.#desk.work.muted);
  }

  /** Surely not carried out. */
  async #wait({ words, code, pauseMs }: { words: string; code?: string; pauseMs?: number }): Promise<boolean> {
    const { run } = this.#desk;
    if (pauseMs) run.core.pause(muteModule, pauseMs);
    await run.unsent([this.#target]);
    return run.rest({ repeats: [], waits: [{ target: this.#target, words, ...(code !== undefined && { code }) }] });
  }

  /** Perhaps carried out: again, and in the end the read-back decides. */
  async #repeat(why: Unsettled): Promise<boolean> {
    const { run } = this.#desk;
    const { again } = run.countUnanswered([why]);
    if (again.length > 0) return run.rest({ repeats: again, waits: [] });
    await this.#decide(why);
    return false;
  }

  /** 417 and 431: NetEase believes that it had this before. Reading tells. */
  async #repeated({ code: number, fact }: Answered<unknown>): Promise<boolean> {
    const target = this.#target;
    const { run } = this.#desk;
    const told = { target, code: String(number), words: fact?.words ?? '' };
    switch (await this.#readBack()) {
      case 'ended':
        return false;
      case 'so':
        // 431 knows this very request id: then the write that worked was ours.
        await run.settle([number === 431 ? { target, outcome: 'done' } : alreadyOrDone(run, told)]);
        return false;
      case 'unreadable':
        await run.settle([{ ...told, outcome: 'unconfirmed' }]);
        return false;
      case 'not so':
        // It had the id, but did not do what was asked: a new id makes it a new wish.
        this.#intent = undefined;
        return this.#repeat(told);
    }
  }

  /** One read-back ends the account: done, failed, or, if it cannot be read, unconfirmed. */
  async #decide(why: Unsettled): Promise<void> {
    const target = this.#target;
    const { run } = this.#desk;
    const state = await this.#readBack();
    if (state === 'so') await run.settle([{ target, outcome: 'done' }]);
    if (state === 'not so') {
      await run.settle([{ ...why, outcome: 'failed', words: `${why.words}; NetEase shows that nothing changed` }]);
    }
    if (state === 'unreadable') await run.settle([{ ...why, outcome: 'unconfirmed' }]);
  }

  async #readBack(): Promise<'so' | 'not so' | 'unreadable' | 'ended'> {
    const { run, work } = this.#desk;
    const read = await readStates(run, { targets: [this.#target], book: work.book, patient: false });
    if (read.kind === 'stopped' || read.kind === 'dropped') return 'ended';
    const known = read.kind === 'read' ? read.states.get(this.#account) : undefined;
    if (!known) return 'unreadable';
    return isSo(known.flags, this.#wish) ? 'so' : 'not so';
  }
}
