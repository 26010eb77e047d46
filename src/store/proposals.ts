import { type Insertable, type Kysely, sql } from 'kysely';
import type { Clock } from '../lib/clock.ts';
import type { Random } from '../lib/random.ts';
import type { Asking, Decision, DeliveryKind, Proposals, Yes } from '../moderation/ports.ts';
import { TooLate } from '../moderation/ports.ts';
import { digestOf, type Proposal } from '../moderation/proposal.ts';
import { announce } from './announcing.ts';
import { keepToQuota } from './asked-for.ts';
import { appendAudit } from './audit.ts';
import { responseUrlMs } from './drafts.ts';
import { heldOf } from './held.ts';
import { casesToRow, decisionOf, proposalOf } from './proposal-rows.ts';
import { numberOf, recordRequest } from './recording.ts';
import type { ProposalRow, ProposalsTable, Tables } from './tables.ts';

/** How long the targets of a decided proposal are kept: as long as people may look at them below its message. */
const keptMs = 24 * 3_600_000;
/** Slack takes nothing at a `response_url` after 30 minutes; then it is a secret without a use. */
const responseUrlLifeMs = 30 * 60_000;
/** Marked as expired in one sweep; the rest waits for the next. */
const expireAtOnce = 100;

interface Parts {
  readonly clock: Clock;
  readonly random: Random;
  /** Called after every commit that put something into the outbox. */
  readonly changed: () => void;
}

/** Proposals in SQL. */
export function createProposals(db: Kysely<Tables>, { clock, random, changed }: Parts): Proposals {
  const within = async <T>(work: (trx: Kysely<Tables>) => Promise<T>): Promise<T> => {
    const result = await db.transaction().execute(work);
    changed();
    return result;
  };
  const ask = (trx: Kysely<Tables>, asking: Asking) => insert(trx, asking, { id: random.hex(12), now: clock.now() });

  return {
    ask: (asking, claim) =>
      within(async (trx) => {
        const number = await numberOf(trx, asking.deliveryKey);
        if (number !== undefined) return { kind: 'recorded before', number };
        const known = await byKey(trx, asking.deliveryKey);
        if (known) return { kind: 'asked', proposal: proposalOf(known), duplicate: true };
        const proposal = await ask(trx, asking);
        if (!claim()) throw new TooLate();
        return { kind: 'asked', proposal, duplicate: false };
      }),

    find: async (id) => {
      const row = await byId(db, id);
      return row && proposalOf(row);
    },

    waiting: async (limit, workspaces) => {
      const rows = await db
        .selectFrom('proposals')
        .selectAll()
        // Word for word as in the index `open_proposals`.
        .where(sql<boolean>`state = 'open'`)
        .where('kind', '=', 'approval')
        .where('expires_at', '>', clock.now())
        .$if(workspaces !== undefined, (query) =>
          query.where((row) =>
            row.or(
              (workspaces ?? []).map((workspace) =>
                workspace === '' ? row('moderator', 'not like', '%:%') : row('moderator', 'like', `${workspace}:%`),
              ),
            ),
          ),
        )
        .orderBy('expires_at')
        .limit(limit)
        .execute();
      return rows.map(proposalOf);
    },

    accept: (yes, claim, quota) =>
      within((trx) => {
        const now = clock.now();
        return decide(trx, { id: yes.id, now, claim }, async (row) => {
          const proposal = proposalOf(row);
          if (row.digest !== yes.digest || digestOf(proposal.cases) !== row.digest)
            return { kind: 'changed', proposal };
          if (yes.approval) {
            const approval = await ask(trx, succeeding(proposal, { ...yes, approval: yes.approval }));
            const decided = await end(
              trx,
              { row, proposal },
              { state: 'accepted', by: yes.by, now, successor: approval.id },
            );
            return { kind: 'decided', proposal: decided, approval };
          }
          const numbers = await recordAll(trx, row, { proposal, yes, now });
          await keepToQuota(trx, { numbers, quota, now });
          const decided = await end(trx, { row, proposal }, { state: 'accepted', by: yes.by, now, numbers });
          return { kind: 'decided', proposal: decided };
        });
      }),

    close: ({ id, by, state }, claim) =>
      within((trx) => {
        const now = clock.now();
        return decide(trx, { id, now, claim }, async (row) => ({
          kind: 'decided',
          proposal: await end(trx, { row, proposal: proposalOf(row) }, { state, by, now }),
        }));
      }),

    expire: async () => {
      const now = clock.now();
      await db
        .updateTable('proposals')
        .set({ response_url: null })
        .where('response_url', 'is not', null)
        .where('created_at', '<=', now - responseUrlLifeMs)
        .execute();
      const due = await db
        .selectFrom('proposals')
        .select('id')
        // Word for word as in the index `open_proposals`.
        .where(sql<boolean>`state = 'open'`)
        .where('expires_at', '<=', now)
        .orderBy('expires_at')
        .limit(expireAtOnce)
        .execute();
      for (const { id } of due) {
        await within(async (trx) => {
          const row = await byId(trx, id);
          if (row?.state === 'open') await end(trx, { row, proposal: proposalOf(row) }, { state: 'expired', now });
        });
      }
    },

    forgetOld: async () => {
      await db
        .updateTable('proposals')
        .set({ targets: null })
        .where('ended_at', '<', clock.now() - keptMs)
        .where('targets', 'is not', null)
        // What is still to be told shows them.
        .where((row) =>
          row.not(
            row.exists(
              row
                .selectFrom('outbox')
                .select('outbox.id')
                .whereRef('outbox.proposal', '=', 'proposals.id')
                .where('sent_at', 'is', null),
            ),
          ),
        )
        .execute();
    },

    held: (query) => heldOf(db, query),

    address: async (id) => {
      const row = await db
        .selectFrom('proposals')
        .select(['response_url', 'response_url_uses', 'post_channel', 'post_ts'])
        .where('id', '=', id)
        .executeTakeFirst();
      if (!row) return undefined;
      return {
        responseUrlUses: row.response_url_uses,
        ...(row.response_url !== null && { responseUrl: row.response_url }),
        ...(row.post_channel !== null &&
          row.post_ts !== null && { post: { channel: row.post_channel, ts: row.post_ts } }),
      };
    },

    usedResponseUrl: async (id) => {
      await db
        .updateTable('proposals')
        .set((row) => ({ response_url_uses: row('response_url_uses', '+', 1) }))
        .where('id', '=', id)
        .execute();
    },

    posted: async (id, { channel, ts }) => {
      await db.updateTable('proposals').set({ post_channel: channel, post_ts: ts }).where('id', '=', id).execute();
    },
  };
}

function byId(db: Kysely<Tables>, id: string): Promise<ProposalRow | undefined> {
  return db.selectFrom('proposals').selectAll().where('id', '=', id).executeTakeFirst();
}

function byKey(db: Kysely<Tables>, deliveryKey: string): Promise<ProposalRow | undefined> {
  return db.selectFrom('proposals').selectAll().where('delivery_key', '=', deliveryKey).executeTakeFirst();
}

/** Writes a new one, its audit entry, and has it shown. */
async function insert(db: Kysely<Tables>, asking: Asking, { id, now }: { id: string; now: number }): Promise<Proposal> {
  const { kind, moderator, expiresAt, cases, why, approval, dryRun } = asking;
  const row = {
    id,
    kind,
    moderator,
    created_at: now,
    expires_at: expiresAt,
    ...casesToRow(cases),
    why: JSON.stringify(why),
    approval: approval ? JSON.stringify(approval) : null,
    dry_run: dryRun ? 1 : 0,
    digest: digestOf(cases),
    state: 'open',
    delivery_key: asking.deliveryKey,
    response_url: asking.responseUrl ?? null,
  } satisfies Insertable<ProposalsTable>;
  await db.insertInto('proposals').values(row).execute();
  const details = { proposal: id, kind, why, digest: row.digest, expiresAt, approval, dryRun, cases };
  await appendAudit(db, now, { event: 'proposal.asked', actor: moderator, details });
  const told: readonly DeliveryKind[] = kind === 'approval' ? ['approval', 'waiting'] : ['confirmation'];
  for (const each of told) await announce(db, { kind: each, proposal: id, dueAt: now });
  const { digest } = row;
  return {
    id,
    kind,
    moderator,
    createdAt: now,
    expiresAt,
    cases,
    why,
    digest,
    state: 'open',
    ...(approval && { approval }),
    ...(dryRun && { dryRun }),
  };
}

/** Looks whether it can still be decided, decides, and asks last whether the decision is still in time. */
async function decide(
  db: Kysely<Tables>,
  { id, now, claim }: { id: string; now: number; claim: () => boolean },
  work: (row: ProposalRow) => Promise<Decision>,
): Promise<Decision> {
  const row = await byId(db, id);
  if (!row) return { kind: 'unknown' };
  if (row.state === 'expired' || (row.state === 'open' && now >= row.expires_at))
    return { kind: 'expired', proposal: proposalOf(row) };
  if (row.state !== 'open') return { kind: 'not open', proposal: proposalOf(row) };
  const decision = await work(row);
  if (decision.kind === 'decided' && !claim()) throw new TooLate();
  return decision;
}

/** Ends it, with the audit entry, and has its message in the audit channel and who asked told. Whoever decided is answered where they pressed. */
async function end(
  db: Kysely<Tables>,
  { row, proposal }: { readonly row: ProposalRow; readonly proposal: Proposal },
  ended: {
    state: 'accepted' | 'denied' | 'withdrawn' | 'expired';
    now: number;
    by?: string;
    numbers?: readonly number[];
    successor?: string;
  },
): Promise<Proposal> {
  const { state, now, by, numbers, successor } = ended;
  const change = {
    state,
    ended_at: now,
    decided_by: by ?? null,
    numbers: numbers ? JSON.stringify(numbers) : null,
    successor: successor ?? null,
  };
  await db.updateTable('proposals').set(change).where('id', '=', row.id).execute();
  const details = { proposal: row.id, digest: row.digest, cases: numbers, successor };
  await appendAudit(db, now, { event: `proposal.${state}`, actor: by ?? 'hush', details });
  if (row.kind === 'approval') {
    await announce(db, { kind: 'approval', proposal: row.id, dueAt: now });
    if (by !== row.moderator) await announce(db, { kind: 'decided', proposal: row.id, dueAt: now });
  }
  // Read once: it may have a hundred thousand targets.
  return { ...proposal, ...decisionOf({ ...row, ...change }) };
}

/** Records every case as that of who asked. */
async function recordAll(
  db: Kysely<Tables>,
  row: ProposalRow,
  { proposal, yes, now }: { proposal: Proposal; yes: Yes; now: number },
): Promise<readonly number[]> {
  const { id, moderator } = proposal;
  const isOwn = yes.by === moderator;
  const kept = now - row.created_at < responseUrlMs ? (row.response_url ?? undefined) : undefined;
  const responseUrl = isOwn ? yes.responseUrl : kept;
  const numbers: number[] = [];
  for (const [index, proposed] of proposal.cases.entries()) {
    const deliveryKey = `proposal:${id}:${index + 1}`;
    const request = { ...proposed, moderator, deliveryKey, ...(responseUrl !== undefined && { responseUrl }) };
    const known = { request, now, proposal: id, ...(!isOwn && { approvedBy: yes.by }) };
    const { number } = await recordRequest(db, known, () => true);
    numbers.push(number);
  }
  return numbers;
}

/** The approval that an accepted confirmation becomes. */
function succeeding(
  { id, moderator, cases, why: asked }: Proposal,
  { responseUrl, approval }: Yes & { approval: NonNullable<Yes['approval']> },
): Asking {
  const why = [...approval.why, ...asked.filter((each) => !approval.why.includes(each))];
  return {
    kind: 'approval',
    moderator,
    cases,
    why,
    expiresAt: approval.expiresAt,
    deliveryKey: `proposal:${id}`,
    ...(responseUrl !== undefined && { responseUrl }),
  };
}
