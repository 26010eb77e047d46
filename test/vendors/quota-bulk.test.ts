import { describe, expect, it } from 'vitest';
import { silentLog } from '../../src/lib/log.ts';
import type { Place } from '../../src/moderation/place.ts';
import { type WindowKind, windowKinds } from '../../src/playground/vendor/rate-window.ts';
import { createNeteaseApp } from '../../src/vendors/netease/index.ts';
import { createZimApp } from '../../src/vendors/zim/index.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { credentials } from './apps.ts';
import { carryOutAll, everywhere, lobby, testOrder, until } from './orders.ts';
import { seededRandom } from './seeded-random.ts';
import { wireFlags } from './story-transport.ts';
import { WindowVendor } from './window-vendor.ts';

/** What a bulk of each vendor is: 500 calls at 20 a second, and 1000 at 100. */
const bulks = {
  zim: { callsPerSecond: 20, targets: 10_000, idealMs: 25_000, place: lobby },
  netease: { callsPerSecond: 100, targets: 1000, idealMs: 10_000, place: everywhere },
} as const;
type Vendor = keyof typeof bulks;

/** As long as a process has been up when somebody asks for something. */
const upMs = 5000;

interface StageOptions {
  readonly vendor: Vendor;
  readonly kind: WindowKind;
  readonly seed: number;
  readonly upMs?: number;
}

/** A vendor app in moved time, over a network whose round trips are log-normal with a median of 80 ms. */
async function stage({ vendor, kind, seed, ...times }: StageOptions) {
  const clock = new ManualClock();
  const random = seededRandom(seed);
  const { callsPerSecond } = bulks[vendor];
  const transport = new WindowVendor({
    kind,
    callsPerSecond,
    clock,
    fraction: random.fraction,
    sigma: 0.25,
    accept: ({ path, body = '' }) => (vendor === 'zim' ? { Code: 0 } : neteaseReply(path, body)),
    refuse: vendor === 'zim' ? { Code: 660300005 } : { code: 416 },
  });
  const shared = { name: vendor, url: 'https://vendor.test/', callsPerSecond, timeoutMs: 2000, clock, random };
  const options = { ...shared, log: silentLog, transport };
  const app =
    vendor === 'zim'
      ? createZimApp({ ...options, ...credentials.zim })
      : createNeteaseApp({ ...options, ...credentials.netease });
  await clock.advance(times.upMs ?? upMs);
  return { app, clock, random, transport };
}

function neteaseReply(path: string, body: string): object {
  const form = new URLSearchParams(body);
  if (path.includes('getUinfos')) {
    const accids: readonly string[] = JSON.parse(form.get('accids') ?? '[]');
    return { code: 200, uinfos: accids.map((accid) => ({ accid, ...wireFlags('----') })) };
  }
  const names = Object.keys(wireFlags('----'));
  return { code: 200, data: Object.fromEntries(names.map((name) => [name, form.get(name) === 'true'])) };
}

function idsOf(name: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${name}${index}`);
}

async function runBulk(options: StageOptions) {
  const { app, clock, transport } = await stage(options);
  const { targets, idealMs, place } = bulks[options.vendor];
  const startedAt = clock.monotonic();
  const orders = await until(clock, carryOutAll(app, idsOf('u', targets), { place }), 1);
  const done = orders.flatMap(({ endings }) => endings).filter(({ outcome }) => outcome === 'done').length;
  return { ratio: (clock.monotonic() - startedAt) / idealMs, done, transport };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe.each(windowKinds)('against a %s window', (kind) => {
  it.each([
    ['10,000 ZIM mutes', 'zim', 1.08],
    ['1000 NetEase mutes', 'netease', 1.11],
  ] as const)('%s take at most their share more than the ideal, without one refusal', async (_, vendor, most) => {
    const ratios: number[] = [];
    for (const seed of [1, 2, 3, 4, 5]) {
      const { ratio, done, transport } = await runBulk({ vendor, kind, seed });
      expect(done).toBe(bulks[vendor].targets);
      expect(transport.refused).toBe(0);
      expect(transport.mostInOneSecond).toBeLessThanOrEqual(bulks[vendor].callsPerSecond);
      // A slow last answer alone may cost half a hundredth.
      expect(ratio).toBeLessThanOrEqual(most + 0.005);
      ratios.push(ratio);
    }
    expect(mean(ratios)).toBeLessThanOrEqual(most);
  });

  it('right after a start, when nothing is saved up, 10,000 ZIM mutes still end within 1.09', async () => {
    const { ratio, transport } = await runBulk({ vendor: 'zim', kind, seed: 1, upMs: 1000 });
    expect(transport.refused).toBe(0);
    expect(ratio).toBeLessThanOrEqual(1.09);
  });
});

interface SinglesRun extends StageOptions {
  readonly place: Place;
  readonly count: number;
}

/** How long single mutes amid a bulk wait until their requests are sent, over all calls of each; what the calls themselves take is left out. */
async function waitsOf({ place, count, ...options }: SinglesRun): Promise<readonly number[]> {
  const { app, clock, random, transport } = await stage(options);
  const bulk = bulks[options.vendor];
  const bulkRun = carryOutAll(app, idsOf('u', bulk.targets), { place: bulk.place });
  const waits: number[] = [];
  for (let number = 0; number < count; number++) {
    await clock.advance((bulk.idealMs / count) * (0.7 + 0.2 * random.fraction()));
    const askedAt = clock.monotonic();
    const single = testOrder([`single${number}x`], { turn: 'single', place });
    await until(clock, app.carryOut(single), 1);
    expect(single.story()).toEqual([`single${number}x done`]);
    const calls = transport.sent.filter(({ text }) => text.includes(`single${number}x`));
    const since = [askedAt, ...calls.map(({ answeredAt }) => answeredAt)];
    waits.push(calls.reduce((sum, { at }, index) => sum + at - (since[index] ?? 0), 0));
  }
  await until(clock, bulkRun);
  expect(transport.refused).toBe(0);
  return waits;
}

const p95 = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1];

describe('a single mute amid a bulk waits at most a round trip per call at p95:', () => {
  const p2p: Place = { kind: 'modules', app: 'netease', modules: ['p2p'] };
  it.each([
    ['ZIM', 'zim', lobby, 80],
    ['NetEase everywhere', 'netease', everywhere, 80],
    ['NetEase, named modules', 'netease', p2p, 160],
  ] as const)('%s', async (_, vendor, place, most) => {
    const waits: number[] = [];
    for (const seed of [1, 2, 3, 4]) waits.push(...(await waitsOf({ vendor, kind: 'gcra', seed, place, count: 20 })));
    expect(p95(waits)).toBeLessThanOrEqual(most);
  });
});

describe('cases that run at once share the quota fairly:', () => {
  it.each(['zim', 'netease'] as const)('%s', async (vendor) => {
    const { app, clock, transport } = await stage({ vendor, kind: 'sliding', seed: 1 });
    const { targets, place, idealMs } = bulks[vendor];
    const begin = (turn: string) => carryOutAll(app, idsOf(turn, targets), { place, turn });
    const running = [begin('first'), begin('second'), begin('third')];
    await clock.advance(idealMs / 2);
    const lateAt = clock.monotonic();
    running.push(begin('late'));
    await clock.advance(idealMs / 2);
    const end = clock.monotonic();
    /** How many requests a case sent, as a part of what would have been its fair share. */
    const partOfShare = (turn: string, between: { from: number; to: number; cases: number }) => {
      const sent = transport.sent.filter(({ at }) => at >= between.from && at < between.to);
      return (sent.filter(({ text }) => text.includes(turn)).length / sent.length) * between.cases;
    };
    const parts = [
      ...['first', 'second', 'third'].map((turn) => partOfShare(turn, { from: 0, to: lateAt, cases: 3 })),
      ...['first', 'second', 'third', 'late'].map((turn) => partOfShare(turn, { from: lateAt, to: end, cases: 4 })),
    ];
    for (const part of parts) expect(Math.abs(part - 1)).toBeLessThanOrEqual(0.05);
    await until(clock, Promise.all(running));
    expect(transport.refused).toBe(0);
  });
});
