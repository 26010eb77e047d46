import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Random } from '../lib/random.ts';
import { nobodyWatches, type Observer } from '../moderation/observer.ts';
import { RosterUnavailable } from '../moderation/policy/rule.ts';
import { TooLate } from '../moderation/ports.ts';
import { StoreTrouble } from '../moderation/store-trouble.ts';
import { type Message, paragraph } from './messages/message.ts';
import { escapeText } from './messages/mrkdwn.ts';
import type { Teller } from './teller.ts';

/** Slack waits three seconds; after this long Hush gives the request up for good, so that its answer still arrives (design law 10). */
const budgetMs = 2000;

/** Somebody typed, pressed or submitted something. What every command, button and form is handed. */
export interface Interaction {
  /** Slack user id of who did it. */
  readonly user: string;
  /** Opens one form within three seconds of the click. */
  readonly triggerId: string | undefined;
  readonly responseUrl: string | undefined;
  /** Yes, once, if the answer can still be in time; from then on the request counts as answered. See `Cases.record`. */
  claim(): boolean;
  /** Acknowledges, once; with nothing, or for forms with `errors`, `update` or `push`. Later calls do nothing. */
  ack(body?: unknown): Promise<void>;
  /** Tells the person privately. Acknowledge first. */
  tell(message: Message): Promise<void>;
  /** Replaces the message whose button was pressed. */
  replace(message: Message): Promise<void>;
}

export interface InteractionParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly teller: Teller;
  /** Left out: nobody watches. */
  readonly observer?: Observer;
}

/** Nothing can be asked for where somebody is. The message is a sentence for them. */
export class NotServed extends Error {
  override readonly name = 'NotServed';
}

/** Bolt's acknowledgement, as far as Hush uses it. */
export type Acknowledge = (body?: never) => Promise<void>;

export interface Incoming {
  readonly user: string;
  readonly triggerId: string | undefined;
  readonly responseUrl: string | undefined;
  /** What it was, for the log: `command`, `button undo`, `form mute`. */
  readonly what: string;
  readonly ack: Acknowledge;
  /** What a form is answered when nothing came of it: the form stays open and says so. */
  readonly sorry?: (sentence: string) => unknown;
}

/**
 * Runs what was asked for so that the person always gets an answer in time: acknowledges when the work forgot to, gives up after two
 * seconds, and turns errors into a sentence, with an incident id for those that are Hush's own.
 */
export function interact(
  incoming: Incoming,
  parts: InteractionParts,
  work: (interaction: Interaction) => Promise<void>,
): Promise<void> {
  const { observer = nobodyWatches } = parts;
  const [first] = incoming.what.split(' ');
  const way = first === 'command' ? 'line' : (first ?? '');
  return observer.during('interaction', { way, result: 'answered' }, () =>
    answer(incoming, { ...parts, observer }, work),
  );
}

async function answer(
  incoming: Incoming,
  parts: InteractionParts & { readonly observer: Observer },
  work: (interaction: Interaction) => Promise<void>,
): Promise<void> {
  const { clock, log, teller, observer } = parts;
  const begunAt = clock.monotonic();
  let state: 'waiting' | 'claimed' | 'acknowledged' = 'waiting';
  /** The person was told, or is being told, that nothing was done: what the work says afterwards would contradict it. */
  let gaveUp: Promise<void> | undefined;
  let ackSeconds: number | undefined;
  const say = async (message: Message, how: 'tell' | 'replace' = 'tell') => {
    const trouble = await teller[how](incoming, message);
    if (trouble)
      log.error({ event: 'answer.lost', what: incoming.what, trouble: trouble.word }, 'An answer could not be given.');
  };
  const ack = async (body?: unknown) => {
    if (state === 'acknowledged') return;
    state = 'acknowledged';
    await incoming.ack(body as never);
    ackSeconds = (clock.monotonic() - begunAt) / 1000;
  };
  /** Acknowledges with the sentence if a form can show it, else tells it. */
  const sorry = async (sentence: string) => {
    if (state !== 'acknowledged' && incoming.sorry) return ack(incoming.sorry(sentence));
    await ack();
    await say(paragraph(escapeText(sentence)));
  };

  const giveUp = () => {
    if (state !== 'waiting') return;
    log.warn(
      { event: 'interaction.late', what: incoming.what },
      'Gave up a request that could not be answered in time.',
    );
    gaveUp = sorry(new TooLate().message).catch((error: unknown) =>
      log.error({ event: 'interaction.broke', err: error }, 'A late request could not be answered.'),
    );
  };
  const cancelTimer = clock.after(budgetMs, giveUp);

  try {
    await work({
      user: incoming.user,
      triggerId: incoming.triggerId,
      responseUrl: incoming.responseUrl,
      claim: () => {
        // The timer cannot fire while the database keeps everything else waiting, but Slack's time runs on.
        if (clock.monotonic() - begunAt > budgetMs) giveUp();
        if (state !== 'waiting') return false;
        state = 'claimed';
        return true;
      },
      ack,
      tell: async (message) => (gaveUp ? undefined : say(message)),
      replace: async (message) => (gaveUp ? undefined : say(message, 'replace')),
    });
    await ack();
  } catch (error) {
    // Told already, when the time ran out.
    if (error instanceof TooLate) return;
    if (error instanceof NotServed) {
      log.warn(
        { event: 'workspace.refused', what: incoming.what },
        'A workspace that is not served asked for something.',
      );
      return gaveUp ? undefined : await sorry(error.message);
    }
    if (error instanceof RosterUnavailable) {
      observer.note('interaction', { result: 'refused', refusal: 'roster' });
      log.warn({ event: 'roster.unavailable', err: error.cause }, 'Slack did not say who is a moderator.');
      return gaveUp ? undefined : await sorry(error.message);
    }
    if (error instanceof StoreTrouble) {
      observer.note('interaction', { result: 'refused', refusal: 'database' });
      log.error({ event: 'database.refused', what: incoming.what, why: error.fault.why }, 'A request was refused.');
      return gaveUp ? undefined : await sorry(error.message);
    }
    observer.note('interaction', { result: 'error' });
    const incident = parts.random.hex(4);
    log.error({ event: 'interaction.broke', what: incoming.what, incident, err: error }, 'A request broke.');
    if (gaveUp) return;
    await sorry(
      `Something went wrong in Hush, and it may not have done what you asked. Whoever runs Hush finds it in the log as incident ${incident}.`,
    );
  } finally {
    cancelTimer();
    if (ackSeconds !== undefined) observer.note('interaction', { ackSeconds });
    if (gaveUp) observer.note('interaction', { result: 'late' });
    // Who stops Hush waits for this request, and for its answer too.
    await gaveUp;
  }
}
