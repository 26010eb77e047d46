import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { Random } from '../../lib/random.ts';
import { SlackConnection } from './connection.ts';
import type { Envelope } from './message.ts';
import { passing, SocketTrouble, socketWords } from './trouble.ts';

/**
 * Slack gives each envelope to one of an app's connections. With two, one that breaks without a word leaves the other; Slack allows ten for
 * all replicas together.
 */
const wanted = 2;
/** A connection that lasted this long was sound: the next is opened at once. Slack keeps one for hours. */
const soundMs = 60_000;
const firstWaitMs = 500;
const longestWaitMs = 30_000;

export interface ConnectionsOptions {
  /** Asks for an address to connect to. Throws {@link SocketTrouble}. */
  readonly ask: () => Promise<string>;
  readonly hear: (envelope: Envelope, connection: SlackConnection) => void;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/**
 * Keeps connections to Slack up until it is told to stop, whatever happens to them. Where Slack asks for another in place of one, the new one is
 * up before the old one is closed. It waits longer with each failure in a row, and never gives up: a token that is refused now may be the
 * admin's mistake of a minute.
 */
export class SlackConnections {
  readonly #options: ConnectionsOptions;
  readonly #all = new Set<SlackConnection>();
  readonly #stopping = new AbortController();
  /** Why the last attempt came to nothing, until one succeeds. */
  #trouble: string | undefined;

  constructor(options: ConnectionsOptions) {
    this.#options = options;
  }

  /**
   * Resolves when the first one is up, or when it is not for a reason that passes; the others follow on their own. Throws
   * {@link SocketTrouble} for any other reason, and has then stopped.
   */
  async start(): Promise<void> {
    const first = Promise.withResolvers<void>();
    let isStarting = true;
    void this.#keepOne((trouble) => {
      if (!isStarting) return;
      isStarting = false;
      if (!trouble || passing.includes(trouble.word)) return first.resolve();
      this.close();
      first.reject(trouble);
    });
    await first.promise;
    for (let count = 1; count < wanted; count++) void this.#keepOne(() => undefined);
  }

  /** How many are up, how many are wanted, and in a word why there are fewer. */
  state(): { readonly up: number; readonly wanted: number; readonly trouble: string | undefined } {
    return { up: this.#up(), wanted, trouble: this.#trouble };
  }

  /** Opens no more, and closes each as soon as what came in over it is acknowledged. Slack gives what follows to other processes. */
  retire(): void {
    this.#stopping.abort();
    for (const connection of this.#all) connection.retire();
  }

  /** Closes all of them now. */
  close(): void {
    this.#stopping.abort();
    for (const connection of this.#all) connection.close();
  }

  #up(): number {
    return [...this.#all].filter(({ isOpen }) => isOpen).length;
  }

  /** One after another, each in the place of the one before, until the stop; tells how each attempt went. Never rejects. */
  async #keepOne(tried: (trouble?: SocketTrouble) => void): Promise<void> {
    const { clock } = this.#options;
    const { signal } = this.#stopping;
    let former: SlackConnection | undefined;
    let failures = 0;
    while (!signal.aborted) {
      let trouble: SocketTrouble;
      try {
        const connection = await this.#open();
        former?.retire();
        former = connection;
        tried();
        const openedAt = clock.monotonic();
        trouble = new SocketTrouble(await connection.leaving);
        failures = clock.monotonic() - openedAt < soundMs ? failures + 1 : 0;
        if (!signal.aborted) this.#tellLeaving(trouble, connection);
      } catch (error) {
        trouble = error instanceof SocketTrouble ? error : new SocketTrouble('cut');
        failures += 1;
        if (!signal.aborted) tried(trouble);
        if (!signal.aborted) this.#tellFailure(trouble);
      }
      await clock.sleep(this.#waitMs(trouble, failures), signal).catch(() => undefined);
    }
  }

  async #open(): Promise<SlackConnection> {
    const { ask, hear, clock, log } = this.#options;
    const address = await ask();
    this.#stopping.signal.throwIfAborted();
    for (const each of this.#all) if (each.isEnded) this.#all.delete(each);
    const misheard = () => log.warn({ event: 'socket.misheard' }, 'Slack sent something that Hush cannot read.');
    const connection = new SlackConnection(address, { clock, hear, misheard });
    this.#all.add(connection);
    await connection.greeted;
    this.#trouble = undefined;
    log.info({ event: 'socket.connected', up: this.#up() }, 'Slack is connected.');
    return connection;
  }

  #waitMs({ waitMs }: SocketTrouble, failures: number): number {
    if (waitMs !== undefined) return waitMs;
    if (failures === 0) return 0;
    const longest = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(failures - 1, 10));
    return longest * (0.5 + this.#options.random.fraction() / 2);
  }

  #tellLeaving(trouble: SocketTrouble, connection: SlackConnection): void {
    const { log } = this.#options;
    if (trouble.waitMs !== undefined) {
      // Slack will have no other in its place for now, and ends this one itself.
      connection.close();
      this.#tellFailure(trouble);
      return;
    }
    const fields = { event: 'socket.leaving', why: trouble.word, up: this.#up() };
    if (connection.isOpen) log.info(fields, 'Slack asks for another connection in the place of one.');
    else log.warn(fields, 'A connection to Slack broke; another is opened.');
  }

  /** Once, and again when the reason is another. */
  #tellFailure({ word }: SocketTrouble): void {
    if (word === this.#trouble) return;
    this.#trouble = word;
    const { what, fix } = socketWords(word);
    const fields = { event: 'socket.failed', trouble: word, up: this.#up() };
    this.#options.log[fields.up === 0 ? 'error' : 'warn'](fields, `${what}. ${fix}`);
  }
}
