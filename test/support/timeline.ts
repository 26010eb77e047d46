import type { Clock } from '../../src/lib/clock.ts';
import type { LogLine, Replica } from './replicas.ts';

/** A request that a replica sent to a vendor: its first line, and when, epoch ms. */
export interface Sent {
  readonly at: number;
  readonly line: string;
}

/** From a time on, until before another. Epoch ms. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** One replica's time as the carrier. */
export interface Tenure extends Span {
  readonly replica: Replica;
  readonly epoch: number;
}

interface Life {
  readonly sent: readonly Sent[];
  /** How many troubles it has at once. */
  troubles: number;
  /** Since when it has none. */
  wellFrom: number;
  readonly well: Span[];
}

/** What happened to several replicas and when: when each was well, that is ran with a database, when it was the carrier, what it sent. */
export class Timeline {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #lives = new Map<Replica, Life>();

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** A replica that runs, and is well. `sent` grows. */
  add(replica: Replica, sent: readonly Sent[]): void {
    this.#lives.set(replica, { sent, troubles: 0, wellFrom: this.#clock.now(), well: [] });
  }

  hurt(replica: Replica): void {
    const life = this.#lives.get(replica);
    if (!life) return;
    if (life.troubles === 0) life.well.push({ from: life.wellFrom, to: this.#clock.now() });
    life.troubles += 1;
  }

  heal(replica: Replica): void {
    const life = this.#lives.get(replica);
    if (!life) return;
    life.troubles -= 1;
    if (life.troubles === 0) life.wellFrom = this.#clock.now();
  }

  isWell(replica: Replica): boolean {
    return this.#lives.get(replica)?.troubles === 0;
  }

  /** Whether it says that it is the carrier. */
  carries(replica: Replica): boolean {
    return tenuresOf(replica).some(({ to }) => to === Number.POSITIVE_INFINITY);
  }

  /** Everybody's, the oldest first. */
  tenures(): readonly Tenure[] {
    return [...this.#lives.keys()].flatMap(tenuresOf).toSorted((a, b) => a.from - b.from);
  }

  sent(replica: Replica): readonly Sent[] {
    return this.#lives.get(replica)?.sent ?? [];
  }

  get replicas(): readonly Replica[] {
    return [...this.#lives.keys()];
  }

  /** When somebody who was well was the carrier, in rising order; spans may overlap. */
  carried(): readonly Span[] {
    return this.tenures()
      .flatMap((tenure) => this.#wellOf(tenure.replica).map((span) => common(span, tenure)))
      .filter(({ from, to }) => from < to)
      .toSorted((a, b) => a.from - b.from);
  }

  /** For each taking over, how long it took: as long as somebody who was well waited for a carrier. Milliseconds. */
  takeOvers(): readonly number[] {
    const carried = this.carried();
    const gaps = [...this.#lives.keys()].flatMap((replica) => this.#gapsOf(replica, carried));
    const [, ...later] = this.tenures();
    return later.map(({ from: began }) =>
      Math.max(0, ...gaps.filter(({ from, to }) => from < began && began <= to).map(({ from }) => began - from)),
    );
  }

  /** How long somebody was well at the longest while nobody who was well was the carrier. Milliseconds. */
  longestGap(): number {
    const carried = this.carried();
    const gaps = [...this.#lives.keys()].flatMap((replica) => this.#gapsOf(replica, carried));
    return Math.max(0, ...gaps.map(({ from, to }) => to - from));
  }

  #gapsOf(replica: Replica, carried: readonly Span[]): readonly Span[] {
    return this.#wellOf(replica).flatMap((well) => {
      const gaps: Span[] = [];
      let { from } = well;
      for (const span of carried) {
        if (span.from > from) gaps.push({ from, to: Math.min(span.from, well.to) });
        from = Math.max(from, span.to);
        if (from >= well.to) break;
      }
      if (from < well.to) gaps.push({ from, to: well.to });
      return gaps.filter((gap) => gap.from < gap.to);
    });
  }

  #wellOf(replica: Replica): readonly Span[] {
    const life = this.#lives.get(replica);
    if (!life) return [];
    return life.troubles > 0 ? life.well : [...life.well, { from: life.wellFrom, to: this.#clock.now() }];
  }
}

function common(a: Span, b: Span): Span {
  return { from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) };
}

const ends: ReadonlySet<string> = new Set(['carrier.ended', 'carrier.lost', 'carrier.broke']);

function tenuresOf(replica: Replica): readonly Tenure[] {
  const told: readonly LogLine[] = replica.log;
  return told.flatMap(({ event, time, epoch = 0 }, index) => {
    if (event !== 'carrier.began') return [];
    const end = told.slice(index).find((line) => ends.has(line.event));
    return { replica, epoch, from: time, to: end?.time ?? Number.POSITIVE_INFINITY };
  });
}
