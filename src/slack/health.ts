import type { ServerResponse } from 'node:http';
import type { Holds, Outbox } from '../moderation/ports.ts';
import { type StoreFault, StoreTrouble } from '../moderation/store-trouble.ts';
import type { Route } from './listen.ts';
import type { Desk, Desks } from './workspaces/desk.ts';

export interface Health {
  readonly routes: ReadonlyMap<string, Route>;
  ready(): void;
  draining(): void;
}

/** What readiness is read from. */
export interface HealthFacts {
  readonly outbox: Pick<Outbox, 'stuck'>;
  readonly holds: Pick<Holds, 'hanging'>;
  readonly desks: Pick<Desks, 'all'>;
  /** Why nothing can be recorded, if so. */
  readonly probe: { trouble(): Promise<StoreFault | undefined> };
}

/** `/healthz`: the process is up. `/readyz`: commands can be recorded; no vendor is asked. */
export function healthRoutes({ outbox, holds, desks, probe }: HealthFacts): Health {
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
          const [slack, hanging] = await Promise.all([
            Promise.all(desks.all.map((desk) => troubleIn(desk, outbox))),
            holds.hanging(),
          ]);
          const degraded = [...slack.flat(), ...(hanging > 0 ? [`ends: ${hanging} unanswered for over a minute`] : [])];
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

/** What Slack does not take, in the words of whoever runs Hush. */
async function troubleIn(desk: Desk, outbox: HealthFacts['outbox']): Promise<readonly string[]> {
  const of = desk.workspace === '' ? '' : `workspace ${desk.workspace}: `;
  const trouble = await desk.trouble();
  if (trouble !== undefined) return [`${of}${trouble}`];
  const stuck = await outbox.stuck(desk.whose);
  return stuck === undefined ? [] : [`${of}audit channel: ${stuck}`];
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
