import type { ServerResponse } from 'node:http';
import type { Figures, StoreFigures, Watched } from '../moderation/figures.ts';
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
  readonly figures: Figures;
  /** Why nothing can be recorded, if so. */
  readonly probe: { trouble(): Promise<StoreFault | undefined> };
  /** Whether Slack's requests can come in; undefined, or left out, where Hush cannot know. */
  readonly reach?: () => Reach | undefined;
  /** By name. How they stand is known; nobody is asked. */
  readonly apps: ReadonlyMap<string, Watched>;
}

/** What is not as it should be. Keys stay what they are, for those who compare them; reasons are for people, and may change. */
export interface Degraded {
  readonly key:
    | 'starting'
    | 'draining'
    | 'database'
    | 'slack'
    | 'audit-channel'
    | 'outbox'
    | 'ends-unanswered'
    | 'lifts-late'
    | 'vendor-out'
    | 'credentials-refused';
  /** A sentence. */
  readonly reason: string;
  /** The vendor app that it is about. */
  readonly app?: string;
}

/** Messages go out within seconds; an audit channel takes one a second, so that so many wait only where more come than go. */
const outboxLate = { ms: 120_000, messages: 500 } as const;

const states = {
  starting: { key: 'starting', reason: 'Hush is starting.' },
  draining: { key: 'draining', reason: 'Hush is stopping: it answers what has come in, and takes no more.' },
} as const satisfies Record<string, Degraded>;

/**
 * `/healthz`: the process is up. `/readyz`: commands can be recorded, and what is wrong but does not keep them from it. 503 while it starts
 * or stops, and where the database cannot be used. No vendor is asked. In Socket Mode it needs a connection to Slack as well: without one no
 * command can come in, and whoever replaces replicas one by one must not take such a one for the next that serves. A 503 takes nothing away
 * there, for no request is sent to Hush by a load balancer.
 */
export function healthRoutes({ figures, probe, reach, apps }: HealthFacts): Health {
  let state: keyof typeof states | 'ready' = 'starting';
  const no = (response: ServerResponse, why: Degraded) => answer(response, 503, { ready: false, degraded: [why] });
  const routes = new Map<string, Route>([
    ['/healthz', (_, response) => answer(response, 200, { ok: true })],
    [
      '/readyz',
      async (_, response) => {
        if (state !== 'ready') return no(response, states[state]);
        try {
          const fault = await probe.trouble();
          if (fault) return no(response, unusable(fault.why));
          const slack = reach?.();
          const slackWhy = slack?.why === undefined ? [] : [{ key: 'slack', reason: slack.why } as const];
          if (slack?.open === false) return answer(response, 503, { ready: false, degraded: slackWhy });
          const degraded = [...slackWhy, ...degradedTables(await figures.read()), ...degradedApps(apps)];
          answer(response, 200, { ready: true, degraded });
        } catch (error) {
          no(response, unusable(error instanceof StoreTrouble ? error.fault.why : 'it does not answer'));
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

function unusable(why: string): Degraded {
  return { key: 'database', reason: `The database cannot be used: ${why}.` };
}

function degradedTables({ at, ends, outbox }: StoreFigures): readonly Degraded[] {
  const stuck = outbox.audit.error;
  const { unanswered } = ends;
  const late = ends.late['1m'];
  return [
    ...(stuck === undefined
      ? []
      : [{ key: 'audit-channel', reason: `Slack takes no messages for the audit channel: ${stuck}.` } as const]),
    ...(['audit', 'private'] as const).flatMap((lane) => {
      const { waiting, dueAt = at } = outbox[lane];
      const lateMs = at - dueAt;
      if (lateMs < outboxLate.ms && waiting < outboxLate.messages) return [];
      const whose = lane === 'audit' ? 'for the audit channel' : 'for moderators';
      const since = lateMs < outboxLate.ms ? '' : `, the oldest for ${inMinutes(lateMs)}`;
      return [
        {
          key: 'outbox',
          reason: `${counted(waiting, 'message')} ${whose} ${waiting === 1 ? 'waits' : 'wait'} to be sent${since}.`,
        } as const,
      ];
    }),
    ...(unanswered === 0
      ? []
      : [
          {
            key: 'ends-unanswered',
            reason: `${counted(unanswered, 'end')} of mutes or silences had no answer for over a minute.`,
          } as const,
        ]),
    ...(late === 0
      ? []
      : [
          {
            key: 'lifts-late',
            reason: `${counted(late, 'mute or silence', 'mutes or silences')} should have ended over a minute ago, the oldest ${inMinutes(at - (ends.oldestAt ?? at))} ago.`,
          } as const,
        ]),
  ];
}

function degradedApps(apps: HealthFacts['apps']): readonly Degraded[] {
  return [...apps].flatMap(([app, watched]) => {
    const { out, refused } = watched.standing();
    return [
      ...(out ? [{ key: 'vendor-out', app, reason: `The vendor of the app ${app} does not answer.` } as const] : []),
      ...(refused
        ? [
            {
              key: 'credentials-refused',
              app,
              reason: `The vendor refused the credentials of the app ${app} within the last minute.`,
            } as const,
          ]
        : []),
    ];
  });
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function inMinutes(ms: number): string {
  return counted(Math.floor(ms / 60_000), 'minute');
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
