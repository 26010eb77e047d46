import type { IncomingMessage, ServerResponse } from 'node:http';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Clock } from '../../lib/clock.ts';
import type { AppStanding, Figures, StoreFigures, Watched } from '../../moderation/figures.ts';
import type { Teller } from '../work.ts';
import { createAppGauges } from './app-gauges.ts';
import { createCounts } from './counts.ts';
import { createTableGauges } from './table-gauges.ts';

/** A database that takes longer than this counts as one that does not answer: Prometheus itself waits ten seconds by default. */
const databaseMs = 2000;

/** What is looked at when somebody asks. */
export interface Watchable {
  readonly figures: Figures;
  /** By name. */
  readonly apps: ReadonlyMap<string, Watched>;
  /** Whether this process carries cases out. Left out: it does. */
  readonly carries?: () => boolean;
}

export interface Metrics {
  readonly teller: Teller;
  /** From now on these are looked at too. */
  watch(watchable: Watchable): void;
  /** `GET /metrics`, in Prometheus' text format. Answers whatever becomes of the database, and asks no vendor. */
  readonly route: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
}

/** Metrics of one bot. Node's own (CPU, memory, event loop, garbage) are measured from the first time that anybody asks. */
export function createMetrics(clock: Clock): Metrics {
  const registry = new Registry();
  const tables = new Registry();
  const teller = createCounts(registry);
  const showApps = createAppGauges(registry);
  const showTables = createTableGauges(tables);
  const registers = [registry];
  const carrier = new Gauge({
    name: 'hush_carrier',
    help: '1 on the one replica that carries cases out, lifts and tells; 0 on the others.',
    registers,
  });
  const up = new Gauge({
    name: 'hush_database_up',
    help: '1 while the database answers; without it the gauges of the tables are missing.',
    registers,
  });
  let watched: Watchable | undefined;
  let isProcessWatched = false;

  const look = async ({ figures, apps, carries = () => true }: Watchable): Promise<boolean> => {
    carrier.set(Number(carries()));
    const standings = [...apps].map(([name, app]): [string, AppStanding] => [name, app.standing()]);
    showApps(new Map(standings));
    const found = await inTime(figures, clock);
    up.set(Number(found !== undefined));
    if (found) showTables(found);
    return found !== undefined;
  };

  return {
    teller,
    watch: (watchable) => {
      watched = watchable;
    },
    route: async (_, response) => {
      if (!isProcessWatched) collectDefaultMetrics({ register: registry });
      isProcessWatched = true;
      const hasTables = watched !== undefined && (await look(watched));
      const parts = await Promise.all([registry.metrics(), hasTables ? tables.metrics() : '']);
      response.writeHead(200, { 'content-type': registry.contentType });
      response.end(parts.join('\n'));
    },
  };
}

/** Undefined where the database does not answer, or not in time. */
async function inTime(figures: Figures, clock: Clock): Promise<StoreFigures | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const cancel = clock.after(databaseMs, () => resolve(undefined));
  try {
    return await Promise.race([figures.read().catch(() => undefined), late]);
  } finally {
    cancel();
  }
}
