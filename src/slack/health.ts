import type { ServerResponse } from 'node:http';
import type { Outbox } from '../moderation/ports.ts';
import type { Route } from './listen.ts';

export interface Health {
  readonly routes: ReadonlyMap<string, Route>;
  ready(): void;
  draining(): void;
}

/** `/healthz`: the process is up. `/readyz`: commands can be recorded; no vendor is asked. */
export function healthRoutes(store: { readonly outbox: Pick<Outbox, 'stuck'>; check(): Promise<void> }): Health {
  let state: 'starting' | 'ready' | 'draining' = 'starting';
  const routes = new Map<string, Route>([
    ['/healthz', (_, response) => answer(response, 200, { ok: true })],
    [
      '/readyz',
      async (_, response) => {
        if (state !== 'ready') return answer(response, 503, { ready: false, degraded: [state] });
        try {
          await store.check();
          const stuck = await store.outbox.stuck();
          answer(response, 200, { ready: true, degraded: stuck === undefined ? [] : [`audit channel: ${stuck}`] });
        } catch {
          answer(response, 503, { ready: false, degraded: ['database'] });
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
