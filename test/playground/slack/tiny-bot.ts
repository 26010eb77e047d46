import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the bot got. */
export interface Received {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** A command's fields, or an interaction's payload. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What it answers; undefined: nothing, for ever. */
export type Answer = { readonly status?: number; readonly body?: unknown } | undefined;

export interface TinyBot {
  readonly url: string;
  readonly received: Received[];
  /** Decides the next answers. */
  answer: (received: Received) => Answer | Promise<Answer>;
  close(): Promise<void>;
}

/** A bot that acknowledges whatever comes, as told. */
export async function startTinyBot(): Promise<TinyBot> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const form = Object.fromEntries(new URLSearchParams(body));
    const fields = form.payload ? JSON.parse(form.payload) : form;
    const received = { headers: request.headers, body, fields };
    bot.received.push(received);
    const answer = await bot.answer(received);
    if (!answer) return;
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' });
    response.end(answer.body === undefined ? '' : JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bot: TinyBot = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`,
    received: [],
    answer: () => ({}),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return bot;
}
