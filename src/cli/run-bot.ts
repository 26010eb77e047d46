import { systemClock } from '../lib/clock.ts';
import { systemRandom } from '../lib/random.ts';

/** How long a stop may take before the rest is left to the next start. */
export const drainMs = 10_000;

/** Starts the bot that the environment configures, and stops it on a signal. Throws what `startHush` and the configuration throw. */
export async function runBot(): Promise<void> {
  const { processEnvironment, readConfig, secretsOf } = await import('../config.ts');
  const config = readConfig(processEnvironment());
  const { createLog } = await import('../lib/log.ts');
  const log = createLog(config.logLevel, { secrets: secretsOf(config) });
  // Each command loads only what it needs: the playground, which has the bot in another process, starts a second earlier for it.
  const { startHush } = await import('../app.ts');
  const hush = await startHush(config, { clock: systemClock, random: systemRandom, log });
  let stopping = false;
  const stop = (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ event: 'hush.stopping', signal }, 'Hush is stopping: it answers what has come in, then ends.');
    const drained = hush.stop().then(
      () => true,
      (error: unknown) => log.error({ event: 'stop.broke', err: error }, 'Hush could not stop cleanly.'),
    );
    void Promise.race([drained, systemClock.sleep(drainMs)]).then((clean) => {
      if (clean !== true) log.warn({ event: 'stop.cut' }, 'What was not finished is resumed at the next start.');
      process.exit(0);
    });
  };
  // Started by another program that holds a channel to it, such as the playground: without that program nobody needs it.
  if (process.connected) process.on('disconnect', () => stop('disconnect'));
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('unhandledRejection', (error) => {
    log.fatal({ event: 'process.broke', err: error }, 'Hush ends; what is open is resumed at the next start.');
    process.exit(1);
  });
}
