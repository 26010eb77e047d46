import type { PageMessage } from '../../contract.ts';
import type { SentLine } from '../state/command-box.ts';
import { dayText } from '../text/dates.ts';
import type { MessageProps } from './message.ts';

/** What stands in a channel from top to bottom. */
export type Entry =
  | { readonly kind: 'day'; readonly key: string; readonly text: string }
  | { readonly kind: 'line'; readonly key: string; readonly line: SentLine }
  | ({ readonly kind: 'message'; readonly key: string } & MessageProps);

/** Messages of one author within this time stand together. */
const togetherMs = 5 * 60_000;

/** The channel's messages without the replies in threads, with days between them and one's own lines where they were sent. */
export function timelineOf(
  messages: readonly PageMessage[],
  { lines, now }: { lines: readonly SentLine[]; now: number },
): readonly Entry[] {
  const isReply = ({ threadTs, ts }: PageMessage) => threadTs !== undefined && threadTs !== ts;
  const roots = new Set(messages.filter((each) => !isReply(each)).map(({ ts }) => ts));
  const replies = Map.groupBy(messages.filter(isReply), ({ threadTs = '' }) => threadTs);
  // A reply whose message is not there (too old) stands in the channel.
  const shown = messages.filter((each) => !isReply(each) || !roots.has(each.threadTs ?? ''));
  const entries: Entry[] = [];
  let waiting = [...lines];
  let last: PageMessage | undefined;
  let day = '';
  const addDay = (at: number) => {
    const text = dayText(at, now);
    if (text === day) return;
    day = text;
    last = undefined;
    entries.push({ kind: 'day', key: `day ${text}`, text });
  };
  const addLines = (before: number) => {
    for (const line of waiting.filter(({ at }) => at <= before)) {
      addDay(line.at);
      entries.push({ kind: 'line', key: `line ${line.at} ${line.text}`, line });
      last = undefined;
    }
    waiting = waiting.filter(({ at }) => at > before);
  };
  for (const message of shown) {
    addLines(message.at);
    addDay(message.at);
    const together = last && last.author === message.author && message.at - last.at < togetherMs;
    const own = replies.get(message.ts) ?? [];
    entries.push({
      kind: 'message',
      key: message.ts,
      message,
      first: !together || last?.ephemeral !== message.ephemeral,
      replies: own.length,
      lastReplyAt: own.at(-1)?.at,
    });
    last = message;
  }
  addLines(Number.POSITIVE_INFINITY);
  return entries;
}
