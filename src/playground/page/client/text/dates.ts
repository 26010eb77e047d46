/** How the reader writes a time of day: with or without am and pm. The words are English, as the page is. */
const hourCycle = new Intl.DateTimeFormat(undefined, { hour: 'numeric' }).resolvedOptions().hourCycle ?? 'h23';

const formats = new Map<string, Intl.DateTimeFormat>();

/** Formats are expensive to make and are needed for every message. */
function written(at: number, options: Intl.DateTimeFormatOptions): string {
  const key = JSON.stringify(options);
  const format = formats.get(key) ?? new Intl.DateTimeFormat('en-GB', options);
  formats.set(key, format);
  return format.format(at);
}

/** `14:05`, in the reader's zone. Times are epoch ms here. */
export function timeText(at: number): string {
  return written(at, { hour: 'numeric', minute: '2-digit', hourCycle });
}

export function timeWithSeconds(at: number): string {
  return written(at, { hour: 'numeric', minute: '2-digit', second: '2-digit', hourCycle });
}

/** `Sunday, 22 November 2026`. */
export function longDate(at: number): string {
  return written(at, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
}

export function fullText(at: number): string {
  return `${longDate(at)} at ${timeWithSeconds(at)}`;
}

/** `Today`, `Yesterday`, `Tomorrow`, or undefined. */
function nearDay(at: number, now: number): string | undefined {
  const noon = (instant: number) => new Date(instant).setHours(12, 0, 0, 0);
  const days = Math.round((noon(at) - noon(now)) / 86_400_000);
  return days === 0 ? 'Today' : days === -1 ? 'Yesterday' : days === 1 ? 'Tomorrow' : undefined;
}

export function dayText(at: number, now: number): string {
  return nearDay(at, now) ?? longDate(at);
}

const short = { day: 'numeric', month: 'short', year: 'numeric' } as const;
const middle = { day: 'numeric', month: 'long', year: 'numeric' } as const;

/** Slack's date tokens (https://docs.slack.dev/messaging/formatting-message-text, date formatting). */
const tokens: Readonly<Record<string, (at: number, now: number) => string>> = {
  date_num: (at) => written(at, { day: '2-digit', month: '2-digit', year: 'numeric' }),
  date: (at) => written(at, middle),
  date_short: (at) => written(at, short),
  date_long: longDate,
  date_pretty: (at, now) => nearDay(at, now)?.toLowerCase() ?? written(at, middle),
  date_short_pretty: (at, now) => nearDay(at, now)?.toLowerCase() ?? written(at, short),
  date_long_pretty: (at, now) => nearDay(at, now)?.toLowerCase() ?? longDate(at),
  time: timeText,
  time_secs: timeWithSeconds,
  ago: (at, now) => agoText(now - at),
};

/** The text of `<!date^…^format>`; undefined where the format holds a token that nobody knows, and the fallback counts. */
export function slackDate(format: string, { at, now }: { at: number; now: number }): string | undefined {
  let known = true;
  const text = format.replace(/\{(\w+)\}/g, (_, name: string) => {
    const token = Object.hasOwn(tokens, name) ? tokens[name] : undefined;
    known &&= token !== undefined;
    return token?.(at, now) ?? '';
  });
  return known ? text : undefined;
}

function agoText(ms: number): string {
  const past = ms >= 0;
  const words = roughLength(Math.abs(ms));
  return past ? `${words} ago` : `in ${words}`;
}

function roughLength(ms: number): string {
  const steps = [
    [86_400_000, 'day'],
    [3_600_000, 'hour'],
    [60_000, 'minute'],
    [1000, 'second'],
  ] as const;
  const [size, name] = steps.find(([each]) => ms >= each) ?? [1000, 'second'];
  const count = Math.floor(ms / size);
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}

/** Time left as a clock: `1:59:58`, `29 d 23:59:58`; nothing left is `0:00`. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const two = (number: number) => String(number).padStart(2, '0');
  const hours = Math.floor((seconds % 86_400) / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const days = Math.floor(seconds / 86_400);
  const clock = days + hours > 0 ? `${hours}:${two(minutes)}` : String(minutes);
  return `${days > 0 ? `${days} d ` : ''}${clock}:${two(seconds % 60)}`;
}

export function countText(count: number): string {
  return count.toLocaleString('en-US');
}
