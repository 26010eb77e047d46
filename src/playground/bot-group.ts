import type { Balancer } from './balancer.ts';
import { BotKeeper, type KeeperOptions, type KeptBot } from './bot-keeper.ts';
import { Changes } from './wire/changes.ts';
import { dataOf, parseJson } from './wire/data.ts';

/** One of several bots. */
export interface Replica extends KeptBot {
  /** It is the one that carries the cases out. */
  readonly carries: boolean;
}

/** What the playground does with its bot, be it one or several behind one address. */
export interface PlaygroundBot {
  /** Of several: running while any of them is. */
  readonly state: KeptBot & { readonly replicas?: readonly Replica[] };
  onChange(listener: () => void): () => void;
  /** Starts it on this port; `0`: any free one. Throws `BotDidNotStart`. */
  start(port: string): Promise<void>;
  /** Ends it as a crash does; of several this one, or else the one that carries the cases out. */
  kill(replica?: number): Promise<void>;
  /** Starts it anew; of several this one, or else whichever was killed. Throws `BotDidNotStart`. */
  restart(replica?: number): Promise<void>;
  /** Moves the time of day forward, the bot's first. */
  forward(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** Several bots on one database, behind one address. */
export class BotGroup implements PlaygroundBot {
  readonly #options: KeeperOptions;
  readonly #keepers: readonly BotKeeper[];
  readonly #changes = new Changes();
  readonly #balancer: Balancer;
  /** The one that said last that it carries. */
  #carrier: BotKeeper | undefined;

  /** Slack is told the balancer's address; it is closed with the group. */
  constructor(count: number, options: KeeperOptions, balancer: Balancer) {
    this.#options = options;
    this.#balancer = balancer;
    this.#keepers = Array.from({ length: count }, (_, index) => {
      const keeper: BotKeeper = new BotKeeper({
        ...options,
        onTrouble: (line) => options.onTrouble(`bot ${index + 1}: ${line}`),
        onLine: (line) => this.#read(line, keeper),
      });
      keeper.onChange(() => this.#changed());
      return keeper;
    });
  }

  get state(): KeptBot & { readonly replicas: readonly Replica[] } {
    const replicas = this.#keepers.map((keeper) => ({
      ...keeper.state,
      carries: keeper === this.#carrier && keeper.state.status === 'running',
    }));
    const best =
      replicas.find(({ status }) => status === 'running') ?? replicas.find(({ status }) => status === 'starting');
    const { lastWords, ...state } = best ?? (replicas[0] as Replica);
    return { ...state, ...(best === undefined && lastWords !== undefined && { lastWords }), replicas };
  }

  onChange(listener: () => void): () => void {
    return this.#changes.on(listener);
  }

  async start(port: string): Promise<void> {
    const [first, ...others] = this.#keepers;
    await first?.start(port);
    await Promise.all(others.map((keeper) => keeper.start('0')));
  }

  async kill(replica?: number): Promise<void> {
    const running = this.#keepers.filter(({ state }) => state.status === 'running');
    const meant =
      replica === undefined ? (running.find((one) => one === this.#carrier) ?? running[0]) : this.#keepers[replica];
    await meant?.kill();
  }

  async restart(replica?: number): Promise<void> {
    const killed = this.#keepers.filter(({ state }) => state.status === 'killed');
    await Promise.all(
      (replica === undefined ? killed : this.#keepers.slice(replica, replica + 1)).map((one) => one.restart()),
    );
  }

  async forward(ms: number): Promise<void> {
    const { clock } = this.#options;
    await Promise.all(this.#keepers.map((keeper) => keeper.setAhead(clock.ahead + ms)));
    clock.forward(ms);
  }

  async close(): Promise<void> {
    await Promise.all(this.#keepers.map((keeper) => keeper.close()));
    await this.#balancer.close();
  }

  /** Its log says when it takes the work over. */
  #read(line: string, keeper: BotKeeper): void {
    if (dataOf(parseJson(line)).event !== 'carrier.began') return;
    this.#carrier = keeper;
    this.#changed();
  }

  #changed(): void {
    this.#balancer.ports = this.#keepers.flatMap(({ state }) => (state.status === 'running' ? [state.port] : []));
    this.#changes.tell('bot');
  }
}
