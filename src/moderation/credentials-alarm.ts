import type { Clock } from '../lib/clock.ts';
import type { Outbox } from './ports.ts';
import { type AppName, vendorTitles } from './vendor.ts';

/** People in the audit channel are told about one app's refused credentials at most this often; the log has every time. */
const quietMs = 10 * 60_000;

/** Tells the audit channel, where the people who can mend it look, that a vendor refuses an app's credentials. */
export interface CredentialsAlarm {
  raise(refusal: { app: AppName; code: string; case?: number }): Promise<void>;
}

export function createCredentialsAlarm({
  outbox,
  clock,
}: {
  outbox: Pick<Outbox, 'notice'>;
  clock: Clock;
}): CredentialsAlarm {
  const toldAt = new Map<string, number>();
  return {
    raise: async ({ app, code, case: number }) => {
      const now = clock.monotonic();
      const told = toldAt.get(app.name);
      if (told !== undefined && now - told < quietMs) return;
      toldAt.set(app.name, now);
      try {
        await outbox.notice(
          `${vendorTitles[app.vendor]} refused the credentials of the app ${app.name} (${code}). ` +
            'Nothing is sent there for a minute, and what was under way has failed. Check its id and secret in the configuration.',
          number,
        );
      } catch (error) {
        toldAt.delete(app.name);
        throw error;
      }
    },
  };
}
