import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { CheckingKey, SigningKey } from '../lib/signing-key.ts';
import type { AuditRetention } from '../moderation/audit.ts';
import type { Outbox } from '../moderation/ports.ts';

const dayMs = 86_400_000;
/** Entries that are removed in one transaction, which keeps everything else waiting for 40 ms on a busy machine (measured). */
const pageSize = 1000;
/** Between two pages everybody else gets a turn. */
const pauseMs = 50;

export interface Retention {
  /** Removes at once, then every day until {@link Retention.stop}. Does nothing where everything is kept. */
  start(): void;
  stop(): Promise<void>;
}

/** Removes entries of the audit that are older than `keepMs`, under checkpoints that `key` signs. */
export function createRetention(parts: {
  readonly retention: AuditRetention;
  readonly settings: {
    readonly keepMs?: number;
    readonly key?: SigningKey;
    readonly formerKeys: readonly CheckingKey[];
  };
  readonly outbox: Pick<Outbox, 'notice'>;
  readonly clock: Clock;
  readonly log: Log;
}): Retention {
  const { retention, outbox, clock, log } = parts;
  const { keepMs, key, formerKeys } = parts.settings;
  const stopping = new AbortController();
  let loop: Promise<void> = Promise.resolve();

  /** Resolves once nothing is left that may go, or Hush is stopping. */
  const removeOld = async (order: Omit<Parameters<AuditRetention['cut']>[0], 'limit'>) => {
    let entries = 0;
    while (!stopping.signal.aborted) {
      const cut = await retention.cut({ ...order, limit: pageSize });
      if (cut.kind === 'removed') entries += cut.entries;
      if (cut.kind === 'removed' && cut.more) {
        await clock.sleep(pauseMs, stopping.signal).catch(() => undefined);
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

  return {
    start: () => {
      if (keepMs === undefined || key === undefined) return;
      loop = (async () => {
        while (!stopping.signal.aborted) {
          try {
            await removeOld({ before: clock.now() - keepMs, key, formerKeys });
          } catch (error) {
            log.error({ event: 'retention.broke', err: error }, 'Old entries could not be removed; it is tried again.');
          }
          await clock.sleep(dayMs, stopping.signal).catch(() => undefined);
        }
      })();
    },
    stop: async () => {
      stopping.abort(new Error('Hush is stopping.'));
      await loop;
    },
  };
}
