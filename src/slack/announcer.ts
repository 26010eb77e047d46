import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Again, Announcer } from '../moderation/announcer.ts';
import { type Case, type EndingGroup, tallyOf } from '../moderation/case.ts';
import type { DigestWeek } from '../moderation/digest.ts';
import type { Cases, Delivery, DeliveryKind, Outbox, Proposals } from '../moderation/ports.ts';
import type { VendorApp } from '../moderation/vendor.ts';
import { proposalTellers } from './announce-proposals.ts';
import type { SlackClients } from './clients.ts';
import { auditMessage, liftsMessage, noticeMessage } from './messages/audit-post.ts';
import type { Standstill } from './messages/case-words.ts';
import type { Message } from './messages/message.ts';
import { startedMessage, summaryMessage } from './messages/summary.ts';
import { createPace, type Pace } from './pace.ts';
import { messageTroubles, type Posted, postOrUpdate } from './post.ts';
import { createProgress, type Progress } from './progress.ts';
import { isUnreachable, type Told, tellAsker } from './tell-asker.ts';
import type { Teller } from './teller.ts';
import { createUnwritten, type Unwritten } from './unwritten.ts';

/** Enough ids to fill a message; the rest is counted, and shown by the Details button. */
const idsShown = 100;
/** What Slack would not take is offered again after 1, 2, 4, … s, at most this. */
const longestRetryMs = 300_000;

export interface AnnouncerParts {
  readonly cases: Cases;
  readonly outbox: Outbox;
  readonly proposals: Proposals;
  /** By name; asked only whether they answer, and how fast they may be asked. */
  readonly apps: ReadonlyMap<string, Pick<VendorApp, 'trouble' | 'batching'>>;
  readonly audit: SlackClients['audit'];
  readonly auditChannel: string;
  /** What is told of a week. */
  readonly digestOf: (week: DigestWeek) => Promise<Message>;
  readonly teller: Teller;
  readonly clock: Clock;
  readonly log: Log;
}

/** With what the announcer remembers of people. */
export type TellingParts = AnnouncerParts & { readonly pace: Pace };

/** Tells people in Slack what the outbox holds: the audit channel, and privately whoever asked. */
export function createAnnouncer(given: AnnouncerParts): Announcer {
  const parts: TellingParts = { ...given, pace: createPace(given.clock) };
  const { cases, outbox, clock, log } = parts;
  const desk = {
    progress: createProgress(clock),
    unwritten: createUnwritten<number, Posted>(),
    unwrittenLifts: createUnwritten<number, string>(),
  };

  const tellers: Readonly<Record<DeliveryKind, (delivery: Delivery) => Promise<Told>>> = {
    ...proposalTellers(parts),
    case: (delivery) => withCase(delivery, (record) => announceCase(record, parts, desk)),
    lifts: (delivery) => withCase(delivery, (record) => announceLifts(record, parts, desk)),
    notice: (delivery) => announceNotice(delivery, parts),
    digest: (delivery) => announceDigest(delivery, parts),
    started: (delivery) =>
      withCase(delivery, async (record) => {
        const groups = await cases.groups(record.number, 0);
        const standstill = standstillOf(record, parts);
        return tellModerator(record, startedMessage({ record, groups, standstill, now: clock.now() }), parts);
      }),
    summary: (delivery) =>
      withCase(delivery, async (record) => {
        const [groups, held, notOurs, earlier, auditStuck] = await Promise.all([
          cases.groups(record.number, idsShown),
          cases.held(record.number),
          cases.notOurs(record.number),
          earlierOf(record, cases),
          outbox.stuck(),
        ]);
        const now = clock.now();
        return tellModerator(
          record,
          summaryMessage({ record, groups, held, notOurs, earlier, auditStuck, now }),
          parts,
        );
      }),
  };

  const withCase = async ({ case: number }: Delivery, tell: (record: Case) => Promise<Told>): Promise<Told> => {
    const record = number === undefined ? undefined : await cases.find(number);
    return record && tell(record);
  };

  return {
    deliver: async (delivery): Promise<Again> => {
      const told = await tellers[delivery.kind](delivery);
      if (told === undefined) return undefined;
      if ('again' in told) return { at: told.again };
      const wait = told.waitMs ?? Math.min(longestRetryMs, 1000 * 2 ** delivery.attempts);
      log.warn(
        { event: 'delivery.refused', kind: delivery.kind, case: delivery.case, trouble: told.word, waitMs: wait },
        'Slack did not take a message; it is kept and offered again.',
      );
      return { at: clock.now() + wait, error: told.word, ...(messageTroubles.has(told.word) && { onlyThis: true }) };
    },
  };
}

/** What a case took over. What an undo ended is what it undoes: what that had taken over is not restored, and is told. */
function earlierOf({ number, undoes }: Case, cases: Pick<Cases, 'earlierEnds'>) {
  return cases.earlierEnds({ number: undoes ?? number, limit: 3, sample: 20 });
}

/** What the announcer remembers of audit messages. */
interface AuditDesk {
  readonly progress: Progress;
  readonly unwritten: Unwritten<number, Posted>;
  /** Of messages about ends, by their `ts`. */
  readonly unwrittenLifts: Unwritten<number, string>;
}

async function announceCase(record: Case, parts: AnnouncerParts, desk: AuditDesk): Promise<Told> {
  const { number } = record;
  const { progress } = desk;
  const now = parts.clock.now();
  const groups = await parts.cases.groups(number, idsShown);
  const address = await parts.outbox.address(number);
  const post = desk.unwritten.find(number, address?.post);
  const isRunning = record.closedAt === undefined;
  const held = isRunning ? 0 : await parts.cases.held(number);
  const earlier = isRunning ? [] : await earlierOf(record, parts.cases);
  const standing = standingOf(record, { groups, post, now }, parts, progress);
  const message = auditMessage({ record, groups, held, earlier, now, ...standing });
  const text = JSON.stringify(message);
  if (isRunning && post) {
    const waitMs = progress.wait(number, text);
    if (waitMs !== undefined) return { again: now + waitMs };
  }
  const below = record.undoes === undefined ? undefined : address?.thread;
  const posted = await postOrUpdate(
    {
      message,
      channel: post?.channel ?? below?.channel ?? parts.auditChannel,
      ...(post && { ts: post.ts }),
      ...(!post && below && { thread: below.ts }),
    },
    parts,
  );
  if ('word' in posted) {
    if (isRunning && post) progress.refused(number);
    return posted;
  }
  if (posted.ts !== address?.post?.ts)
    await desk.unwritten.write(number, posted, () => parts.outbox.posted(number, posted));
  if (isRunning) return { again: parts.clock.now() + progress.told(number, text) };
  progress.forget(number);
  return undefined;
}

/** How fast a running case goes, or why it does not. */
function standingOf(
  record: Case,
  { groups, post, now }: { groups: readonly EndingGroup[]; post: Posted | undefined; now: number },
  parts: AnnouncerParts,
  progress: Progress,
) {
  if (record.closedAt !== undefined) return {};
  const { total, asked } = record;
  // After a restart nobody knows how far the case was when it went on: two looks are needed to tell.
  const from = post ? undefined : { settled: total - asked.total, msAgo: now - asked.at };
  const settled = total - tallyOf(groups).open;
  const standstill = standstillOf(record, parts);
  if (!standstill) return { pace: progress.pace(record.number, settled, from) };
  progress.stands(record.number, settled);
  return { standstill };
}

function standstillOf({ place }: Case, { apps }: Pick<AnnouncerParts, 'apps'>): Standstill | undefined {
  const app = apps.get(place.app);
  return app ? app.trouble() : 'no app';
}

async function announceLifts(record: Case, parts: AnnouncerParts, { unwrittenLifts }: AuditDesk): Promise<Told> {
  const { outbox } = parts;
  const { number } = record;
  const [lifts, unanswered, address] = await Promise.all([
    outbox.lifts(number),
    outbox.unanswered(number),
    outbox.address(number),
  ]);
  const thread = address?.thread;
  const ts = unwrittenLifts.find(number, address?.liftsTs);
  const posted = await postOrUpdate(
    {
      channel: thread?.channel ?? parts.auditChannel,
      message: liftsMessage({ record, lifts, unanswered }),
      ...(thread && { thread: thread.ts }),
      ...(ts && { ts }),
    },
    parts,
  );
  if ('word' in posted) return posted;
  if (posted.ts !== address?.liftsTs)
    await unwrittenLifts.write(number, posted.ts, () => outbox.postedLifts(number, posted.ts));
  return undefined;
}

async function announceNotice({ text = '', actor, case: number }: Delivery, parts: AnnouncerParts): Promise<Told> {
  const thread = number === undefined ? undefined : (await parts.outbox.address(number))?.thread;
  const posted = await postOrUpdate(
    {
      channel: thread?.channel ?? parts.auditChannel,
      message: noticeMessage(text, actor),
      ...(thread && { thread: thread.ts }),
    },
    parts,
  );
  return 'word' in posted ? posted : undefined;
}

async function announceDigest({ text = '' }: Delivery, parts: AnnouncerParts): Promise<Told> {
  const message = await parts.digestOf(JSON.parse(text) as DigestWeek);
  const posted = await postOrUpdate({ channel: parts.auditChannel, message }, parts);
  return 'word' in posted ? posted : undefined;
}

/** Where the moderator typed while that works, else as a direct message. */
async function tellModerator(record: Case, message: Message, parts: TellingParts): Promise<Told> {
  const { outbox } = parts;
  const address = await outbox.address(record.number);
  if (!address) return undefined;
  const { askedBy: user, askedAt: since } = address;
  const way = { user, since, responseUrl: address.responseUrl, uses: address.responseUrlUses, case: record.number };
  const used = () => outbox.usedResponseUrl(record.number);
  const told = await tellAsker({ way, used, message }, parts);
  if (!isUnreachable(told)) return told;
  await outbox.notice(
    `Nobody could be told privately about case ${record.number}: Slack said ${told.word}.`,
    record.number,
  );
  return undefined;
}
