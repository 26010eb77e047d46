import { type NamedTime, readDate } from '../lib/instant.ts';
import { parseLength } from '../moderation/length.ts';
import { WrongUse } from './command.ts';

/** Reads a time of the command line: an ISO date, or a length before `now` (epoch ms). Throws {@link WrongUse}, naming the option. */
export function readTime(text: string, { option, now }: { option: string; now: number }): NamedTime {
  const date = readDate(text);
  if (date) return date;
  const reading = parseLength(text);
  if (reading.ok && reading.length.kind === 'timed') {
    const at = now - reading.length.seconds * 1000;
    return { start: at, end: at };
  }
  throw new WrongUse(
    `${option} ${text}: it is a date such as 2026-11-28 or 2026-11-28T14:00Z, or how long ago, such as 7d or 12h.`,
  );
}
