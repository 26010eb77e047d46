import { describe, expect, test } from 'vitest';
import { createRunner } from '../../src/jobs/runner.ts';
import { silentLog } from '../../src/lib/log.ts';
import { createCredentialsAlarm } from '../../src/moderation/credentials-alarm.ts';
import { modules } from '../../src/moderation/place.ts';
import { createPlaceLocks } from '../../src/moderation/place-locks.ts';
import type { Cases } from '../../src/moderation/ports.ts';
import { createNeteaseApp } from '../../src/vendors/netease/index.ts';
import { type MemoryStore, memoryStore, muteInModules } from '../store/memory-store.ts';
import { credentials } from '../vendors/apps.ts';
import { seededRandom } from '../vendors/seeded-random.ts';
import { hear, type Line, lost, netease } from '../vendors/story-transport.ts';

interface Bot {
  readonly store: MemoryStore;
  readonly cases?: Partial<Cases>;
  readonly callsPerSecond: number;
  /** What NetEase answers about one account, and after how long. */
  readonly answers: (account: string) => { readonly line: Line; readonly tookMs: number };
}

/** Carries cases out for NetEase, whose answers come in moved time. */
function runnerOf({ store, cases, callsPerSecond, answers }: Bot) {
  const { clock } = store;
  const app = createNeteaseApp({
    name: 'netease',
    url: 'https://netease.test/nimserver',
    ...credentials.netease,
    callsPerSecond,
    timeoutMs: 2000,
    clock,
    random: seededRandom(7),
    log: silentLog,
    transport: {
      attempt: async (request, { onSent }) => {
        const heard = hear(request, clock.monotonic());
        const { line, tookMs } = answers(heard.form.get('accid') ?? '');
        onSent?.();
        await clock.sleep(tookMs);
        return typeof line === 'function' ? line(heard) : line;
      },
      close: async () => undefined,
    },
  });
  return createRunner({
    cases: { ...store.cases, ...cases },
    apps: new Map([['netease', app]]),
    locks: createPlaceLocks(),
    credentialsAlarm: createCredentialsAlarm({ outbox: store.outbox, clock }),
    clock,
    log: silentLog,
  });
}

const everywhere = (targets: readonly string[], seconds: number) =>
  muteInModules(targets, modules, { length: { kind: 'timed', seconds } });

/** Lets the event loop turn until it is so; no time passes. */
async function turnUntil(is: () => Promise<boolean>): Promise<void> {
  for (let turns = 0; !(await is()); turns += 1) {
    if (turns > 50_000) throw new Error('It never happens.');
    await new Promise(setImmediate);
  }
}

const isClosed = async (store: MemoryStore, number: number) => (await store.cases.find(number))?.closedAt !== undefined;

const endings = async (store: MemoryStore, number: number) =>
  (await store.cases.groups(number, 5)).map(({ outcome, words, count }) => [outcome, words, count]);

describe('a case of 20,000 whose time runs out', () => {
  test('is ended in a few steps, and commands are answered meanwhile', async () => {
    const store = await memoryStore();
    const people = Array.from({ length: 20_000 }, (_, index) => `fan${index}`);
    const number = await store.recorded(everywhere(people, 3));
    let clears = 0;
    let commandAnswered: Promise<boolean> | undefined;
    const isOver = () => store.clock.now() >= Date.UTC(2026, 10, 22, 12, 0, 3);
    const clear: Cases['clear'] = async (...asked) => {
      clears += Number(isOver());
      if (isOver())
        commandAnswered ??= new Promise((resolve, reject) => {
          // A command comes through a socket: that takes a turn of the event loop.
          setImmediate(async () => {
            try {
              await store.recorded(everywhere(['mallory'], 60));
              resolve(!(await isClosed(store, number)));
            } catch (error) {
              reject(error);
            }
          });
        });
      return store.cases.clear(...asked);
    };
    const answers = () => ({ line: netease.obeys, tookMs: 80 });
    const runner = runnerOf({ store, cases: { clear }, callsPerSecond: 100, answers });
    runner.start(number);
    while (!isOver()) await store.clock.advance(50);
    await store.clock.advance(100);
    await turnUntil(() => isClosed(store, number));
    expect(await commandAnswered).toBe(true);
    expect(clears).toBeLessThan(60);
    const told = await endings(store, number);
    expect(told.map(([outcome]) => outcome)).toEqual(['done', 'failed']);
    expect(told[1]?.[1]).toBe('its time ran out first');
    expect(told.reduce((sum, [, , count]) => sum + Number(count), 0)).toBe(20_000);
    await runner.stop();
  });
});

test('when the time is up each target ends as what is known of it', async () => {
  const store = await memoryStore();
  const number = await store.recorded(
    everywhere(['answered late', 'lost', 'answered', 'open', 'open too', 'named again'], 3),
  );
  await store.recorded(everywhere(['named again'], 3600));
  const runner = runnerOf({
    store,
    callsPerSecond: 3,
    answers: (account) => {
      if (account === 'answered late') return { line: netease.obeys, tookMs: 6000 };
      if (account === 'lost') return { line: lost, tookMs: 100 };
      return { line: netease.obeys, tookMs: 1000 };
    },
  });
  runner.start(number);
  for (let steps = 0; steps < 60; steps += 1) await store.clock.advance(100);
  expect(await isClosed(store, number)).toBe(false);
  for (let steps = 0; steps < 30; steps += 1) await store.clock.advance(100);
  await turnUntil(() => isClosed(store, number));
  const groups = await store.cases.groups(number, 5);
  expect(Object.fromEntries(groups.map(({ outcome, words, targets }) => [outcome, [words, targets]]))).toEqual({
    done: [undefined, ['answered late', 'answered']],
    unconfirmed: ['no answer came before its time ran out', ['lost']],
    failed: ['its time ran out first', ['open', 'open too']],
    skipped: ['case 2 is newer', ['named again']],
  });
  await runner.stop();
});

test('a clock that is set back just then leaves nothing open: the case goes on until its time is up again', async () => {
  const store = await memoryStore();
  const number = await store.recorded(everywhere(['alice', 'bob'], 3));
  const jumps = [-3000];
  const clear: Cases['clear'] = async (...asked) => {
    const clearance = await store.cases.clear(...asked);
    if (clearance.timeIsUp) store.clock.jump(jumps.pop() ?? 0);
    return clearance;
  };
  store.clock.jump(3000);
  const answers = () => ({ line: netease.obeys, tookMs: 100 });
  const runner = runnerOf({ store, cases: { clear }, callsPerSecond: 1, answers });
  runner.start(number);
  for (let steps = 0; steps < 60; steps += 1) await store.clock.advance(100);
  await turnUntil(() => isClosed(store, number));
  expect(await endings(store, number)).toEqual([
    ['done', undefined, 1],
    ['failed', 'its time ran out first', 1],
  ]);
  await runner.stop();
});
