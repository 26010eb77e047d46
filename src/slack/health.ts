import type { ServerResponse } from 'node:http';
import type { Holds, Outbox } from '../moderation/ports.ts';
import { type StoreFault, StoreTrouble } from '../moderation/store-trouble.ts';
import type { Reach } from './inlet.ts';
import type { Route } from './listen.ts';

export interface Health {
  readonly routes: ReadonlyMap<string, Route>;
  ready(): void;
  draining(): void;
}

/** What readiness is read from. */
export interface HealthFacts {
  readonly outbox: Pick<Outbox, 'stuck'>;
  readonly holds: Pick<Holds, 'hanging'>;
  /** Why nothing can be recorded, if so. */
  readonly probe: { trouble(): Promise<StoreFault | undefined> };
  /** Whether Slack's requests can come in; undefined where Hush cannot know. */
  readonly reach: () => Reach | undefined;
}

/**
 * `/healthz`: the process is up. `/readyz`: commands can be recorded; no vendor is asked. In Socket Mode that needs a connection to Slack: without
 * one none can come in, and whoever replaces replicas one by one must not take such a one for the next that serves. A 503 takes nothing away
 * here, for no request is sent to Hush by a load balancer.
 */
export function healthRoutes({ outbox, holds, probe, reach }: HealthFacts): Health {
  let state: 'starting' | 'ready' | 'draining' = 'starting';
  const routes = new Map<string, Route>([
    ['/healthz', (_, response) => answer(response, 200, { ok: true })],
    [
      '/readyz',
      async (_, response) => {
        if (state !== 'ready') return answer(response, 503, { ready: false, degraded: [state] });
        try {
          const fault = await probe.trouble();
          if (fault) return answer(response, 503, { ready: false, degraded: [`database: ${fault.why}`] });
          const slack = reach();
          if (slack?.open === false) return answer(response, 503, { ready: false, degraded: [slack.why] });
          const [stuck, hanging] = await Promise.all([outbox.stuck(), holds.hanging()]);
          const degraded = [
            ...(slack?.why === undefined ? [] : [slack.why]),
            ...(stuck === undefined ? [] : [`audit channel: ${stuck}`]),
            ...(hanging > 0 ? [`ends: ${hanging} unanswered for over a minute`] : []),
          ];
          answer(response, 200, { ready: true, degraded });
        } catch (error) {
          const why = error instanceof StoreTrouble ? error.fault.why : 'it does not answer';
          answer(response, 503, { ready: false, degraded: [`database: ${why}`] });
        }
      },
    ],
  ]);
  return {
    routes,
    ready: () => {
      state = 'ready';
    },
    draining: () => {
      state = 'draining';
    },
  };
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
