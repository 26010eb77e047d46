import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Observer } from '../moderation/observer.ts';
import { createLogLines } from './log-lines.ts';
import { createMetrics, type Metrics } from './metrics/metrics.ts';
import { createObserver } from './observer.ts';
import type { TraceSettings } from './traces/settings.ts';
import { noTraces, type Traces } from './traces/traces.ts';

/** How Hush is seen from outside: metrics, traces, and the lines of the log that follow a case. */
export interface Observing {
  readonly observer: Observer;
  readonly metrics: Metrics;
  /** Sends what traces there are, for a moment at most. */
  stop(): Promise<void>;
}

/** The packages that trace are loaded only where somebody asked for traces. */
export async function startObserving(
  { traces: settings }: { readonly traces?: TraceSettings | undefined },
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Promise<Observing> {
  const metrics = createMetrics(clock);
  const traces: Traces = settings
    ? await import('./traces/start-traces.ts').then(({ startTraces }) => startTraces(settings, { clock, log }))
    : noTraces;
  const tellers = [metrics.teller, createLogLines(log), ...(traces.teller ? [traces.teller] : [])];
  return { observer: createObserver(tellers, clock), metrics, stop: traces.stop };
}
