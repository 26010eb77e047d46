import { styleText } from 'node:util';
import type { Finding } from '../lib/finding.ts';
import { command } from './command.ts';

const marks = { ok: 'ok  ', warn: 'warn', fail: 'FAIL', skip: 'skip' } as const;
const colours = { ok: 'green', warn: 'yellow', fail: 'red', skip: 'dim' } as const;

/** `npm run doctor`: what keeps Hush from working, and what to do about it. */
export const doctor = command({
  summary: 'checks configuration, Slack, vendors, clock and database, one line each, with what to do',
  details: `Checks what serve needs and changes nothing anywhere: no message is written, nobody is muted, and the database is only read, also
while a bot is running on it. Each line begins with one of

  ok     it works
  warn   it works, but is doubtful
  FAIL   it does not work; behind the arrow stands what to do
  skip   it could not be checked, and why

Exit code 0: nothing fails. 1: something does. 2: the configuration is wrong; every problem is listed.`,
  options: {},
  run: async () => {
    const [{ processEnvironment, readConfig }, { systemClock }, { systemRandom }] = await Promise.all([
      import('../config.ts'),
      import('../lib/clock.ts'),
      import('../lib/random.ts'),
    ]);
    const config = readConfig(processEnvironment());
    const { examine } = await import('../doctor.ts');
    const findings = await examine(config, { clock: systemClock, random: systemRandom });
    const failed = findings.filter(({ level }) => level === 'fail').length;
    const lines = [
      ...findings.map(lineOf),
      config.slack.appToken === undefined
        ? `skip  Reachability: not checked, for Slack has to reach Hush, not the other way round. → While Hush runs, try here: curl http://127.0.0.1:${config.port}/healthz (answers {"ok":true}), and from outside: curl -i -X POST https://<your address>/slack/events (answers 401). Then let Slack verify that address on Event Subscriptions (https://api.slack.com/apps → your app), or Hush's own page stays as it was.`
        : `skip  WebSockets: none was opened, for Slack would send commands to it. → While Hush runs, try here: curl http://127.0.0.1:${config.port}/readyz (answers 503 and says why while none is open).`,
      '',
      failed === 0 ? 'Nothing fails.' : `${failed} ${failed === 1 ? 'check fails' : 'checks fail'}.`,
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
    if (failed > 0) process.exitCode = 1;
  },
});

/** `FAIL  what. → fix`; in colours where somebody looks at it. */
function lineOf({ level, what, fix }: Finding): string {
  const mark = styleText(colours[level], marks[level], { stream: process.stdout });
  return fix === undefined ? `${mark}  ${what}` : `${mark}  ${what}. → ${fix}`;
}
