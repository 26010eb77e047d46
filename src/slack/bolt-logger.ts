import { type Logger, LogLevel } from '@slack/bolt';
import type { Log } from '../lib/log.ts';

/** Bolt's and its clients' words in Hush's log. Their debug lines hold whole bodies, tokens and all, and are never passed on. */
export function boltLogger(log: Log): Logger {
  const say =
    (level: 'warn' | 'error') =>
    (...words: unknown[]) => {
      log[level](
        { event: 'slack.library' },
        words.map((word) => (word instanceof Error ? word.message : String(word))).join(' '),
      );
    };
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: say('warn'),
    error: say('error'),
    setLevel: () => undefined,
    getLevel: () => LogLevel.WARN,
    setName: () => undefined,
  };
}
