import { type Clock, ownTurn } from '../lib/clock.ts';
import { type Case, giveUpAt } from './case.ts';
import type { CredentialsAlarm } from './credentials-alarm.ts';
import { type Endings, endingsOf, nobodyWatches, type Observer } from './observer.ts';
import type { OrderShares } from './order-shares.ts';
import { type Ending, inDoubt, type Outcome, outcomes } from './outcome.ts';
import { type Place, scopeOf } from './place.ts';
import type { PlaceLocks } from './place-locks.ts';
import type { Cases } from './ports.ts';
import type { Clearance, Order, OrderEnd, VendorApp } from './vendor.ts';

/** A case that was asked for, or retried, for at most so many targets is one that a person waits for: it passes bulks in the queue for permits. */
const interactiveTargets = 20;
/** How many open targets are read at once; memory does not grow with the case. */
const pageSize = 1000;

export interface CarryOutParts {
  readonly cases: Cases;
  readonly apps: ReadonlyMap<string, VendorApp>;
  readonly locks: PlaceLocks;
  readonly shares: OrderShares;
  readonly credentialsAlarm: CredentialsAlarm;
  /** Left out: nobody watches. */
  readonly observer?: Observer;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
}

/** A timer cannot hold more than 2^31 ms; a look once an hour costs nothing. */
const longestWaitMs = 3_600_000;

/**
 * Carries a case out until every target has its ending, or `signal` is aborted: then what is open stays open, to be resumed. One path
 * for one target and for a hundred thousand, for the first try and for what a crash left. Rejects only when the store does.
 */
export async function carryOut(number: number, parts: CarryOutParts, signal: AbortSignal): Promise<void> {
  const record = await parts.cases.find(number);
  if (!record || record.closedAt !== undefined) return;
  const { cases, observer = nobodyWatches } = parts;
  const about = { case: number, app: record.place.app, action: record.action };
  await observer.during('carry-out', { ...about, targets: record.asked.total }, async () => {
    const before = await cases.endings(number);
    const told: Partial<Record<Outcome, number>> = {};
    const tell = (endings: Endings) => {
      for (const outcome of outcomes) told[outcome] = (told[outcome] ?? 0) + (endings[outcome] ?? 0);
      observer.saw('settled', { ...about, endings });
    };
    try {
      await carryOutRecord(record, { ...parts, tell }, signal);
    } finally {
      // What the store ended by itself: what a newer case claimed, what ran out of time, the rest of a case.
      tell(less(await cases.endings(number), before, told));
    }
  });
}

/** By how much there are more endings now than before and told of since. */
function less(now: Endings, ...gone: readonly Endings[]): Endings {
  const left = outcomes.map((outcome) => {
    const known = gone.reduce((sum, endings) => sum + (endings[outcome] ?? 0), 0);
    return [outcome, Math.max(0, (now[outcome] ?? 0) - known)] as const;
  });
  return Object.fromEntries(left.filter(([, count]) => count > 0));
}

type WatchedParts = CarryOutParts & {
  /** Told the endings that were just written. */
  readonly tell: (endings: Endings) => void;
};

async function carryOutRecord(record: Case, parts: WatchedParts, signal: AbortSignal): Promise<void> {
  const { number } = record;
  if (record.cancelled) {
    await parts.cases.settleRest(number, { outcome: 'skipped', words: 'it was cancelled' });
    return;
  }
  const app = parts.apps.get(record.place.app);
  if (!app) return waitForApp(record, parts, signal);
  const batching = app.batching(record.action, record.place);
  if ('unsupported' in batching) {
    await parts.cases.settleRest(number, { outcome: 'failed', words: batching.unsupported });
    return;
  }
  let end: OrderEnd = {};
  const isRejected = () => end.placeRejected !== undefined || end.credentialsRefused !== undefined;
  // Nothing more may be sent once the time is up: the orders stop as at a cancel, after the answers to what they have sent.
  const timeIsUp = new AbortController();
  const going = AbortSignal.any([signal, timeIsUp.signal]);
  const clear: Clear = async (named, purpose) => {
    // A no to the whole case needs no more calls to be heard; what is dropped here is ended with the rest.
    if (isRejected() || timeIsUp.signal.aborted) return nothing;
    const clearance = await parts.cases.clear(number, named, purpose);
    if (clearance.timeIsUp) timeIsUp.abort(new Error('The time of the case is up.'));
    return clearance;
  };
  const isOver = () => going.aborted || isRejected();
  const wanted = async function* () {
    for await (const targets of openBatches(parts.cases, number, batching.size)) {
      if (isOver()) return;
      yield targets;
    }
  };
  const kind = [app.name, record.action, record.place.kind, batching.size, laneOf(record)].join(' ');
  await parts.shares.work({ kind, most: batching.concurrency }, wanted(), async (targets) => {
    if (isOver()) return;
    const result = await carryOutBatch({ record, app, targets, clear }, parts, going);
    end = { ...end, ...result };
  });
  if (signal.aborted) return;
  // Where the machine's clock was set back just now, there is time again.
  if (timeIsUp.signal.aborted && !(await endInPages(parts.cases, number, signal))) {
    const again = await parts.cases.find(number);
    if (again && again.closedAt === undefined) await carryOutRecord(again, parts, signal);
    return;
  }
  if (end.placeRejected) await parts.cases.settleRest(number, { outcome: 'rejected', ...end.placeRejected });
  if (end.credentialsRefused) {
    await parts.cases.settleRest(number, { outcome: 'failed', ...end.credentialsRefused });
    await parts.credentialsAlarm.raise({ app, code: end.credentialsRefused.code, case: number });
  }
}

/**
 * An app that is not set up any more may be again at the next start: until then nothing is sent and nothing has ended, as while a vendor
 * does not answer.
 */
async function waitForApp(record: Case, { cases, clock }: CarryOutParts, signal: AbortSignal): Promise<void> {
  const end = giveUpAt(record);
  while (clock.now() < end && !signal.aborted) {
    await clock.sleep(Math.min(longestWaitMs, end - clock.now()), signal).catch(() => undefined);
  }
  if (signal.aborted) return;
  await cases.settleRest(record.number, { outcome: 'failed', words: missingApp(record.place) });
}

/**
 * Ends what is open of a case whose time is up, as the store does whenever it is asked then: a page at a time, with a turn of the event
 * loop for everybody else between them. False: its time is not up after all.
 */
async function endInPages(cases: Cases, number: number, signal: AbortSignal): Promise<boolean> {
  for (let after = -1; !signal.aborted; ) {
    const page = await cases.openTargets({ number, after, limit: pageSize });
    const last = page.at(-1);
    if (!last) break;
    const named = page.map(({ target }) => target);
    const { timeIsUp } = await cases.clear(number, named, 'read');
    if (!timeIsUp) return false;
    after = last.ordinal;
    await ownTurn();
  }
  return true;
}

function laneOf({ asked }: Case): Order['lane'] {
  return asked.total <= interactiveTargets ? 'single' : 'bulk';
}

type Clear = Order['clear'];

const nothing: Clearance = { targets: [], durationSeconds: 0 };

async function carryOutBatch(
  batch: { record: Case; app: VendorApp; targets: readonly string[]; clear: Clear },
  { cases, locks, tell }: WatchedParts,
  signal: AbortSignal,
): Promise<OrderEnd> {
  const { record, app, targets, clear } = batch;
  const { number, action, place } = record;
  const asked = new Set<string>();
  let release: (() => void) | undefined;
  try {
    release = await locks.hold({ scope: scopeOf(place), targets }, signal);
    return await app.carryOut({
      action,
      place,
      targets,
      lane: laneOf(record),
      turn: String(number),
      cases: [number],
      giveUpAt: giveUpAt(record),
      signal,
      clear: async (named, purpose) => {
        for (const target of named) asked.add(target);
        return clear(named, purpose);
      },
      unsent: (named) => cases.unsent(number, named),
      settle: async (endings) => {
        const unasked = endings.filter(({ target, outcome }) => outcome === 'failed' && !asked.has(target));
        const doubted = unasked.length > 0 ? await doubtedAmong(number, unasked, cases) : new Set();
        const settled = endings.map((ending) => (doubted.has(ending.target) ? inDoubt(ending) : ending));
        await cases.settle(number, settled);
        tell(endingsOf(settled));
      },
    });
  } catch (error) {
    if (signal.aborted && error === signal.reason) return {};
    throw error;
  } finally {
    release?.();
  }
}

/**
 * An app that may send nothing ends targets that it never asked about, and so does not know what an earlier run of the case did. Returns
 * those that a request may have reached then; what a newer case claims is ended here.
 */
async function doubtedAmong(number: number, endings: readonly Ending[], cases: Cases): Promise<ReadonlySet<string>> {
  const named = endings.map(({ target }) => target);
  const { targets } = await cases.clear(number, named, 'read');
  return new Set(targets.flatMap(({ target, repeated }) => (repeated ? target : [])));
}

/** The open targets of a case, cut into batches as they are asked for. Several workers may pull from it. */
async function* openBatches(cases: Cases, number: number, size: number): AsyncGenerator<readonly string[], void> {
  let after = -1;
  const rest: string[] = [];
  for (;;) {
    const page = await cases.openTargets({ number, after, limit: pageSize });
    const last = page.at(-1);
    rest.push(...page.map(({ target }) => target));
    while (rest.length >= size) yield rest.splice(0, size);
    if (!last) break;
    after = last.ordinal;
  }
  if (rest.length > 0) yield rest;
}

/** Why nothing can be done at a place whose app was taken out of the configuration. */
export function missingApp(place: Place): string {
  return `the app ${place.app} is no longer set up in Hush`;
}
