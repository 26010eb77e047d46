import type { Clock } from '../lib/clock.ts';
import type { Message } from './messages/message.ts';
import type { Teller, Trouble } from './teller.ts';

/** `response_url` takes 5 messages in 30 minutes (https://docs.slack.dev/interactivity/handling-user-interaction); Hush stops at minute 25. */
const responseUrlMs = 25 * 60_000;
const responseUrlUses = 5;

/** Slack's words for somebody who cannot be written to, now or ever. */
export const unreachablePeople: ReadonlySet<string> = new Set([
  'user_not_found',
  'account_inactive',
  'user_disabled',
  'cannot_dm_bot',
]);

/** How somebody who asked for something can be told. */
export interface WayBack {
  /** Slack user id. */
  readonly user: string;
  readonly responseUrl: string | undefined;
  /** How old it is: since when, epoch ms; and how often it was used. */
  readonly since: number;
  readonly uses: number;
  /** The case that it is about, for the log. */
  readonly case?: number;
}

/** Where they typed while that works, else as a direct message. `used` is told before it is tried. */
export async function tellAsker(
  { way, used, message }: { way: WayBack; used: () => Promise<void>; message: Message },
  { teller, clock }: { teller: Teller; clock: Clock },
): Promise<Trouble | undefined> {
  const { responseUrl, since, uses, ...to } = way;
  const isFresh = clock.now() - since < responseUrlMs && uses < responseUrlUses;
  if (responseUrl === undefined || !isFresh) return teller.direct(to.user, message);
  await used();
  return teller.tell({ ...to, responseUrl }, message);
}
