import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { type DigestSchedule, type Digests, lastWeek, mostLateMs } from '../moderation/digest.ts';
import { createRounds, type Rounds } from './rounds.ts';
import { createSparingLog } from './sparing-log.ts';

/** Often enough that a digest is there within the minute, also after the machine slept or its clock was set. */
const lookMs = 30_000;

/**
 * Plans the weekly digest when its time has come: once for each day that has one, whatever the clocks do and however often Hush starts. What
 * is more than a day late is left out. Without a schedule it does nothing.
 */
export function createDigest({
  schedule,
  digests,
  clock,
  ...parts
}: {
  schedule: DigestSchedule | undefined;
  digests: Digests;
  clock: Clock;
  log: Log;
}): Rounds {
  const log = createSparingLog(parts.log, clock);
  let planned = '';

  const look = async (when: DigestSchedule) => {
    const now = clock.now();
    const week = lastWeek(when, now);
    if (week.day === planned || now - week.dueAt > mostLateMs) return;
    await digests.plan(week);
    planned = week.day;
  };

  return createRounds({
    round: async () => schedule && look(schedule),
    pauseMs: lookMs,
    broke: (error) =>
      log.error({ event: 'digest.broke' }, error, 'The weekly digest could not be planned; it is tried again.'),
    clock,
  });
}
