import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EarlierEnd } from '../../../src/moderation/case.ts';
import { idInSentence } from '../../../src/moderation/excerpt.ts';
import { digestOf, type Proposal, type ProposedCase } from '../../../src/moderation/proposal.ts';
import { blockProblems, blocksLength } from '../../../src/playground/slack/limits/block-problems.ts';
import { viewProblems } from '../../../src/playground/slack/limits/view-problems.ts';
import type { Data } from '../../../src/playground/wire/data.ts';
import { approvalMessage, decidedMessage, waitingMessage } from '../../../src/slack/messages/approval.ts';
import { confirmationMessage, confirmedMessage } from '../../../src/slack/messages/confirmation.ts';
import { type Message, textLimit } from '../../../src/slack/messages/message.ts';
import { ruleText } from '../../../src/slack/messages/rule-words.ts';
import { proposalView } from '../../../src/slack/modals/proposal-view.ts';

/** Nothing that Slack would refuse, nothing that could ring a phone or break out of its place. */
function expectWhole({ text, blocks }: Message): void {
  expect(blockProblems({ blocks: blocks as unknown as readonly Data[], surface: 'message' })).toEqual([]);
  // `msg_blocks_too_long` comes near 13,200.
  expect(blocksLength(blocks)).toBeLessThan(12_500);
  expect(text.length).toBeGreaterThan(0);
  expect(text.length).toBeLessThanOrEqual(textLimit);
  const said = JSON.stringify([text, blocks], (key, value: unknown) => (key === 'value' ? undefined : value));
  expect(said).not.toMatch(/<!(?!date)|<@(?!UMOD|UNOAH)|<#(?!C1>)|javascript:/);
  expect(said).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/u);
}

/** Ids and words of the worst kind that a person could bring. */
const nasty = fc.oneof(
  fc.constantFrom(
    '&'.repeat(32),
    '<!channel>',
    '<@U0EVIL0001>',
    '@U0EVIL0001',
    '`` @U0EVIL0001 ``',
    '\u202eevil',
    'a\nb',
    '',
  ),
  fc.constant('<'.repeat(3000)),
  fc.string({ unit: 'binary', maxLength: 300 }),
);

const someCase: fc.Arbitrary<ProposedCase> = fc.record(
  {
    action: fc.constantFrom('mute', 'unmute', 'silence', 'unsilence'),
    vendor: fc.constantFrom('zim', 'netease'),
    place: fc.constantFrom<ProposedCase['place']>(
      { kind: 'group', app: 'zim', group: '&'.repeat(32) },
      { kind: 'modules', app: 'netease', modules: ['p2p', 'qchat'] },
      { kind: 'notifications', app: 'zim', user: '<!here>', of: 'groups' },
    ),
    targets: fc.array(fc.record({ id: nasty, problem: nasty }, { requiredKeys: ['id'] }), { maxLength: 150 }),
    duplicates: fc.integer({ min: 0, max: 9 }),
    length: fc.constantFrom({ kind: 'permanent' }, { kind: 'timed', seconds: 45 * 86_400 + 3599 }),
    vendorClockSeconds: fc.constant(0),
    reason: nasty,
  },
  { requiredKeys: ['action', 'vendor', 'place', 'targets', 'duplicates', 'vendorClockSeconds'] },
);

const someHeld: fc.Arbitrary<readonly EarlierEnd[]> = fc.array(
  fc.record(
    {
      case: fc.integer({ min: 1, max: 1_000_000_000 }),
      expiresAt: fc.constant(1_900_000_000_000),
      count: fc.integer({ min: 1, max: 100_000 }),
      targets: fc.array(nasty, { minLength: 1, maxLength: 100 }),
    },
    { requiredKeys: ['case', 'count', 'targets'] },
  ),
  { maxLength: 5 },
);

const someWhy = fc.array(
  nasty.map((id) => `@UMOD muted ${idInSentence(id)}, ${idInSentence(id)} and ${idInSentence(id)} here. Still?`),
  { maxLength: 12 },
);

const someProposal: fc.Arbitrary<Proposal> = fc
  .record(
    {
      kind: fc.constantFrom('confirmation', 'approval'),
      cases: fc.array(someCase, { minLength: 1, maxLength: 9 }),
      why: someWhy,
      approval: someWhy,
      dryRun: fc.constant(true as const),
      state: fc.constantFrom('open', 'open', 'accepted', 'denied', 'withdrawn', 'expired'),
      decided: fc.constant({ by: 'UNOAH', at: 1_800_000_100_000 }),
      numbers: fc.constantFrom([7], [7, 8, 9]),
    },
    { requiredKeys: ['kind', 'cases', 'why', 'state'] },
  )
  .map((some) => ({
    ...some,
    id: '0123456789abcdef01234567',
    moderator: 'UMOD',
    createdAt: 1_800_000_000_000,
    expiresAt: 1_800_080_000_000,
    digest: digestOf(some.cases),
  }));

describe('whatever waits for a yes, what is told of it is whole', () => {
  test('the confirmation, the message in the audit channel, and what who asked is told', () => {
    fc.assert(
      fc.property(someProposal, fc.array(someHeld, { maxLength: 9 }), (proposal, held) => {
        const facts = { proposal, held, effort: { requests: 100_000, seconds: 5000 }, now: 1_800_000_000_000 };
        expectWhole(confirmationMessage(facts));
        expectWhole(approvalMessage(facts));
        expectWhole(confirmedMessage(proposal));
        expectWhole(decidedMessage(proposal));
        expectWhole(waitingMessage({ proposal, auditChannel: 'C1', auditStuck: 'is_archived' }));
      }),
      { numRuns: 300 },
    );
  });

  test('all targets, page by page', () => {
    fc.assert(
      fc.property(someProposal, someHeld, (proposal, ends) => {
        const held = new Map(ends.map((end) => [end.targets[0] ?? '', end]));
        const [proposed] = proposal.cases;
        if (!proposed) return;
        const shown = [{ proposed, targets: proposed.targets.slice(0, 50), held }];
        const view = proposalView({ proposal, shown, page: 1 });
        expect(viewProblems(view as unknown as Data)).toEqual([]);
        expect(JSON.stringify(view)).not.toMatch(/<!(?!date)|<@|[\u202a-\u202e\u2066-\u2069]/u);
      }),
      { numRuns: 200 },
    );
  });

  test('a sentence of a rule mentions who it means, and nobody whom an id names', () => {
    expect(ruleText('@U0NOAH0001 muted `@U0ADA00001 <!here>` here. Mail to a@U0ADA00001.')).toBe(
      '<@U0NOAH0001> muted `@U0ADA00001 &lt;!here&gt;` here. Mail to a@U0ADA00001.',
    );
    expect(idInSentence('a` @U0ADA00001 `b')).toBe('`aˋ @U0ADA00001 ˋb`');
  });
});
