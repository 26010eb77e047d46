import type { Clock } from '../lib/clock.ts';
import type { Message } from './messages/message.ts';
import type { Pace } from './pace.ts';
import type { Teller, Trouble } from './teller.ts';

/** `response_url` takes 5 messages in 30 minutes (https://docs.slack.dev/interactivity/handling-user-interaction); Hush stops at minute 25. */
const responseUrlMs = 25 * 60_000;
const responseUrlUses = 5;

/** Slack's words for somebody who cannot be written to, now or ever. */
const unreachablePeople: ReadonlySet<string> = new Set([
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

/** Undefined: told. `again`: there is more to tell at that time, or it is not its turn before. Else Slack's trouble. */
export type Told = Trouble | { readonly again: number } | undefined;

/** Where they typed while that works, else as a direct message, when it is its turn. `used` is told before it is tried. */
export async function tellAsker(
  { way, used, message }: { way: WayBack; used: () => Promise<void>; message: Message },
  { teller, clock, pace }: { teller: Teller; clock: Clock; pace: Pace },
): Promise<Told> {
  const { responseUrl, since, uses, ...to } = way;
  const isFresh = clock.now() - since < responseUrlMs && uses < responseUrlUses;
  let trouble: Trouble | undefined;
  if (responseUrl !== undefined && isFresh) {
    await used();
    trouble = await teller.tell({ ...to, responseUrl }, message);
  } else {
    const waitMs = pace.turnIn(to.user);
    if (waitMs !== undefined) return { again: clock.now() + waitMs };
    trouble = await teller.direct(to.user, message);
  }
  if (trouble?.waitMs === undefined) return trouble;
  return { ...trouble, waitMs: pace.refused(to.user, trouble.waitMs) };
}

/** Whether they cannot be written to, now or ever; see {@link unreachablePeople}. */
export function isUnreachable(told: Told): told is Trouble {
  return told !== undefined && 'word' in told && unreachablePeople.has(told.word);
}
