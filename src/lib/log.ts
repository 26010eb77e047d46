import { type Logger, pino } from 'pino';
import { censored, createRedactor, errorFacts } from './redact.ts';

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

export interface LogOptions {
  /** Taken out of every line, wherever they stand. */
  readonly secrets?: readonly string[];
  /** Takes each line, with its end. Left out: standard error (standard output belongs to commands that print). */
  readonly write?: (line: string) => void;
}

/**
 * JSON lines. `level` is a pino level name or `silent`. Of an error only its name, words, code, stack and causes are written; the third line
 * of defence looks at each line as it goes out.
 */
export function createLog(level: string, { secrets, write }: LogOptions = {}): Log {
  return pino(
    {
      level,
      base: null,
      redact: { paths: secretKeys.flatMap((key) => [key, `*.${key}`]), censor: censored },
      serializers: { err: errorFacts },
      hooks: { streamWrite: createRedactor(secrets) },
    },
    write ? { write } : pino.destination({ dest: 2, sync: true }),
  );
}

/** Says nothing. For tests and for scripts that use the vendor clients alone. */
export const silentLog: Log = pino({ level: 'silent' });
