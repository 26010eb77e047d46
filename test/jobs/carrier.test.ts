import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Carrier, type Carrying, createCarrier, leaseMs, marginMs, seekEveryMs } from '../../src/jobs/carrier.ts';
import type { HeldLease } from '../../src/jobs/held-lease.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { createLog } from '../../src/lib/log.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { createSharedLease } from '../support/shared-lease.ts';

const log = createLog('silent');

/** A clock of one process: while that is frozen its timers wait, and time goes by all the same. */
class FreezingClock implements Clock {
  readonly #clock: ManualClock;
  #frozen = false;
  readonly #late: (() => void)[] = [];

  constructor(clock: ManualClock) {
    this.#clock = clock;
  }

  now = () => this.#clock.now();
  monotonic = () => this.#clock.monotonic();
  sleep = async (ms: number, signal?: AbortSignal) => {
    await this.#clock.sleep(ms, signal);
    await this.awake();
    signal?.throwIfAborted();
  };
  after = (ms: number, task: () => void) =>
    this.#clock.after(ms, () => (this.#frozen ? this.#late.push(task) : task()));

  async awake(): Promise<void> {
    if (this.#frozen) await new Promise<void>((resolve) => this.#late.push(resolve));
  }

  freeze(): void {
    this.#frozen = true;
  }

  async wake(): Promise<void> {
    this.#frozen = false;
    for (const task of this.#late.splice(0)) task();
    await this.#clock.advance(0);
  }
}

interface Process {
  readonly name: string;
  readonly clock: FreezingClock;
  readonly carrier: Carrier;
  /** What it was told to do while it carried. */
  readonly done: string[];
  isAway: boolean;
  /** It may still act as the carrier. */
  acts(): boolean;
}

function world(count: number) {
  const clock = new ManualClock();
  const shared = createSharedLease(clock);
  const processes = Array.from({ length: count }, (_, index): Process => {
    const name = `process ${index}`;
    const own = new FreezingClock(clock);
    const done: string[] = [];
    let lease: HeldLease | undefined;
    const carry = (held: HeldLease): Carrying => {
      lease = held;
      return {
        start: async () => void done.push(`start ${held.epoch}`),
        begin: (number) => void done.push(`begin ${number}`),
        cancel: (number) => void done.push(`cancel ${number}`),
        ring: () => void done.push('ring'),
        look: async () => undefined,
        drain: async (answered) => {
          await answered;
          done.push('drain');
        },
        abandon: async () => void done.push('abandon'),
        close: async () => undefined,
      };
    };
    const process: Process = {
      name,
      clock: own,
      done,
      isAway: false,
      acts: () => lease?.isHeld() ?? false,
      carrier: createCarrier({ ...shared.process(name, () => process.isAway), carry, clock: own, log }),
    };
    return process;
  });
  return {
    clock,
    shared,
    processes,
    start: async () => {
      for (const { carrier } of processes) await carrier.start();
      await clock.advance(0);
    },
    carriers: () => processes.filter((one) => one.acts()).map(({ name }) => name),
  };
}

describe('the carrier', () => {
  it('is one of all, and stays it', async () => {
    const { clock, processes, start, carriers } = world(4);
    await start();
    await clock.advance(60_000);
    expect(carriers()).toEqual(['process 0']);
    expect(processes.map(({ done }) => done)).toEqual([['start 1'], [], [], []]);
  });

  it('that stops hands over at once, when what came in was answered', async () => {
    const { clock, processes, start, carriers } = world(2);
    const [first, second] = processes as [Process, Process];
    await start();
    const { promise: answered, resolve } = Promise.withResolvers<void>();
    const stopped = first.carrier.stop(answered);
    await clock.advance(30_000);
    expect(carriers()).toEqual(['process 0']);
    resolve();
    await clock.advance(0);
    await stopped;
    expect(first.done).toEqual(['start 1', 'drain']);
    expect(second.done).toEqual(['start 2']);
    expect(carriers()).toEqual(['process 1']);
  });

  it('that stands still is replaced once its lease is over, and acts no more when it wakes', async () => {
    const { clock, processes, start, carriers } = world(2);
    const [first, second] = processes as [Process, Process];
    await start();
    first.clock.freeze();
    await clock.advance(leaseMs - 1);
    expect(second.done).toEqual([]);
    await clock.advance(1 + seekEveryMs);
    expect(second.done).toEqual(['start 2']);
    expect(first.acts()).toBe(false);
    await first.clock.wake();
    expect(carriers()).toEqual(['process 1']);
    expect(first.done).toEqual(['start 1', 'abandon']);
  });

  it('that the database does not answer stops a margin before another may begin, and comes back', async () => {
    const { clock, processes, start, carriers } = world(1);
    const [only] = processes as [Process];
    await start();
    only.isAway = true;
    await clock.advance(leaseMs - marginMs - 1);
    expect(carriers()).toEqual(['process 0']);
    await clock.advance(1);
    expect(carriers()).toEqual([]);
    expect(only.done).toEqual(['start 1', 'abandon']);
    await clock.advance(60_000);
    only.isAway = false;
    await clock.advance(10_000);
    expect(only.done).toEqual(['start 1', 'abandon', 'start 2']);
  });

  it('is not disturbed by a database that is away for a moment', async () => {
    const { clock, processes, start } = world(2);
    const [first] = processes as [Process];
    await start();
    await clock.advance(1400);
    first.isAway = true;
    await clock.advance(200);
    first.isAway = false;
    await clock.advance(20_000);
    expect(first.done).toEqual(['start 1']);
  });

  it('takes no clock that was set back for more time, and one that was set ahead for less', async () => {
    const { clock, processes, start, carriers } = world(2);
    const [first, second] = processes as [Process, Process];
    await start();
    first.clock.freeze();
    clock.jump(-3_600_000);
    await clock.advance(leaseMs - marginMs);
    expect(first.acts()).toBe(false);
    await first.clock.wake();
    await clock.advance(20_000);
    expect(carriers()).toHaveLength(1);
    const before = first.done.length + second.done.length;
    // As after a night in which the whole machine slept: its monotonic clock stood still.
    clock.jump(3_600_000);
    expect(carriers()).toEqual([]);
    await clock.advance(10_000);
    expect(carriers()).toHaveLength(1);
    expect(first.done.length + second.done.length).toBe(before + 2);
  });

  it('hears what other replicas recorded', async () => {
    const { clock, processes, start } = world(3);
    const [first, second, third] = processes as [Process, Process, Process];
    await start();
    second.carrier.begin(7);
    third.carrier.cancel(7);
    second.carrier.ring();
    first.carrier.begin(8);
    await clock.advance(0);
    expect(first.done).toEqual(['start 1', 'begin 7', 'cancel 7', 'ring', 'begin 8']);
    expect([...second.done, ...third.done]).toEqual([]);
  });

  const step = fc.oneof(
    fc.record({ kind: fc.constantFrom('freeze', 'wake', 'away', 'back', 'stop'), who: fc.nat(3) }),
    fc.record({ kind: fc.constant('wait'), ms: fc.nat(9000) }),
  );
  it('is never two at once, whoever freezes, is cut off, stops or wakes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const { clock, processes, start, carriers } = world(4);
        await start();
        for (const one of steps) {
          if ('ms' in one) {
            for (let passed = 0; passed < one.ms; passed += 250) {
              await clock.advance(250);
              expect(carriers().length).toBeLessThanOrEqual(1);
            }
            continue;
          }
          const process = processes[one.who] as Process;
          if (one.kind === 'freeze') process.clock.freeze();
          if (one.kind === 'wake') await process.clock.wake();
          if (one.kind === 'away' || one.kind === 'back') process.isAway = one.kind === 'away';
          if (one.kind === 'stop') void process.carrier.stop(Promise.resolve());
          expect(carriers().length).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 60 },
    );
  });
});
