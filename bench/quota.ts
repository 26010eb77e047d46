/**
 * A bulk at the vendor's limit: Hush's quota beside the libraries that people limit calls with, in one run, through one simulated vendor that
 * counts by fixed, sliding, token-bucket or GCRA windows and is a log-normal round trip of 80 ms (median, sigma 0.25) away. Time is moved, so
 * the run is short, and the seeds are the same for everybody. Prints tables; asserts nothing.
 *
 * Under each kind of window: the time ÷ the ideal (calls ÷ limit), and how many requests were refused, both on average over the seeds.
 * "Most in 1 s" is what reached the vendor in the worst second of all runs. Single mutes are asked for every second or so while another bulk
 * runs; their wait is from asking to the sending of the request that the vendor took.
 */
import { type WindowKind, windowKinds } from '../src/playground/vendor/rate-window.ts';
import { seededRandom } from '../test/vendors/seeded-random.ts';
import { WindowVendor } from '../test/vendors/window-vendor.ts';
import { printTable, quantile } from './measure.ts';
import { clients, type Keeper, type Limit } from './quota/clients.ts';
import { inMovedTime, movedClock } from './quota/moved-time.ts';

const seeds = [1, 2, 3];

interface Bulk extends Limit {
  readonly name: string;
  readonly calls: number;
  /** Over its quota the vendor refuses everything for so long. */
  readonly blockMs: number;
  readonly betweenSinglesMs: number;
}

const bulks: readonly Bulk[] = [
  {
    name: 'ZIM, 10,000 people in one group: 500 calls at 20 a second, ideal 25 s',
    callsPerSecond: 20,
    calls: 500,
    pauseMs: 1000,
    blockMs: 0,
    betweenSinglesMs: 1000,
  },
  {
    name: 'NetEase, 1000 accounts: 1000 calls at 100 a second, ideal 10 s; one call too many blocks all for 10 s',
    callsPerSecond: 100,
    calls: 1000,
    pauseMs: 10_000,
    blockMs: 10_000,
    betweenSinglesMs: 500,
  },
];

interface Run {
  readonly bulk: Bulk;
  readonly create: (limit: Limit) => Keeper;
  readonly kind: WindowKind;
  readonly seed: number;
  readonly withSingles?: boolean;
}

function run({ bulk, create, kind, seed, withSingles = false }: Run) {
  return inMovedTime(async () => {
    const { fraction } = seededRandom(seed);
    // A bulk begins anywhere in the vendor's seconds.
    await movedClock.sleep(1000 * fraction());
    const vendor = new WindowVendor({
      ...bulk,
      kind,
      clock: movedClock,
      fraction,
      sigma: 0.25,
      accept: () => ({ taken: true }),
      refuse: { taken: false },
    });
    const keeper = create(bulk);
    /** Resolves with when the request was sent that the vendor took. */
    const carry = async (lane: 'single' | 'bulk') => {
      let sentAt = 0;
      await keeper.carry(lane, async (onSent) => {
        sentAt = movedClock.monotonic();
        const request = { method: 'GET', path: '/', headers: {} } as const;
        const reply = await vendor.attempt(request, { maxReplyBytes: 100, ...(onSent && { onSent }) });
        return JSON.parse(reply.body).taken === true;
      });
      return sentAt;
    };
    const startedAt = movedClock.monotonic();
    let tookMs = Number.NaN;
    const whole = Promise.all(Array.from({ length: bulk.calls }, () => carry('bulk'))).then(() => {
      tookMs = movedClock.monotonic() - startedAt;
    });
    const singles: Promise<number>[] = [];
    while (withSingles && Number.isNaN(tookMs)) {
      await movedClock.sleep(bulk.betweenSinglesMs * (0.8 + 0.4 * fraction()));
      const askedAt = movedClock.monotonic();
      singles.push(carry('single').then((sentAt) => sentAt - askedAt));
    }
    await whole;
    const ratio = tookMs / ((bulk.calls / bulk.callsPerSecond) * 1000);
    return { ratio, refused: vendor.refused, most: vendor.mostInOneSecond, waits: await Promise.all(singles) };
  });
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

for (const bulk of bulks) {
  const rows: Record<string, string | number>[] = [];
  for (const [client, create] of Object.entries(clients)) {
    const row: Record<string, string | number> = { 'time ÷ ideal · refused': client };
    const waits: number[] = [];
    let most = 0;
    for (const kind of windowKinds) {
      const runs = [];
      for (const seed of seeds) runs.push(await run({ bulk, create, kind, seed }));
      const amid = await run({ bulk, create, kind, seed: 1, withSingles: true });
      waits.push(...amid.waits);
      most = Math.max(most, ...[...runs, amid].map((one) => one.most));
      row[kind] =
        `${mean(runs.map(({ ratio }) => ratio)).toFixed(2)} · ${Math.round(mean(runs.map(({ refused }) => refused)))}`;
    }
    row['most in 1 s'] = most;
    row['single waits p50 / p95 ms'] = `${Math.round(quantile(waits, 0.5))} / ${Math.round(quantile(waits, 0.95))}`;
    rows.push(row);
  }
  process.stdout.write(`${bulk.name}\n`);
  printTable(rows);
}
