/** A day before the vendor's own clock runs out, so that a day of trouble does not free anyone early (design law 4). */
const renewAheadSeconds = 86_400;

/** What Hush itself has to do about something it set, and when. */
export interface HoldPlan {
  readonly task: 'lift' | 'renew';
  /** Epoch ms. */
  readonly dueAt: number;
}

/**
 * Plans the end of something set at `now`. Undefined when nothing is to be done: it is permanent, or the vendor's own clock reaches the
 * promised end. `vendorClockSeconds` is how long the vendor keeps the clock; 0: not at all.
 */
export function planHold(hold: {
  expiresAt: number | undefined;
  vendorClockSeconds: number;
  now: number;
}): HoldPlan | undefined {
  const { expiresAt, vendorClockSeconds, now } = hold;
  if (expiresAt === undefined) return undefined;
  if (vendorClockSeconds === 0) return { task: 'lift', dueAt: expiresAt };
  if (remainingSeconds(expiresAt, now) <= vendorClockSeconds) return undefined;
  return { task: 'renew', dueAt: now + (vendorClockSeconds - renewAheadSeconds) * 1000 };
}

/**
 * The duration to send for something that ends at `expiresAt` (undefined: never): whole seconds still to go, rounded up so that it
 * never ends early, at most what was asked for (the machine's clock may have been set back since) and what the vendor's clock can hold;
 * -1 for ever. 0 or less: it is over, and must not be sent, for 0 unmutes.
 */
export function wireDuration(hold: {
  expiresAt: number | undefined;
  /** The length asked for. */
  lengthSeconds: number | undefined;
  vendorClockSeconds: number;
  now: number;
}): number {
  const { expiresAt, lengthSeconds = Number.POSITIVE_INFINITY, vendorClockSeconds, now } = hold;
  if (expiresAt === undefined) return -1;
  const remaining = Math.min(lengthSeconds, Math.max(0, remainingSeconds(expiresAt, now)));
  return vendorClockSeconds === 0 ? remaining : Math.min(vendorClockSeconds, remaining);
}

function remainingSeconds(expiresAt: number, now: number): number {
  return Math.ceil((expiresAt - now) / 1000);
}
