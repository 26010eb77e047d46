/** Names for ids, and the reader's time zone. */
export interface Reader {
  readonly userName: (id: string) => string | undefined;
  readonly channelName: (id: string) => string | undefined;
  readonly groupHandle: (id: string) => string | undefined;
  readonly timeZone: string;
}

/** Entities back to characters. */
export function decodeEntities(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** What a person sees of mrkdwn: names for mentions, their own time for dates, no entities. Emphasis marks stay. */
export function mrkdwnText(text: string, reader: Reader): string {
  return decodeEntities(text.replace(/<([^<>]*)>/g, (whole, inside: string) => token(inside, reader) ?? whole));
}

function token(inside: string, reader: Reader): string | undefined {
  const bar = inside.indexOf('|');
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? undefined : inside.slice(bar + 1);
  const id = target.slice(1);
  if (target.startsWith('@')) return `@${reader.userName(id) ?? label ?? id}`;
  if (target.startsWith('#')) return `#${reader.channelName(id) ?? (label || id)}`;
  if (target.startsWith('!date^')) return dateText(target, { fallback: label ?? '', timeZone: reader.timeZone });
  if (target.startsWith('!subteam^')) return `@${reader.groupHandle(target.slice(9)) ?? label ?? target.slice(9)}`;
  if (target.startsWith('!')) return label ?? `@${id}`;
  if (target.startsWith('mailto:')) return label ?? target.slice(7);
  return label === undefined || label === target ? target : `${label} (${target})`;
}

/** `!date^<seconds>^<format>` in a time zone, or the fallback if it is none. */
function dateText(target: string, { fallback, timeZone }: { fallback: string; timeZone: string }): string {
  const [, seconds = '', format = ''] = target.split('^');
  if (!/^\d+$/.test(seconds)) return fallback;
  const date = new Date(Number(seconds) * 1000);
  const show = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-GB', { timeZone, ...options }).format(date);
  return format.replace(/\{(\w+)\}/g, (whole, name: string) => {
    if (name.startsWith('date_num')) return show({ year: 'numeric', month: '2-digit', day: '2-digit' });
    if (name.startsWith('date_short')) return show({ year: 'numeric', month: 'short', day: 'numeric' });
    if (name.startsWith('date_long')) return show({ weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' });
    if (name === 'date' || name === 'date_pretty') return show({ year: 'numeric', month: 'long', day: 'numeric' });
    if (name === 'time') return show({ hour: '2-digit', minute: '2-digit' });
    if (name === 'time_secs') return show({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
    return whole;
  });
}
