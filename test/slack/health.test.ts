import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { AppStanding, StoreFigures } from '../../src/moderation/figures.ts';
import { StoreTrouble } from '../../src/moderation/store-trouble.ts';
import { type HealthFacts, healthRoutes } from '../../src/slack/health.ts';

const at = 1_000_000_000;
const quiet: StoreFigures = {
  at,
  cases: { open: 0, openTargets: 0 },
  ends: { due: { lift: 0, renew: 0 }, late: { '1s': 0, '1m': 0 }, unanswered: 0 },
  outbox: { audit: { waiting: 0 }, private: { waiting: 0 } },
  proposals: { confirmation: 0, approval: 0 },
  auditSeq: 7,
};
const well: AppStanding = { out: false, refused: false, quotas: [] };

/** A ready bot of which one thing is as said. */
function botWith(facts: { figures?: Partial<StoreFigures>; app?: Partial<AppStanding>; parts?: Partial<HealthFacts> }) {
  const health = healthRoutes({
    figures: { read: async () => ({ ...quiet, ...facts.figures }) },
    probe: { trouble: async () => undefined },
    apps: new Map([['eu', { standing: () => ({ ...well, ...facts.app }) }]]),
    ...facts.parts,
  });
  health.ready();
  return health;
}

async function ask(health: ReturnType<typeof healthRoutes>) {
  let status = 0;
  let body = '';
  const response = {
    writeHead: (code: number) => {
      status = code;
    },
    end: (text: string) => {
      body = text;
    },
  };
  await health.routes.get('/readyz')?.({} as IncomingMessage, response as unknown as ServerResponse);
  return { status, ...(JSON.parse(body) as { ready: boolean; degraded: readonly object[] }) };
}

test('a bot of which nothing is wrong is ready, and says no more', async () => {
  expect(await ask(botWith({}))).toEqual({ status: 200, ready: true, degraded: [] });
});

const degraded: readonly [string, Parameters<typeof botWith>[0], object][] = [
  [
    'an audit channel that takes nothing',
    { figures: { outbox: { ...quiet.outbox, audit: { waiting: 1, error: 'is_archived' } } } },
    { key: 'audit-channel', reason: 'Slack takes no messages for the audit channel: is_archived.' },
  ],
  [
    'an outbox in which something waits too long',
    { figures: { outbox: { ...quiet.outbox, private: { waiting: 1, dueAt: at - 180_000 } } } },
    { key: 'outbox', reason: '1 message for moderators waits to be sent, the oldest for 3 minutes.' },
  ],
  [
    'an outbox that grows',
    { figures: { outbox: { ...quiet.outbox, audit: { waiting: 500, dueAt: at - 1000 } } } },
    { key: 'outbox', reason: '500 messages for the audit channel wait to be sent.' },
  ],
  [
    'ends that no vendor answered',
    { figures: { ends: { ...quiet.ends, unanswered: 3 } } },
    { key: 'ends-unanswered', reason: '3 ends of mutes or silences had no answer for over a minute.' },
  ],
  [
    'lifts that are late',
    { figures: { ends: { ...quiet.ends, late: { '1s': 2, '1m': 1 }, oldestAt: at - 130_000 } } },
    {
      key: 'lifts-late',
      reason: '1 mute or silence should have ended over a minute ago, the oldest 2 minutes ago.',
    },
  ],
  [
    'a vendor that does not answer',
    { app: { out: true } },
    { key: 'vendor-out', app: 'eu', reason: 'The vendor of the app eu does not answer.' },
  ],
  [
    'a vendor that refused the credentials',
    { app: { refused: true } },
    {
      key: 'credentials-refused',
      app: 'eu',
      reason: 'The vendor refused the credentials of the app eu within the last minute.',
    },
  ],
];

test.each(degraded)('%s is told, and keeps nobody from asking for mutes', async (_, facts, told) => {
  expect(await ask(botWith(facts))).toEqual({ status: 200, ready: true, degraded: [told] });
});

test('a message that came due a moment ago is not told of, nor a lift that is a second late', async () => {
  const outbox = { audit: { waiting: 499, dueAt: at - 119_000 }, private: { waiting: 3, dueAt: at + 60_000 } };
  const ends = { ...quiet.ends, late: { '1s': 5, '1m': 0 }, oldestAt: at - 59_000 };
  expect(await ask(botWith({ figures: { outbox, ends } }))).toMatchObject({ degraded: [] });
});

describe('503', () => {
  const facts = { figures: { read: async () => quiet }, probe: { trouble: async () => undefined }, apps: new Map() };

  test('while it starts, and while it stops', async () => {
    const health = healthRoutes(facts);
    expect(await ask(health)).toMatchObject({ status: 503, ready: false, degraded: [{ key: 'starting' }] });
    health.ready();
    expect(await ask(health)).toMatchObject({ status: 200, ready: true });
    health.draining();
    expect(await ask(health)).toMatchObject({ status: 503, ready: false, degraded: [{ key: 'draining' }] });
  });

  const fault = { cannot: 'write its database', why: 'the disk is full', remedy: 'free it' } as const;
  const broken: readonly [string, Partial<HealthFacts>, string][] = [
    ['nothing can be written', { probe: { trouble: async () => fault } }, 'the disk is full'],
    ['nothing can be read', { figures: { read: () => Promise.reject(new StoreTrouble(fault)) } }, 'the disk is full'],
    ['it breaks', { figures: { read: () => Promise.reject(new Error('bug')) } }, 'it does not answer'],
  ];
  test.each(broken)('where %s', async (_, parts, why) => {
    expect(await ask(botWith({ parts }))).toEqual({
      status: 503,
      ready: false,
      degraded: [{ key: 'database', reason: `The database cannot be used: ${why}.` }],
    });
  });
});
