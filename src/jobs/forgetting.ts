import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Lists, Proposals } from '../moderation/ports.ts';
import { createRounds, type Rounds } from './rounds.ts';
import { createSparingLog } from './sparing-log.ts';

const sweepMs = 3_600_000;

/** Forgets, at once and then every hour, what is kept for a while only: lists of ids that nobody said yes to, and the targets of what was decided. */
export function createForgetting(parts: {
  lists: Pick<Lists, 'forgetOld'>;
  proposals: Pick<Proposals, 'forgetOld'>;
  clock: Clock;
  log: Log;
}): Rounds {
  const { lists, proposals, clock } = parts;
  const log = createSparingLog(parts.log, clock);
  return createRounds({
    round: async () => {
      await lists.forgetOld();
      await proposals.forgetOld();
    },
    pauseMs: sweepMs,
    broke: (error) =>
      log.error({ event: 'forgetting.broke' }, error, 'What is old could not be forgotten; it is tried again.'),
    clock,
  });
}
