import { describe, expect, test } from 'vitest';
import { createDeliveries, type Deliveries } from '../../src/jobs/deliveries.ts';
import { silentLog } from '../../src/lib/log.ts';
import type { Again } from '../../src/moderation/announcer.ts';
import type { Delivery, Lane, Outbox } from '../../src/moderation/ports.ts';
import { ended, type MemoryStore, memoryStore, muteInLobby } from '../store/memory-store.ts';

type Deliver = (delivery: Delivery) => Promise<Again>;

interface Bed {
  readonly store: MemoryStore;
  readonly lane: Deliveries;
  /** How often the outbox was asked what is due. */
  looks(): number;
}

async function start(
  lane: Lane,
  deliver: Deliver,
  changes: (outbox: Outbox) => Partial<Outbox> = () => ({}),
): Promise<Bed> {
  const store = await memoryStore();
  let looks = 0;
  const counting: Outbox = {
    ...store.outbox,
    due: (query) => {
      looks += 1;
      return store.outbox.due(query);
    },
  };
  const outbox = { ...counting, ...changes(store.outbox) };
  const deliveries = createDeliveries(lane, { outbox, announcer: { deliver }, clock: store.clock, log: silentLog });
  store.onChange(deliveries.ring);
  deliveries.start();
  await store.clock.advance(0);
  return { store, lane: deliveries, looks: () => looks };
}

/** A message that is on its way until the test answers it. */
function held() {
  const answers: (() => void)[] = [];
  const sent: Delivery[] = [];
  const deliver: Deliver = (delivery) => {
    sent.push(delivery);
    const { promise, resolve } = Promise.withResolvers<Again>();
    answers.push(() => resolve(undefined));
    return promise;
  };
  return { sent, answers, deliver };
}

describe('the audit lane', () => {
  test('tells one after the other, in order', async () => {
    const { sent, answers, deliver } = held();
    const { store } = await start('audit', deliver);
    for (const text of ['a', 'b', 'c']) await store.outbox.notice(text);
    for (const count of [1, 2, 3]) {
      await store.clock.advance(10);
      expect(sent.map(({ text }) => text)).toEqual(['a', 'b', 'c'].slice(0, count));
      answers[count - 1]?.();
    }
  });

  test('holds back everything behind a message that Slack refuses, until it is taken', async () => {
    const told: string[] = [];
    let refused = true;
    const { store } = await start('audit', async ({ text = '' }) => {
      if (text === 'a' && refused) return { at: store.clock.now() + 5000, error: 'channel_not_found' };
      told.push(text);
      return undefined;
    });
    for (const text of ['a', 'b']) await store.outbox.notice(text);
    await store.clock.advance(4999);
    await store.outbox.notice('c');
    await store.clock.advance(5001);
    expect(told).toEqual([]);
    refused = false;
    await store.clock.advance(5000);
    expect(told).toEqual(['a', 'b', 'c']);
  });

  test('keeps the order over a restart: what Slack refused before is offered first, at once', async () => {
    const told: string[] = [];
    const { store, lane } = await start('audit', async () => ({
      at: store.clock.now() + 300_000,
      error: 'is_archived',
    }));
    await store.outbox.notice('a');
    await store.clock.advance(1000);
    await lane.stop();
    await store.outbox.notice('b');
    const deliver: Deliver = async ({ text = '' }) => void told.push(text);
    const next = createDeliveries('audit', {
      outbox: store.outbox,
      announcer: { deliver },
      clock: store.clock,
      log: silentLog,
    });
    next.start();
    await store.clock.advance(1000);
    expect(told).toEqual(['a', 'b']);
    await next.stop();
  });

  test('does not hold back others for a message that will have more to tell', async () => {
    const told: string[] = [];
    const { store } = await start('audit', async ({ text = '' }) => {
      told.push(text);
      return text === 'a' ? { at: store.clock.now() + 3000 } : undefined;
    });
    for (const text of ['a', 'b']) await store.outbox.notice(text);
    await store.clock.advance(2999);
    expect(told).toEqual(['a', 'b']);
    await store.clock.advance(1);
    expect(told).toEqual(['a', 'b', 'a']);
  });

  test('goes on after a message that could not be built, a minute later', async () => {
    let broken = true;
    const told: string[] = [];
    const { store } = await start('audit', async ({ text = '' }) => {
      if (broken) throw new Error('a bug');
      told.push(text);
      return undefined;
    });
    await store.outbox.notice('a');
    await store.clock.advance(59_999);
    expect(await store.outbox.stuck()).toBe('internal');
    broken = false;
    await store.clock.advance(1);
    expect(told).toEqual(['a']);
  });
});

describe('the private lane', () => {
  test('has up to eight messages under way, and one that is slow does not stop the rest', async () => {
    const { sent, answers, deliver } = held();
    const { store } = await start('private', deliver);
    for (let count = 0; count < 12; count += 1) {
      const number = await store.recorded(muteInLobby(['alice']));
      await store.cases.settle(number, ended('done', 'alice'));
    }
    await store.clock.advance(300);
    expect(sent).toHaveLength(8);
    answers[3]?.();
    answers[7]?.();
    await store.clock.advance(300);
    expect(sent).toHaveLength(10);
    for (const answer of answers) answer();
    await store.clock.advance(300);
    for (const answer of answers) answer();
    await store.clock.advance(300);
    expect(new Set(sent.map((one) => one.case)).size).toBe(12);
    expect(sent).toHaveLength(12);
  });
});

describe.each(['audit', 'private'] as const)('the %s lane', (lane) => {
  async function plan(store: MemoryStore): Promise<void> {
    const number = await store.recorded(muteInLobby(['alice']));
    await store.cases.settle(number, ended('done', 'alice'));
  }

  test('does not spin while a message is on its way or nothing is due', async () => {
    const { sent, deliver } = held();
    const { store, looks } = await start(lane, deliver);
    const idle = looks();
    await store.clock.advance(60_000);
    expect(looks() - idle).toBe(0);
    await plan(store);
    await store.clock.advance(0);
    expect(sent).toHaveLength(1);
    const before = looks();
    await store.clock.advance(10_000);
    expect(looks() - before).toBeLessThanOrEqual(41);
  });

  test('wakes up at once for what is planned while it waits', async () => {
    const told: Delivery[] = [];
    const { store } = await start(lane, async (delivery) => void told.push(delivery));
    await store.clock.advance(1000);
    await plan(store);
    await store.clock.advance(0);
    expect(told).toHaveLength(1);
  });

  test('stops after what is under way and what is due, and begins nothing that is not', async () => {
    const { sent, answers, deliver } = held();
    const { store, lane: deliveries } = await start(lane, deliver);
    await plan(store);
    await store.clock.advance(0);
    await plan(store);
    let stopped = false;
    const stopping = deliveries.stop().then(() => {
      stopped = true;
    });
    await store.recorded(muteInLobby(['later']));
    await store.clock.advance(1000);
    expect(stopped).toBe(false);
    for (let turn = 0; turn < 4; turn += 1) {
      for (const answer of answers.splice(0)) answer();
      await store.clock.advance(10);
    }
    await stopping;
    expect(sent.map((one) => one.case)).toEqual([1, 2]);
    await plan(store);
    await store.clock.advance(10_000);
    expect(sent).toHaveLength(2);
  });

  test('tells nothing twice while the store cannot take down that it was told, and has it taken down as soon as it can', async () => {
    let tellings = 0;
    let full = true;
    const deliver = async () => {
      tellings += 1;
      return undefined;
    };
    const { store, lane: deliveries } = await start(lane, deliver, (outbox) => ({
      done: (delivery) => (full ? Promise.reject(new Error('disk full')) : outbox.done(delivery)),
    }));
    await plan(store);
    await store.clock.advance(600_000);
    expect(tellings).toBe(1);
    full = false;
    await store.clock.advance(5000);
    expect(await store.outbox.nextDue(lane)).toBeUndefined();
    expect(tellings).toBe(1);
    await deliveries.stop();
  });

  test('survives a store that does not answer, and stops all the same', async () => {
    let broken = true;
    const told: Delivery[] = [];
    const { store, lane: deliveries } = await start(
      lane,
      async (delivery) => void told.push(delivery),
      (outbox) => ({ due: (query) => (broken ? Promise.reject(new Error('locked')) : outbox.due(query)) }),
    );
    await plan(store);
    await store.clock.advance(500);
    broken = false;
    await store.clock.advance(1000);
    expect(told).toHaveLength(1);
    broken = true;
    await deliveries.stop();
  });
});
