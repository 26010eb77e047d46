import { expect, test } from 'vitest';
import { createDeliveries } from '../../src/jobs/deliveries.ts';
import { silentLog } from '../../src/lib/log.ts';
import { type AnnouncerParts, createAnnouncer } from '../../src/slack/announcer.ts';
import { ended, memoryStore, muteInLobby } from '../store/memory-store.ts';

interface Heard {
  readonly at: number;
  readonly how: 'post' | 'update';
  readonly text: string;
}

/** The audit lane over a store in memory; Slack answers each call after `tookMs`. */
async function start(tookMs: number) {
  const store = await memoryStore();
  const { clock, cases, outbox } = store;
  const heard: Heard[] = [];
  let posts = 0;
  const hear = async (how: Heard['how'], text: string) => {
    heard.push({ at: clock.now(), how, text });
    await clock.sleep(tookMs);
  };
  const chat = {
    postMessage: async ({ text }: { text: string }) => {
      await hear('post', text);
      posts += 1;
      return { ok: true, ts: `${posts}.0` };
    },
    update: async ({ text }: { text: string }) => {
      await hear('update', text);
      return { ok: true };
    },
  };
  const announcer = createAnnouncer({
    cases,
    outbox,
    proposals: store.proposals,
    apps: new Map(),
    audit: { chat } as unknown as AnnouncerParts['audit'],
    auditChannel: 'C1',
    digestOf: async () => ({ text: 'x', blocks: [] }),
    teller: { tell: async () => undefined, direct: async () => undefined, replace: async () => undefined },
    clock,
    log: silentLog,
  });
  const lane = createDeliveries('audit', { outbox, announcer, clock, log: silentLog });
  store.onChange(lane.ring);
  lane.start();
  return {
    store,
    clock,
    heard,
    of: (number: number) => heard.filter(({ text }) => text.startsWith(`*Case ${number}*`)),
  };
}

const names = Array.from({ length: 400 }, (_, index) => `fan${index}`);

test.each([
  0, 800,
])('thirty running cases share forty updates a minute; what begins or ends is told at once (%i ms a call)', async (tookMs) => {
  const { store, clock, heard, of } = await start(tookMs);
  const running: number[] = [];
  for (let count = 0; count < 30; count += 1) {
    running.push(
      await store.recorded(muteInLobby(names, { place: { kind: 'group', app: 'zim', group: `g${count}` } })),
    );
  }
  /** Every case gets on a little every second. */
  const go = async (seconds: number) => {
    for (let second = 0; second < seconds; second += 1) {
      for (const number of running) {
        const [next] = await store.cases.openTargets({ number, after: -1, limit: 1 });
        if (next) await store.cases.settle(number, ended('done', next.target));
      }
      await clock.advance(1000);
    }
  };
  await go(3 + Math.ceil((30 * tookMs) / 1000) + 2);
  expect(heard.filter(({ how }) => how === 'post')).toHaveLength(30);

  const from = clock.now();
  await go(300);
  const updates = heard.filter(({ at, how }) => how === 'update' && at >= from);
  expect(updates.length).toBeLessThanOrEqual(5 * 40);
  expect(updates.length).toBeGreaterThan(5 * 34);
  const most = Math.max(
    ...updates.map(({ at }) => updates.filter((one) => one.at > at - 60_000 && one.at <= at).length),
  );
  expect(most).toBeLessThanOrEqual(40);
  const shares = running.map((number) => of(number).filter(({ at }) => at >= from).length);
  expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(2);

  // The last case ends: its message says so at once, though its next turn is far away.
  const last = running.pop() ?? 0;
  await store.cases.settleRest(last, { outcome: 'done' });
  await clock.advance(2 * tookMs);
  expect(of(last).at(-1)?.text).toContain('Ended: 400 done');

  // A new case is posted three seconds after it began.
  const fresh = await store.recorded(muteInLobby(['alice']));
  await clock.advance(3000 + 2 * tookMs);
  expect(of(fresh)).toMatchObject([{ how: 'post' }]);
});
