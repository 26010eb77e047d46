import type { Ending } from '../../moderation/outcome.ts';
import { modules } from '../../moderation/place.ts';
import type { Order, OrderEnd } from '../../moderation/vendor.ts';
import { halves } from '../batch.ts';
import type { Answered } from '../client.ts';
import type { AppCore } from '../core.ts';
import type { Refusal } from '../gate.ts';
import { OrderRun } from '../order-run.ts';
import { AccountWriter, alreadyOrDone, type ModulesWork, type WriterDesk } from './account-writer.ts';
import { isSo } from './flags.ts';
import { accountOf, type KnownState, readStates } from './read-states.ts';
import { refusalOf } from './refusal-words.ts';

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

/** What one read made of some accounts. */
type Read = ReadonlyMap<string, KnownState> | 'split' | undefined;

class ModulesRun implements WriterDesk {
  readonly run: OrderRun;
  readonly work: ModulesWork;
  #refusal: Refusal | undefined;
  /** A writer failed on a bug or on the domain; the others must not go on. */
  #broken = false;

  constructor(order: Order, core: AppCore, work: ModulesWork) {
    this.run = new OrderRun(order, core);
    this.work = work;
  }

  async start(): Promise<OrderEnd> {
    const { targets } = this.run.order;
    const everywhere = this.work.modules.length === modules.length;
    if (everywhere) await this.#writeAll(new Map(targets.map((target) => [target, undefined])));
    else await this.#readAndWrite(targets);
    const refusal = this.#refusal;
    return refusal ? { credentialsRefused: { code: refusal.code, words: refusal.words } } : {};
  }

  goesOn(target: string): boolean {
    return !this.#broken && this.run.open([target]).length > 0;
  }

  async read(target: string): Promise<KnownState | undefined> {
    const read = await this.#read([target]);
    return read === 'split' ? undefined : read?.get(target);
  }

  async refuse(targets: readonly string[], { code, words }: Refusal): Promise<void> {
    this.#refusal ??= { code, words };
    await this.run.settleUnreached(targets.map((target) => ({ target, code, words })));
  }

  async reject(targets: readonly string[], answered: Answered<unknown>): Promise<void> {
    await this.run.settle(targets.map((target) => this.run.rejection(refusalOf(target, answered))));
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
  async #read(targets: readonly string[]): Promise<Read> {
    const read = await readStates(this.run, { targets, book: this.work.book, patient: true });
    switch (read.kind) {
      case 'read':
        break;
      case 'refused':
        await this.refuse(this.run.open(targets), read.refusal);
        return undefined;
      case 'unreadable': {
        const { code } = read;
        const told = {
          words: `NetEase did not tell what is muted now: ${read.words}`,
          ...(code !== undefined && { code }),
        };
        await this.run.settleUnreached(read.targets.map((target) => ({ target, ...told })));
        return undefined;
      }
      case 'no':
        if (read.split) return 'split';
        await this.reject(read.targets, read.answered);
        return undefined;
      default:
        return undefined;
    }

    const toWrite = new Map<string, KnownState>();
    const endings: Ending[] = [];
    for (const { target, modules: asked = this.work.modules } of read.cleared) {
      const known = read.states.get(accountOf(target));
      if (!known) endings.push({ target, outcome: 'rejected', words: 'NetEase knows no such account' });
      else if (isSo(known.flags, { modules: asked, muted: this.work.muted }))
        endings.push(alreadyOrDone(this.run, { target }));
      else toWrite.set(target, known);
    }
    await this.run.settle(endings);
    return toWrite;
  }

  async #writeAll(states: ReadonlyMap<string, KnownState | undefined>): Promise<void> {
    const writers = [...states].map(([target, known]) =>
      new AccountWriter(this, { target, known }).write().catch((error: unknown) => {
        this.#broken = true;
        throw error;
      }),
    );
    // Every writer comes to its end before the order does, also when one of them fails.
    for (const ended of await Promise.allSettled(writers)) if (ended.status === 'rejected') throw ended.reason;
  }
}
