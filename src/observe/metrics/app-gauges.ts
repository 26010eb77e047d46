import { Gauge, type Registry } from 'prom-client';
import type { AppStanding } from '../../moderation/figures.ts';

/** How the vendor apps stand, as this process sees it. Call the result to look again. */
export function createAppGauges(registry: Registry): (apps: ReadonlyMap<string, AppStanding>) => void {
  const registers = [registry];
  const out = new Gauge({
    name: 'hush_vendor_out',
    help: '1 while a vendor answers nobody: calls that can wait go out one at a time.',
    labelNames: ['app'],
    registers,
  });
  const refused = new Gauge({
    name: 'hush_vendor_credentials_refused',
    help: '1 while nothing is sent to a vendor app, for it refused the credentials within the last minute.',
    labelNames: ['app'],
    registers,
  });
  const limit = new Gauge({
    name: 'hush_quota_limit',
    help: 'Calls a second that an operation may be called.',
    labelNames: ['app', 'operation'],
    registers,
  });
  const permits = new Gauge({
    name: 'hush_quota_permits',
    help: 'Permits of the limit that are in use: away with a request, or resting for a second after its answer.',
    labelNames: ['app', 'operation', 'state'],
    registers,
  });
  const waiting = new Gauge({
    name: 'hush_quota_waiting',
    help: 'Requests that wait for a permit; single ones, for which a person waits, go first.',
    labelNames: ['app', 'operation', 'lane'],
    registers,
  });

  return (apps) => {
    // A replica that is not the carrier any more has other operations: what is not looked at now must not stay as it was.
    for (const gauge of [limit, permits, waiting]) gauge.reset();
    for (const [app, standing] of apps) {
      out.set({ app }, Number(standing.out));
      refused.set({ app }, Number(standing.refused));
      for (const { operation, ...use } of standing.quotas) {
        limit.set({ app, operation }, use.limit);
        for (const state of ['away', 'resting'] as const) permits.set({ app, operation, state }, use[state]);
        for (const lane of ['single', 'bulk'] as const) waiting.set({ app, operation, lane }, use.waiting[lane]);
      }
    }
  };
}
