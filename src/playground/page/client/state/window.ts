import { computed, effect, signal } from '@preact/signals';
import { channels, me, messages } from './playground.ts';

/** What is open in the middle: a channel, or the App Home. */
export type Place = { readonly kind: 'channel'; readonly id: string } | { readonly kind: 'home' };

const chosen = signal<Place | undefined>(undefined);

/** The open place; at first, and where a channel is gone, the first channel. */
export const place = computed<Place>(() => {
  const wanted = chosen.value;
  const there = wanted?.kind === 'home' || channels.value.some(({ id }) => id === wanted?.id);
  return wanted && there ? wanted : { kind: 'channel', id: channels.value[0]?.id ?? '' };
});

export const openChannel = computed(() => {
  const open = place.value;
  return open.kind === 'channel' ? channels.value.find(({ id }) => id === open.id) : undefined;
});

/** The ts of the message whose thread is open. */
export const thread = signal<string | undefined>(undefined);

/** Which column a narrow window shows. */
export const tab = signal<'places' | 'chat' | 'vendors' | 'break'>('chat');

/** Said once by screen readers, and shown for a moment. */
export const notice = signal<{ readonly text: string; readonly tone: 'plain' | 'bad' } | undefined>(undefined);

export function go(to: Place): void {
  chosen.value = to;
  thread.value = undefined;
  tab.value = 'chat';
}

export function tell(text: string | undefined, tone: 'plain' | 'bad' = 'bad'): void {
  notice.value = text === undefined ? undefined : { text, tone };
}

/** The newest ts that was seen, by person and channel. */
const seen = signal<ReadonlyMap<string, string>>(new Map());

const newest = (channel: string) => messages.value.get(channel)?.at(-1)?.ts ?? '';

effect(() => {
  const next = new Map(seen.peek());
  let changed = false;
  const open = place.value;
  for (const { id } of channels.value) {
    const key = `${me.value} ${id}`;
    const isOpen = open.kind === 'channel' && open.id === id;
    if (messages.value.has(id) && isOpen && next.get(key) !== newest(id)) {
      next.set(key, newest(id));
      changed = true;
    }
  }
  if (changed) seen.value = next;
});

/** What is there when a window opens counts as seen; what came while it was closed for a moment does not. */
export function seeWhatIsThere(): void {
  const next = new Map(seen.value);
  for (const { id } of channels.value) {
    const key = `${me.value} ${id}`;
    if (!next.has(key)) next.set(key, newest(id));
  }
  seen.value = next;
}

/** How many messages of a channel this person has not seen. */
export function unreadIn(channel: string): number {
  const open = place.value;
  if (open.kind === 'channel' && open.id === channel) return 0;
  const last = seen.value.get(`${me.value} ${channel}`) ?? '';
  return (messages.value.get(channel) ?? []).filter(({ ts }) => ts > last).length;
}
