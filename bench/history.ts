/**
 * What people look up, over 1,000,000 targets of the past: 100,000 cases of ten in one database; in another one person in 100,000 cases and a
 * case of 1,000,000 targets. Both are built by SQL. Prints the time of each look-up, which the embedded database does in this thread, as
 * CPU and as it was waited for, beside the same over 1000 targets; asserts nothing. Takes some minutes.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { systemClock } from '../src/lib/clock.ts';
import { systemRandom } from '../src/lib/random.ts';
import { chartFacts } from '../src/slack/home/show-home.ts';
import { openStore, type Store } from '../src/store/open.ts';
import { printTable, quantile } from './measure.ts';

const times = 300;
/** A case every so often: a hundred thousand are a year and a bit. */
const betweenMs = 360_000;
/** So many of the newest cases are on. */
const running = 1000;

interface Shape {
  readonly name: string;
  readonly cases: number;
  readonly targetsOf: string;
  readonly total: number;
  /** One more case, of so many targets. */
  readonly large?: number;
}

const shapes: readonly Shape[] = [
  { name: '1000 targets in 100 cases', cases: 100, total: 10, targetsOf: "'u' || ((c.number * 7919 + n) % 997)" },
  {
    name: '1,000,000 targets in 100,000 cases',
    cases: 100_000,
    total: 10,
    targetsOf: "'u' || ((c.number * 7919 + n) % 200003)",
  },
  {
    name: 'one person in 100,000 cases, and a case of 1,000,000',
    cases: 100_000,
    total: 1,
    targetsOf: "'u1'",
    large: 1_000_000,
  },
];

/** Fills the database as cases that were carried out leave it; only the newest still hold something. */
function fill(path: string, { cases, total, targetsOf, large }: Shape): void {
  const database = new DatabaseSync(path);
  const now = Date.now();
  const first = now - cases * betweenMs;
  database.exec(`pragma synchronous = off; begin;
    create temp table numbers (n integer primary key);
    insert into numbers with recursive up(n) as (select 0 union all select n + 1 from up where n < ${Math.max(cases, large ?? 0)})
      select n from up;
    insert into cases (number, created_at, action, vendor, place, scope, places, length_seconds, permanent, expires_at, vendor_clock_seconds,
        reason, moderator, total, duplicates, delivery_key, asked_by, asked_at, asked_total)
      select n, ${first} + n * ${betweenMs}, 'mute', 'netease', '{"kind":"modules","app":"netease","modules":["p2p"]}', 'netease/accounts', 1,
        7200, 0, ${now} + n * 1000, 0, 'reason ' || (n % 50), 'U' || (n % 20), ${total}, 0, 'bench:' || n, 'U' || (n % 20), 0, ${total}
      from numbers where n between 1 and ${cases};
    insert into targets (case_number, ordinal, target, places, sent, outcome, settled_at, lift_task, lift_outcome, lift_at)
      select c.number, n, ${targetsOf}, 1, 1, case when n % 10 = 9 then 'rejected' else 'done' end, c.created_at, 'lift', 'done', c.created_at
      from cases c cross join numbers where n < ${total};
    insert into holds (case_number, ordinal, app, scope, target, places, expires_at, due_at, task)
      select case_number, ordinal, 'netease', 'netease/accounts', target, 1, ${now} + case_number * 1000, ${now} + case_number * 1000, 'lift'
      from targets where case_number > ${cases - Math.min(running, cases)} and outcome = 'done';
    update cases set closed_at = created_at;`);
  if (large !== undefined) {
    database.exec(`insert into cases (number, created_at, action, vendor, place, scope, places, length_seconds, permanent, expires_at,
        vendor_clock_seconds, moderator, total, duplicates, delivery_key, asked_by, asked_at, asked_total)
      values (${cases + 1}, ${now}, 'mute', 'netease', '{"kind":"modules","app":"netease","modules":["p2p"]}', 'netease/accounts', 1,
        7200, 0, ${now + 7_200_000}, 0, 'U1', ${large}, 0, 'bench:large', 'U1', ${now}, ${large});
    insert into targets (case_number, ordinal, target, places, sent, outcome, settled_at)
      select ${cases + 1}, n, 'member' || n, 1, 1, 'done', ${now} from numbers where n < ${large};
    insert into holds (case_number, ordinal, app, scope, target, places, expires_at, due_at, task)
      select case_number, ordinal, 'netease', 'netease/accounts', target, 1, ${now + 7_200_000}, ${now + 7_200_000}, 'lift'
      from targets where case_number = ${cases + 1};
    update cases set closed_at = created_at where number = ${cases + 1};`);
  }
  database.exec('commit');
  database.close();
}

function lookups({ cases, large }: Shape, { lookups, statistics, proposals, cases: kept }: Store) {
  const anyCase = (at: number) => 1 + ((at * 7919) % cases);
  const anyone = (at: number) => (large === undefined ? `u${(at * 7919) % 997}` : at % 2 ? 'u1' : `member${at * 31}`);
  const deep = { from: Math.ceil(cases / 2), limit: 10 };
  const card = async (number: number) => {
    const entry = await lookups.entry(number);
    if (entry) await lookups.targets({ record: entry.record, first: 0, limit: 100 });
    await lookups.hanging(number);
    await lookups.extendedBy(number);
  };
  return {
    active: () => lookups.active({ limit: 10 }),
    'active <target>': (at: number) => lookups.active({ limit: 10, text: anyone(at) }),
    'history <target>': (at: number) => lookups.ofTarget({ target: anyone(at), limit: 10 }),
    'history, a page in the middle': (at: number) => lookups.ofTarget({ target: anyone(at), ...deep }),
    'history by @moderator': (at: number) => lookups.byModerator({ moderator: `U${at % 20}`, limit: 10 }),
    case: (at: number) => card(anyCase(at)),
    ...(large !== undefined && {
      'case of 1,000,000': () => card(cases + 1),
      'its summary': () => kept.groups(cases + 1, 100),
    }),
    Home: async () => {
      await Promise.all([proposals.waiting(6), lookups.active({ limit: 10 }), lookups.latest(5)]);
      await chartFacts({ statistics, timezone: 'UTC', clock: systemClock });
    },
  };
}

for (const shape of shapes) {
  const folder = mkdtempSync(join(tmpdir(), 'hush-bench-'));
  const world = { clock: systemClock, random: systemRandom };
  await (await openStore(folder, world)).close();
  fill(join(folder, 'hush.db'), shape);
  const store = await openStore(folder, world);
  const rows = [];
  for (const [name, look] of Object.entries(lookups(shape, store))) {
    const [cpu, waited]: [number[], number[]] = [[], []];
    for (let at = -5; at < times; at += 1) {
      const [before, startedAt] = [process.cpuUsage(), performance.now()];
      await look(Math.abs(at));
      const { user, system } = process.cpuUsage(before);
      if (at < 0) continue;
      cpu.push((user + system) / 1000);
      waited.push(performance.now() - startedAt);
    }
    rows.push({
      [shape.name]: name,
      'CPU ms p50': quantile(cpu, 0.5).toFixed(2),
      'CPU ms p99': quantile(cpu, 0.99).toFixed(2),
      'waited ms p50': quantile(waited, 0.5).toFixed(2),
      'waited ms p99': quantile(waited, 0.99).toFixed(2),
    });
  }
  printTable(rows);
  await store.close();
  rmSync(folder, { recursive: true });
}
