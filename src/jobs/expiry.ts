import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Proposals } from '../moderation/ports.ts';
import { createRounds, type Rounds } from './rounds.ts';
import { createSparingLog } from './sparing-log.ts';

/** Until it is marked, a late yes is refused all the same: this is for those who wait to be told. */
const sweepMs = 1000;

/** Marks what nobody said yes to in time, and has that told: what expired while Hush was not running at once, then every second. */
export function createExpiry({
  proposals,
  clock,
  ...parts
}: {
  proposals: Pick<Proposals, 'expire'>;
  clock: Clock;
  log: Log;
}): Rounds {
  const log = createSparingLog(parts.log, clock);
  return createRounds({
    round: () => proposals.expire(),
    pauseMs: sweepMs,
    broke: (error) =>
      log.error({ event: 'expiry.broke' }, error, 'What expired could not be marked; it is tried again.'),
    clock,
  });
}
