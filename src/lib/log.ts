import { type Logger, pino } from 'pino';

/** One event name and fields: `log.info({ event: 'vendor.call', … })`. Never a secret, a signed URL or a message's text. */
export type Log = Logger;

/** Keys whose values never reach a log line, at the top level or one level down. A second line of defence: nothing logs them on purpose. */
const secretKeys = [
  'token',
  'secret',
  'signingSecret',
  'appSecret',
  'serverSecret',
  'authorization',
  'responseUrl',
  'response_url',
];

/** JSON lines on standard error (standard output belongs to commands that print). `level` is a pino level name or `silent`. */
export function createLog(level: string): Log {
  return pino(
    {
      level,
      base: null,
      redact: { paths: secretKeys.flatMap((key) => [key, `*.${key}`]), censor: '[secret]' },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}

/** Says nothing. For tests and for scripts that use the vendor clients alone. */
export const silentLog: Log = pino({ level: 'silent' });
