import type { Clock } from '../../src/lib/clock.ts';
import {
  type AttemptOptions,
  type Lost,
  notAllowed,
  type Transport,
  type WireReply,
  type WireRequest,
} from '../../src/vendors/attempt.ts';

/** What the vendor does with one request. */
export type Line = WireReply | Lost | ((heard: Heard) => WireReply | Lost);

/** One request as the vendor heard it. */
export interface Heard extends WireRequest {
  /** Milliseconds since the clock began. */
  readonly at: number;
  readonly query: URLSearchParams;
  readonly form: URLSearchParams;
  /** The JSON body, if it is one. */
  readonly json: Readonly<Record<string, unknown>>;
}

/** A vendor whose answers are written down beforehand, one line a request. Each takes `tookMs` of moved time. */
export class StoryTransport implements Transport {
  readonly heard: Heard[] = [];
  readonly #clock: Clock;
  readonly #story: Line[];
  tookMs = 0;

  constructor(clock: Clock, story: readonly Line[]) {
    this.#clock = clock;
    this.#story = [...story];
  }

  async attempt(request: WireRequest, { onSent }: AttemptOptions): Promise<WireReply | Lost> {
    const heard = hear(request, this.#clock.monotonic());
    this.heard.push(heard);
    const line = this.#story.shift();
    if (!line) throw new Error(`the story has no line for request ${this.heard.length}`);
    const answer = typeof line === 'function' ? line(heard) : line;
    if (answer.kind === 'reply' || answer.sent) onSent?.();
    if (this.tookMs > 0) await this.#clock.sleep(this.tookMs);
    return answer;
  }

  async close(): Promise<void> {}

  /** Lines that nobody asked for. */
  get left(): number {
    return this.#story.length;
  }
}

export function hear(request: WireRequest, at: number): Heard {
  const { path, body = '' } = request;
  const json = body.startsWith('{') ? JSON.parse(body) : {};
  const query = new URLSearchParams(path.split('?')[1] ?? '');
  return { ...request, at, query, form: new URLSearchParams(body), json };
}

export function json(body: object, http = 200): WireReply {
  return { kind: 'reply', http, body: JSON.stringify(body) };
}

export function raw(body: string, http = 200): WireReply {
  return { kind: 'reply', http, body };
}

/** The request went out and nothing usable came back. */
export const lost: Lost = { kind: 'lost', sent: true, words: 'no answer within 2 s', cause: 'deadline' };

/** The request was not written, for the process may not call any more. */
export const forbidden: Lost = { kind: 'lost', sent: false, words: 'it came too late', cause: notAllowed };

/** The request never went out. */
export const unreached: Lost = {
  kind: 'lost',
  sent: false,
  words: 'the connection was refused',
  cause: 'ECONNREFUSED',
};

/** ZIM's replies. */
export const zim = {
  ok: json({ Code: 0, Message: 'success', RequestId: '1' }),
  code: (Code: number) => json({ Code, Message: 'a message', RequestId: '1' }),
  users: (Code: number, failed: Readonly<Record<string, number>>) =>
    json({ Code, Message: '', RequestId: '1', ErrorUsers: items('UserId', failed) }),
  conversations: (Code: number, failed: Readonly<Record<string, number>>) =>
    json({ Code, Message: '', RequestId: '1', ErrorList: items('ConvId', failed) }),
};

function items(key: string, failed: Readonly<Record<string, number>>): object[] {
  return Object.entries(failed).map(([id, SubCode]) => ({ [key]: id, SubCode, SubMessage: 'input params error' }));
}

/** One letter a module, in Hush's order; a letter is muted, a dash is not: `pt--`. */
export type FlagLetters = string;

export function wireFlags(letters: FlagLetters): Record<string, boolean> {
  const [p2p, team, room, qchat] = [...letters].map((letter) => letter !== '-');
  return { muteP2P: p2p ?? false, muteTeam: team ?? false, muteRoom: room ?? false, muteQChat: qchat ?? false };
}

/** NetEase's replies. */
export const netease = {
  code: (code: number, desc?: string) => json({ code, ...(desc !== undefined && { desc }) }),
  /** muteModule's echo. */
  echo: (letters: FlagLetters) => json({ code: 200, data: wireFlags(letters) }),
  /** muteModule's echo of whatever was asked. */
  obeys: ({ form }: Heard) =>
    json({
      code: 200,
      data: Object.fromEntries(Object.keys(wireFlags('----')).map((name) => [name, form.get(name) === 'true'])),
    }),
  /** getUinfos. */
  accounts: (states: Readonly<Record<string, FlagLetters>>) =>
    json({
      code: 200,
      uinfos: Object.entries(states).map(([accid, letters]) => ({ accid, name: accid, ...wireFlags(letters) })),
    }),
};

/** The flags that a muteModule request asked for, in letters. */
export function askedFlags({ form }: Heard): FlagLetters {
  const letters = ['p', 't', 'r', 'q'];
  return Object.keys(wireFlags('----'))
    .map((name, index) => (form.get(name) === 'true' ? letters[index] : '-'))
    .join('');
}
