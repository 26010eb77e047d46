import { type Kysely, sql } from 'kysely';
import type { Clock } from '../lib/clock.ts';
import type { Delivery, DeliveryKind, HoldTask, LiftGroup, Outbox } from '../moderation/ports.ts';
import { announce } from './announcing.ts';
import { earlierOf } from './earlier-of.ts';
import { endingOf } from './ending-groups.ts';
import type { Tables } from './tables.ts';

/** Everything people must be told, kept until Slack took it. `changed` is called after every commit that added something. */
export function createOutbox(db: Kysely<Tables>, clock: Clock, changed: () => void): Outbox {
  const update = (number: number) => db.updateTable('cases').where('number', '=', number);

  return {
    due: async ({ lane, now, limit }) => {
      const rows = await db
        .selectFrom('outbox')
        .selectAll()
        .where('lane', '=', lane)
        .where('sent_at', 'is', null)
        // The plus keeps SQLite from looking these up by time, for then it would have to sort them.
        .where(sql<boolean>`+due_at <= ${now}`)
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(
        (row): Delivery => ({
          id: row.id,
          kind: row.kind as DeliveryKind,
          attempts: row.attempts,
          version: row.version,
          ...(row.case_number !== null && { case: row.case_number }),
          ...(row.proposal !== null && { proposal: row.proposal }),
          ...(row.text !== null && { text: row.text }),
          ...(row.actor !== null && { actor: row.actor }),
        }),
      );
    },

    nextDue: async (lane) => {
      const next = await db
        .selectFrom('outbox')
        .select((row) => row.fn.min('due_at').as('at'))
        .where('lane', '=', lane)
        .where('sent_at', 'is', null)
        .executeTakeFirst();
      return next?.at ?? undefined;
    },

    done: async ({ id, version }) => {
      await db
        .updateTable('outbox')
        .set({ sent_at: clock.now(), error: null })
        .where('id', '=', id)
        .where('version', '=', version)
        .execute();
    },

    later: async ({ id, version }, { at, error }) => {
      await db
        .updateTable('outbox')
        .set((row) => ({
          due_at: at,
          attempts: row('attempts', '+', error === undefined ? 0 : 1),
          error: error ?? null,
        }))
        .where('id', '=', id)
        .where('version', '=', version)
        .execute();
    },

    offerAgain: async (lane) => {
      await db
        .updateTable('outbox')
        .set({ due_at: earlierOf('due_at', clock.now()) })
        .where('lane', '=', lane)
        .where('sent_at', 'is', null)
        .where('error', 'is not', null)
        .execute();
    },

    notice: async (text, number) => {
      await announce(db, { kind: 'notice', case: number, dueAt: clock.now(), text });
      changed();
    },

    stuck: async () => {
      const head = await db
        .selectFrom('outbox')
        .select('error')
        .where('lane', '=', 'audit')
        .where('sent_at', 'is', null)
        .where('error', 'is not', null)
        .orderBy('id')
        .limit(1)
        .executeTakeFirst();
      return head?.error ?? undefined;
    },

    address: async (number) => {
      const row = await db
        .selectFrom('cases')
        .leftJoin('cases as undone', 'undone.number', 'cases.undoes')
        .select(['cases.asked_by', 'cases.moderator', 'cases.asked_at', 'cases.created_at'])
        .select(['cases.response_url', 'cases.response_url_uses', 'cases.lifts_ts'])
        .select(['cases.post_channel', 'cases.post_ts'])
        .select(['undone.post_channel as thread_channel', 'undone.post_ts as thread_ts'])
        .where('cases.number', '=', number)
        .executeTakeFirst();
      if (!row) return undefined;
      const post = postOf(row.post_channel, row.post_ts);
      const thread = postOf(row.thread_channel, row.thread_ts) ?? post;
      return {
        askedBy: row.asked_by ?? row.moderator,
        askedAt: row.asked_at ?? row.created_at,
        responseUrlUses: row.response_url_uses,
        ...(row.response_url !== null && { responseUrl: row.response_url }),
        ...(post && { post }),
        ...(thread && { thread }),
        ...(row.lifts_ts !== null && { liftsTs: row.lifts_ts }),
      };
    },

    usedResponseUrl: async (number) => {
      await update(number)
        .set((row) => ({ response_url_uses: row('response_url_uses', '+', 1) }))
        .execute();
    },

    posted: async (number, { channel, ts }) => {
      await update(number).set({ post_channel: channel, post_ts: ts }).execute();
    },

    postedLifts: async (number, ts) => {
      await update(number).set({ lifts_ts: ts }).execute();
    },

    lifts: async (number) => {
      const groups = await db
        .selectFrom('targets')
        .select(['lift_task as task', 'lift_outcome as outcome', 'lift_code as code', 'lift_words as words'])
        .select((row) => row.fn.countAll<number>().as('count'))
        .select((row) => row.fn.min('target').as('sample'))
        .where('case_number', '=', number)
        .where('lift_outcome', 'is not', null)
        .groupBy(['lift_task', 'lift_outcome', 'lift_code', 'lift_words'])
        .orderBy('count', 'desc')
        .execute();
      return Promise.all(
        groups.map(async (group): Promise<LiftGroup> => {
          const named = group.outcome === 'done' ? await liftedOf(db, number, group) : [group.sample];
          return { task: group.task as HoldTask, ...endingOf(group), count: group.count, targets: named };
        }),
      );
    },

    unanswered: async (number) => {
      const counts = await db
        .selectFrom('holds')
        .select(['task', (row) => row.fn.countAll<number>().as('count')])
        .where('case_number', '=', number)
        .where('told_at', 'is not', null)
        .groupBy('task')
        .execute();
      const of = (wanted: HoldTask) => counts.find(({ task }) => task === wanted)?.count ?? 0;
      return { lift: of('lift'), renew: of('renew') };
    },
  };
}

function postOf(
  channel: string | null,
  ts: string | null,
): { readonly channel: string; readonly ts: string } | undefined {
  return channel === null || ts === null ? undefined : { channel, ts };
}

/** Who is told to have been let go, by name: as many as a line has room for. */
const liftedNamed = 20;

async function liftedOf(
  db: Kysely<Tables>,
  number: number,
  { code, words }: { code: string | null; words: string | null },
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('targets')
    .select('target')
    .where('case_number', '=', number)
    .where('lift_outcome', '=', 'done')
    .where('lift_code', 'is not distinct from', code)
    .where('lift_words', 'is not distinct from', words)
    .orderBy('ordinal')
    .limit(liftedNamed)
    .execute();
  return rows.map(({ target }) => target);
}
