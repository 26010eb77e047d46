import type { Log } from '../lib/log.ts';
import type { Cases, Holds, Outbox } from '../moderation/ports.ts';

/**
 * Tells the audit channel, at a start, which apps were taken out of the configuration while something of theirs is open or ends later.
 * Nothing of it is lost: it waits, and goes on once an app of that name is set up again. `told`: those that this process has told of, which
 * are not told again each time it takes over.
 */
export async function tellOfMissingApps({
  apps,
  cases,
  holds,
  outbox,
  log,
  told,
}: {
  readonly apps: { has(name: string): boolean };
  readonly cases: Pick<Cases, 'openApps'>;
  readonly holds: Pick<Holds, 'dueLanes'>;
  readonly outbox: Pick<Outbox, 'notice'>;
  readonly log: Log;
  readonly told: Set<string>;
}): Promise<void> {
  const ending = await holds.dueLanes(Number.MAX_SAFE_INTEGER);
  const named = new Set([...(await cases.openApps()), ...ending.map(({ app }) => app)]);
  for (const app of [...named].filter((name) => !apps.has(name) && !told.has(name)).toSorted()) {
    log.error({ event: 'app.missing', app }, 'An app is not set up any more.');
    await outbox.notice(
      `The app ${app} is not set up in Hush any more, but cases of it are open or have ends to come. Nothing of that is lost: it waits, ` +
        `and nothing is sent. Set the app up again, under the name ${app}, and it goes on.`,
    );
    told.add(app);
  }
}
