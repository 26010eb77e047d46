import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { CheckingKey, SigningKey } from '../lib/signing-key.ts';
import type { AuditRetention } from '../moderation/audit.ts';
import type { Outbox } from '../moderation/ports.ts';
import { createRounds, type Rounds } from './rounds.ts';
import { createSparingLog } from './sparing-log.ts';

const dayMs = 86_400_000;
/** Entries that are removed in one transaction, which keeps everything else waiting for 40 ms on a busy machine (measured). */
const pageSize = 1000;
/** Between two pages everybody else gets a turn. */
const pauseMs = 50;

/**
 * Removes entries of the audit that are older than `keepMs`, at once and then every day, under checkpoints that `key` signs. Does nothing where
 * everything is kept.
 */
export function createRetention(parts: {
  readonly retention: AuditRetention;
  /** Undefined, or without `keepMs`: everything is kept. */
  readonly settings:
    | {
        readonly keepMs?: number;
        readonly key?: SigningKey;
        readonly formerKeys: readonly CheckingKey[];
      }
    | undefined;
  readonly outbox: Pick<Outbox, 'notice'>;
  readonly clock: Clock;
  readonly log: Log;
}): Rounds {
  const { retention, settings, outbox, clock, log } = parts;
  const sparing = createSparingLog(log, clock);

  /** Resolves once nothing is left that may go, or Hush is stopping. */
  const removeOld = async (order: Omit<Parameters<AuditRetention['cut']>[0], 'limit'>, stopping: AbortSignal) => {
    let entries = 0;
    while (!stopping.aborted) {
      const cut = await retention.cut({ ...order, limit: pageSize });
      if (cut.kind === 'removed') entries += cut.entries;
      if (cut.kind === 'removed' && cut.more) {
        await clock.sleep(pauseMs, stopping).catch(() => undefined);
        continue;
      }
      if (entries > 0) log.info({ event: 'audit.cut', entries }, 'Old entries of the audit were removed.');
      if (cut.kind === 'nothing' && cut.heldBy !== undefined) {
        log.info({ event: 'audit.held', case: cut.heldBy }, 'Old entries of the audit stay: this case still runs.');
      }
      if (cut.kind === 'unsound') {
        log.error({ event: 'audit.unsound', seq: cut.seq }, 'The audit does not fit together; nothing is removed.');
        await outbox.notice(
          `The audit does not fit together at entry ${cut.seq}: somebody changed the database, or the key in hush.yml is another one. No old entries are removed until that is settled. Whoever runs Hush finds out more with: npm run hush -- audit verify`,
        );
      }
      return;
    }
  };

  return createRounds({
    round: async (stopping) => {
      if (settings?.keepMs === undefined || settings.key === undefined) return;
      const { keepMs, key, formerKeys } = settings;
      await removeOld({ before: clock.now() - keepMs, key, formerKeys }, stopping);
    },
    pauseMs: dayMs,
    broke: (error) =>
      sparing.error({ event: 'retention.broke' }, error, 'Old entries could not be removed; it is tried again.'),
    clock,
  });
}
