import { lengthInWords } from '../length.ts';
import { targetsInWords } from './attempted.ts';
import type { Asking, Rule, Wish } from './rule.ts';

/** What counts is what was asked for within this long. */
export const quotaWindowMs = 3_600_000;

/**
 * Nobody acts on more targets within an hour than they may. What a case asks for counts, whatever becomes of it; an undo is free, and so is a
 * retry, whose targets counted before. Two requests at the same instant are both let pass here: the store counts again when it records.
 */
export const hourlyQuota: Rule = {
  name: 'hourly-quota',
  judge: async (wish, { policy, records, now }) => {
    const most = policy.targetsPerHour;
    const wanted = wantedBy(wish);
    if (most === undefined || wanted === 0) return undefined;
    const { moderator, request } = wish;
    const asked = await records.askedFor({
      moderator,
      since: now - quotaWindowMs,
      ...(request && { not: request.deliveryKey }),
    });
    if (total(asked) + wanted <= most) return undefined;
    return { kind: 'refuse', sentence: overQuota({ wanted, most, asked, now }), field: 'targets' };
  },
};

function wantedBy({ request, alongside = 0, followUp }: Wish): number {
  if (request) return request.targets.length + alongside;
  return followUp?.length ? followUp.record.total : 0;
}

function total(asked: readonly Asking[]): number {
  return asked.reduce((sum, { targets }) => sum + targets, 0);
}

/** The refusal of more targets than are left in the hour: how many are, and when there is room for these. `asked`: oldest first. */
export function overQuota({
  wanted,
  most,
  asked,
  now,
}: {
  readonly wanted: number;
  readonly most: number;
  /** What else was asked for within the hour. */
  readonly asked: readonly Asking[];
  readonly now: number;
}): string {
  const left = Math.max(0, most - total(asked));
  const limit = `You may act on ${targetsInWords(most)} an hour, and ${left === 0 ? 'none is' : left === 1 ? '1 is' : `${left.toLocaleString('en-US')} are`} left; this is ${wanted.toLocaleString('en-US')}.`;
  if (wanted > most) return `${limit} Split it up, or ask whoever runs Hush for a larger limit.`;
  let room = left;
  for (const { at, targets } of asked) {
    room += targets;
    if (room >= wanted)
      return `${limit} There is room for it in ${lengthInWords(wholeMinutes(at + quotaWindowMs - now))}.`;
  }
  return limit;
}

/** Rounded up, so that whoever comes back then is let in. */
function wholeMinutes(ms: number) {
  return { kind: 'timed', seconds: Math.max(1, Math.floor(ms / 60_000) + 1) * 60 } as const;
}
