import { expect, test } from 'vitest';
import { noPolicy } from '../../src/config/policy.ts';
import { silentLog } from '../../src/lib/log.ts';
import type { CaseRequest } from '../../src/moderation/case.ts';
import { StoreTrouble } from '../../src/moderation/store-trouble.ts';
import { hearPreview } from '../../src/slack/hear-preview.ts';
import type { Interaction } from '../../src/slack/interaction.ts';
import type { SlackParts } from '../../src/slack/parts.ts';

const view = { id: 'V1', callback_id: 'hush:preview', private_metadata: 'list1', state: { values: {} } };
const fault = { cannot: 'write its database', why: 'the disk is full', remedy: 'free some space' } as const;
const place = { kind: 'group', app: 'zim', group: 'lobby' };
const targets = [{ id: 'alice' }, { id: '', problem: 'is empty' }];

/** Confirms a list that holds this wish; what was answered, recorded and forgotten. */
async function confirm(options: { wish: unknown; forget?: () => Promise<void>; duplicate?: boolean }) {
  const { wish, forget, duplicate = false } = options;
  const acks: unknown[] = [];
  const told: unknown[] = [];
  const recorded: CaseRequest[] = [];
  const forgotten: unknown[] = [];
  const begun: number[] = [];
  const interaction = {
    user: 'UMARIA',
    claim: () => true,
    ack: async (body) => void acks.push(body),
    tell: async (message) => void told.push(message),
  } as Partial<Interaction> as Interaction;
  const parts = {
    roster: { rolesOf: async () => new Set(['moderator']) },
    policy: noPolicy,
    clock: { now: () => 0 },
    audit: { append: async () => undefined, head: async () => undefined },
    drafts: { find: async (id: string) => ({ fields: {}, responseUrl: `https://slack.test/${id}` }) },
    lists: {
      find: async () => ({ wish, targets, duplicates: 3 }),
      forget: forget ?? (async (...how: unknown[]) => void forgotten.push(how)),
    },
    cases: {
      record: async (request: CaseRequest) => {
        recorded.push(request);
        return { number: 7, duplicate };
      },
    },
    apps: new Map([['zim', { name: 'zim', vendor: 'zim', batching: () => ({}), keepsClockFor: () => 2_592_000 }]]),
    begin: (number: number) => begun.push(number),
    log: silentLog,
  } as unknown as SlackParts;
  await hearPreview(view, interaction, parts);
  return { acks, told, recorded, forgotten, begun };
}

const wish = { verb: 'mute', place, length: { kind: 'timed', seconds: 60 }, reason: 'spam', draft: 'd1' };

test('the understood ids of a confirmed list are recorded, and none of the dropped ones, under the key of its view, with the way back of its form', async () => {
  const { acks, recorded, forgotten, begun } = await confirm({ wish });
  expect(recorded).toEqual([
    {
      action: 'mute',
      vendor: 'zim',
      place,
      targets: [{ id: 'alice' }],
      duplicates: 3,
      vendorClockSeconds: 2_592_000,
      length: { kind: 'timed', seconds: 60 },
      reason: 'spam',
      moderator: 'UMARIA',
      deliveryKey: 'form:V1',
      responseUrl: 'https://slack.test/d1',
    },
  ]);
  expect({ acks, forgotten, begun }).toEqual({ acks: [undefined], forgotten: [['list1', { used: true }]], begun: [7] });
});

test('a list whose case is there already is forgotten, and nothing begins twice', async () => {
  const { acks, forgotten, begun } = await confirm({ wish, duplicate: true });
  expect({ acks, forgotten, begun }).toEqual({ acks: [undefined], forgotten: [['list1', { used: true }]], begun: [] });
});

test('nobody is told that nothing was recorded when only the forgetting failed', async () => {
  const forget = () => Promise.reject(new StoreTrouble(fault));
  const { acks, told, recorded } = await confirm({ wish, forget });
  expect(recorded).toHaveLength(1);
  expect({ acks, told }).toEqual({ acks: [undefined], told: [] });
});

test.each([
  ['another version’s words', { ...wish, verb: 'ban' }],
  ['a length that makes no sense', { ...wish, length: { kind: 'timed', seconds: 0 } }],
  ['a place that does not fit', { ...wish, verb: 'silence' }],
  ['nothing', {}],
])('a list that was kept with %s is not done', async (_, stored) => {
  const { acks, recorded } = await confirm({ wish: stored });
  expect(recorded).toEqual([]);
  expect(JSON.stringify(acks)).toContain('no longer kept. Nothing was recorded or done');
});
