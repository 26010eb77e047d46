import { signal } from '@preact/signals';
import type { PageAction, PageEvents, PageReply } from '../../contract.ts';
import {
  bot,
  breakages,
  channels,
  firstPerson,
  forgetWindow,
  home,
  me,
  takeMessages,
  takeState,
  takeVendors,
  views,
} from './playground.ts';
import { pause, setClock } from './time.ts';
import { seeWhatIsThere } from './window.ts';

export const connection = signal<'connecting' | 'open' | 'lost'>('connecting');

let source: EventSource | undefined;

const takers: { readonly [Name in keyof PageEvents]: (data: PageEvents[Name]) => void } = {
  state: (data) => {
    takeState(data);
    seeWhatIsThere();
  },
  messages: takeMessages,
  vendors: takeVendors,
  now: setClock,
  channels: (data) => {
    channels.value = data;
  },
  views: (data) => {
    views.value = data;
  },
  home: (data) => {
    home.value = data;
  },
  bot: (data) => {
    bot.value = data;
  },
  breakages: (data) => {
    breakages.value = data;
  },
};

/** Listens to what happens in the window of `me`; the browser connects again by itself when the connection is lost. */
export function connect(): void {
  source?.close();
  const events = new EventSource(`/events?user=${encodeURIComponent(me.value)}`);
  source = events;
  for (const [name, take] of Object.entries(takers)) {
    events.addEventListener(name, (event) => (take as (data: unknown) => void)(JSON.parse(event.data)));
  }
  events.addEventListener('open', () => {
    connection.value = 'open';
  });
  events.addEventListener('error', () => {
    connection.value = 'lost';
    // The browser gives up where the server said no: there is nobody of this name.
    if (events.readyState === EventSource.CLOSED && source === events) void connectAsFirst();
  });
}

async function connectAsFirst(): Promise<void> {
  await pause(1000);
  me.value = firstPerson;
  connect();
}

/** Shows somebody else's window. */
export function become(user: string): void {
  if (user === me.value) return;
  me.value = user;
  forgetWindow();
  connect();
}

const noAnswer: PageReply = {
  ok: false,
  sentence: 'The playground does not answer. Look at the terminal it was started in.',
};

/** Does what the person did; a playground that cannot be reached is a reply too. */
export async function act(action: PageAction): Promise<PageReply> {
  try {
    const response = await fetch('/do', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(action),
    });
    return (await response.json()) as PageReply;
  } catch {
    return noAnswer;
  }
}

/** What to tell people of a reply; nothing when all is well, or when the fields say it. */
export function troubleIn(reply: PageReply): string | undefined {
  return !reply.ok && 'sentence' in reply ? reply.sentence : undefined;
}
