import { type BotOptions, type BotProcess, startBot } from './bot-process.ts';
import type { ShiftedClock } from './shifted-clock.ts';
import { Changes } from './wire/changes.ts';

/** What {@link BotKeeper} needs to start the bot again and again. */
export interface KeeperOptions extends Omit<BotOptions, 'ahead' | 'environment'> {
  readonly clock: ShiftedClock;
  /** Asked for at every start. What it throws is why the bot did not start. */
  readonly environment: () => BotOptions['environment'];
}

/** How the bot is doing. */
export interface KeptBot {
  readonly status: 'starting' | 'running' | 'killed';
  /** The same after a restart; 0: it never listened. */
  readonly port: number;
  /** 0: it does not run. */
  readonly pid: number;
  /** The last warning or error of its log, or why it did not start. */
  readonly trouble?: string;
  /** How it ended, if nobody had asked for that, and what it said last. */
  readonly lastWords?: string;
}

/** Starts the bot, kills it and starts it anew on the same folder and port, with the playground's time of day. */
export class BotKeeper {
  readonly #options: KeeperOptions;
  readonly #changes = new Changes();
  #bot: BotProcess | undefined;
  #state: KeptBot = { status: 'starting', port: 0, pid: 0 };
  /** One start, stop or kill after the other. */
  #turn: Promise<unknown> = Promise.resolve();
  #closing = false;
  /** Its end was asked for. */
  #ending = false;

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  get state(): KeptBot {
    return this.#state;
  }

  /** Calls `listener` after every change until the returned function is called. */
  onChange(listener: () => void): () => void {
    return this.#changes.on(listener);
  }

  /** Starts it on this port; `0`: any free one. Throws `BotDidNotStart`. */
  start(port: string): Promise<void> {
    return this.#inTurn(() => this.#start(port));
  }

  /** Ends it as a crash does; it has time for nothing. */
  kill(): Promise<void> {
    return this.#inTurn(async () => {
      this.#ending = true;
      this.#bot?.kill();
      await this.#bot?.ended;
    });
  }

  /** Starts it anew; one that still runs is stopped first, and finishes what is in flight. Throws `BotDidNotStart`. */
  restart(): Promise<void> {
    return this.#inTurn(async () => {
      this.#ending = true;
      await this.#bot?.stop();
      await this.#start(String(this.#state.port));
    });
  }

  /** Moves the time of day forward, the bot's first. */
  async forward(ms: number): Promise<void> {
    const { clock } = this.#options;
    await this.setAhead(clock.ahead + ms);
    clock.forward(ms);
  }

  /** Moves the time of day of the bot alone, so that it is so far ahead of the machine's. */
  async setAhead(ms: number): Promise<void> {
    await this.#bot?.setAhead(ms);
  }

  async close(): Promise<void> {
    this.#closing = true;
    await this.#inTurn(async () => {
      this.#ending = true;
      await this.#bot?.stop();
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #start(port: string): Promise<void> {
    if (this.#closing) return;
    this.#set({ status: 'starting', port: this.#state.port, pid: 0 });
    const { clock, environment, onTrouble, onLine, program } = this.#options;
    const trouble = (line: string) => {
      this.#set({ ...this.#state, trouble: line });
      onTrouble(line);
    };
    try {
      const bot = await startBot({
        program,
        environment: { ...environment(), PORT: port },
        ahead: clock.ahead,
        onTrouble: trouble,
        ...(onLine && { onLine }),
      });
      this.#bot = bot;
      this.#set({ ...this.#state, status: 'running', port: bot.port, pid: bot.pid });
      this.#ending = false;
      void bot.ended.then(() => {
        this.#bot = undefined;
        const lastWords = this.#ending ? undefined : bot.lastWords();
        this.#set({ ...this.#state, status: 'killed', pid: 0, ...(lastWords !== undefined && { lastWords }) });
        if (lastWords !== undefined)
          trouble(`The bot has ended by itself. It can be restarted in the page. ${lastWords}`);
      });
      // What was moved while it started.
      await bot.setAhead(clock.ahead);
    } catch (error) {
      this.#set({ ...this.#state, status: 'killed', trouble: (error as Error).message });
      throw error;
    }
  }

  #set(state: KeptBot): void {
    this.#state = state;
    this.#changes.tell('bot');
  }
}
