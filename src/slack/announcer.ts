import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Again, Announcer } from '../moderation/announcer.ts';
import { type Case, type EndingGroup, tallyOf } from '../moderation/case.ts';
import type { DigestWeek } from '../moderation/digest.ts';
import type { Cases, Delivery, DeliveryKind, Outbox } from '../moderation/ports.ts';
import type { VendorApp } from '../moderation/vendor.ts';
import { type SlackClients, slackTrouble } from './clients.ts';
import { auditMessage, liftsMessage, noticeMessage } from './messages/audit-post.ts';
import { hasCharts, withoutCharts } from './messages/chart.ts';
import type { Message } from './messages/message.ts';
import { startedMessage, summaryMessage } from './messages/summary.ts';
import { createProgress, type Progress } from './progress.ts';
import type { Teller, Trouble } from './teller.ts';

/** Enough ids to fill a message; the rest is counted, and shown by the Details button. */
const idsShown = 100;
/** `response_url` takes 5 messages in 30 minutes (https://docs.slack.dev/interactivity/handling-user-interaction); Hush stops at minute 25. */
const responseUrlMs = 25 * 60_000;
const responseUrlUses = 5;
/** What Slack would not take is offered again after 1, 2, 4, … s, at most this. */
const longestRetryMs = 300_000;

export interface AnnouncerParts {
  readonly cases: Cases;
  readonly outbox: Outbox;
  /** By name; asked only whether they answer. */
  readonly apps: ReadonlyMap<string, Pick<VendorApp, 'trouble'>>;
  readonly audit: SlackClients['audit'];
  readonly auditChannel: string;
  /** What is told of a week. */
  readonly digestOf: (week: DigestWeek) => Promise<Message>;
  readonly teller: Teller;
  readonly clock: Clock;
  readonly log: Log;
}

/** Tells people in Slack what the outbox holds: the audit channel, and privately whoever asked. */
export function createAnnouncer(parts: AnnouncerParts): Announcer {
  const { cases, outbox, clock, log } = parts;
  const desk = {
    progress: createProgress(clock),
    unwritten: new Map<number, Posted>(),
    unwrittenLifts: new Map<number, string>(),
  };

  const tellers: Readonly<Record<DeliveryKind, (delivery: Delivery) => Promise<Told>>> = {
    case: (delivery) => withCase(delivery, (record) => announceCase(record, parts, desk)),
    lifts: (delivery) => withCase(delivery, (record) => announceLifts(record, parts, desk)),
    notice: (delivery) => announceNotice(delivery, parts),
    digest: (delivery) => announceDigest(delivery, parts),
    started: (delivery) =>
      withCase(delivery, async (record) => {
        const groups = await cases.groups(record.number, 0);
        const outage = parts.apps.get(record.place.app)?.trouble();
        return tellModerator(record, startedMessage({ record, groups, outage, now: clock.now() }), parts);
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

/** Slack's words for what is wrong with a message itself. Its plain twin goes instead, and if Slack refuses that too nobody waits for it. */
const messageTroubles: ReadonlySet<string> = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
  'msg_too_long',
  'invalid_arguments',
  'no_text',
]);
/** The message that was posted once cannot be updated or answered any more. */
const goneTroubles: ReadonlySet<string> = new Set([
  'message_not_found',
  'cant_update_message',
  'edit_window_closed',
  'thread_not_found',
  'channel_not_found',
  'is_archived',
  'not_in_channel',
]);

/** Undefined: told. `again`: told, and there will be more to tell at that time. Else Slack's trouble. */
type Told = Trouble | { readonly again: number } | undefined;

/** Where a message stands. */
type Posted = { readonly channel: string; readonly ts: string };

/** What the announcer remembers of audit messages. */
interface AuditDesk {
  readonly progress: Progress;
  /** Posted, but the store would not take that down: without this the next look would post them again. */
  readonly unwritten: Map<number, Posted>;
  /** The same for messages about ends, by their `ts`. */
  readonly unwrittenLifts: Map<number, string>;
}

async function announceCase(record: Case, parts: AnnouncerParts, desk: AuditDesk): Promise<Told> {
  const { number } = record;
  const { progress } = desk;
  const now = parts.clock.now();
  const groups = await parts.cases.groups(number, idsShown);
  const address = await parts.outbox.address(number);
  const post = desk.unwritten.get(number) ?? address?.post;
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
  if (posted.ts !== address?.post?.ts) {
    desk.unwritten.set(number, posted);
    await parts.outbox.posted(number, posted);
    desk.unwritten.delete(number);
  }
  if (isRunning) return { again: parts.clock.now() + progress.told(number, text) };
  progress.forget(number);
  return undefined;
}

/** How fast a running case goes, or why it does not. */
function standingOf(
  record: Case,
  { groups, post, now }: { groups: readonly EndingGroup[]; post: Posted | undefined; now: number },
  { apps }: AnnouncerParts,
  progress: Progress,
) {
  if (record.closedAt !== undefined) return {};
  const { total, asked } = record;
  // After a restart nobody knows how far the case was when it went on: two looks are needed to tell.
  const from = post ? undefined : { settled: total - asked.total, msAgo: now - asked.at };
  const settled = total - tallyOf(groups).open;
  const outage = apps.get(record.place.app)?.trouble();
  if (!outage) return { pace: progress.pace(record.number, settled, from) };
  progress.stands(record.number, settled);
  return { outage };
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
  const ts = unwrittenLifts.get(number) ?? address?.liftsTs;
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
  if (posted.ts !== address?.liftsTs) {
    unwrittenLifts.set(number, posted.ts);
    await outbox.postedLifts(number, posted.ts);
    unwrittenLifts.delete(number);
  }
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

interface Post {
  readonly channel: string;
  readonly message: Message;
  /** The thread to post in. */
  readonly thread?: string;
  /** The message to update; posted anew if it is gone. */
  readonly ts?: string;
}

/**
 * Updates a message or posts one. What is gone, or stands in a channel that is no longer the audit channel and takes nothing more, is
 * posted anew where the audit channel is now; blocks that Slack refuses give way to their plain twin.
 */
async function postOrUpdate(
  post: Post,
  parts: Pick<AnnouncerParts, 'audit' | 'auditChannel'>,
): Promise<{ channel: string; ts: string } | Trouble> {
  const { channel, message, thread, ts } = post;
  const { audit, auditChannel } = parts;
  try {
    if (ts) {
      await audit.chat.update({ channel, ts, ...message });
      return { channel, ts };
    }
    const posted = await audit.chat.postMessage({
      channel,
      ...message,
      ...(thread && { thread_ts: thread }),
      unfurl_links: false,
      unfurl_media: false,
    });
    return posted.ts ? { channel, ts: posted.ts } : { word: 'no_ts' };
  } catch (error) {
    const trouble = slackTrouble(error);
    const isAnew = !ts && !thread && channel === auditChannel;
    if (goneTroubles.has(trouble.word) && !isAnew) return postOrUpdate({ channel: auditChannel, message }, parts);
    if (trouble.word === 'invalid_blocks' && hasCharts(message)) {
      return postOrUpdate({ ...post, message: withoutCharts(message) }, parts);
    }
    if (messageTroubles.has(trouble.word) && message.blocks.length > 0) {
      return postOrUpdate({ ...post, message: { ...message, blocks: [] } }, parts);
    }
    return trouble;
  }
}

/** Slack's words for somebody who cannot be written to, now or ever. */
const unreachablePeople: ReadonlySet<string> = new Set([
  'user_not_found',
  'account_inactive',
  'user_disabled',
  'cannot_dm_bot',
]);

/** Where the moderator typed while that works, else as a direct message. */
async function tellModerator(record: Case, message: Message, { outbox, teller, clock }: AnnouncerParts): Promise<Told> {
  const address = await outbox.address(record.number);
  if (!address) return undefined;
  const { askedBy: user, responseUrl } = address;
  const fresh = clock.now() - address.askedAt < responseUrlMs && address.responseUrlUses < responseUrlUses;
  const usable = responseUrl !== undefined && fresh;
  if (usable) await outbox.usedResponseUrl(record.number);
  const trouble = await (usable ? teller.tell({ user, responseUrl }, message) : teller.direct(user, message));
  if (!trouble || !unreachablePeople.has(trouble.word)) return trouble;
  await outbox.notice(
    `Nobody could be told privately about case ${record.number}: Slack said ${trouble.word}.`,
    record.number,
  );
  return undefined;
}
