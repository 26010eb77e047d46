import type { Clock } from '../../lib/clock.ts';
import type { Fault } from '../vendor/faults.ts';
import type { FaultBoard } from '../wire/fault-board.ts';
import type { WireRequest } from '../wire/server.ts';
import type { ZimSwitches } from './switches.ts';
import type { ZimApp } from './world.ts';

/** What an operation works on. */
export interface ZimContext {
  readonly app: ZimApp;
  readonly clock: Clock;
  readonly switches: ZimSwitches;
  readonly faults: FaultBoard<Fault>;
  readonly params: Readonly<Record<string, unknown>>;
}

/** An operation's answer: its code and the fields beside Code, Message and RequestId. */
export interface ZimAnswer {
  readonly code: number;
  readonly message?: string;
  readonly fields?: Readonly<Record<string, unknown>>;
  /** Whether anything was carried out. */
  readonly effect: boolean;
}

/** One documented operation. */
export interface ZimOperation {
  readonly method: 'GET' | 'POST';
  readonly run: (context: ZimContext) => ZimAnswer;
}

/** Nothing was carried out. */
export function refuse(code: number, message?: string): ZimAnswer {
  return { code, effect: false, ...(message === undefined ? {} : { message }) };
}

/** Business parameters: the JSON body of a POST, the query of a GET with arrays as `Name[]`. Undefined: unreadable. */
export function readParams(
  request: WireRequest,
  method: 'GET' | 'POST',
): Readonly<Record<string, unknown>> | undefined {
  return method === 'POST' ? readBody(request) : readQuery(request.query);
}

const common = new Set(['Action', 'AppId', 'SignatureNonce', 'Timestamp', 'SignatureVersion', 'Signature']);

function readQuery(query: URLSearchParams): Record<string, unknown> {
  const names = new Set([...query.keys()].filter((name) => !common.has(name)));
  return Object.fromEntries(
    [...names].map((name) => {
      const values = query.getAll(name);
      return [name, name.endsWith('[]') || values.length > 1 ? values : values[0]];
    }),
  );
}

function readBody(request: WireRequest): Readonly<Record<string, unknown>> | undefined {
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/json\s*(;|$)/i.test(type)) return undefined;
  try {
    const body: unknown = JSON.parse(request.body.toString('utf8'));
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body } : undefined;
  } catch {
    return undefined;
  }
}

/** The seconds of a mute: -1 for ever, and 0, which lifts it, where it is left out. Undefined: ZIM refuses it. */
export function readDuration({ Duration: duration = '0' }: Readonly<Record<string, unknown>>): number | undefined {
  const isSound = typeof duration === 'string' && /^(-1|\d{1,7})$/.test(duration) && Number(duration) <= 2_592_000;
  return isSound ? Number(duration) : undefined;
}

/** Until when a mute of so many seconds lasts, epoch ms. */
export function endOf(seconds: number, now: number): number {
  return seconds === -1 ? Number.POSITIVE_INFINITY : now + seconds * 1000;
}

const charactersOf = {
  mute: /^[0-9A-Za-z!#$%&()+':;<=.>?@[\]^_{}|~]*$/,
  silence: /^[0-9A-Za-z!#$%&()+\-:;<=.>?@[\]^_ {}|~]*$/,
};

/** Why ids make the whole call fail; undefined: they do not. Length is in bytes of UTF-8. */
export function judgeIds(
  ids: readonly unknown[],
  { switches, list }: { switches: ZimSwitches; list: keyof typeof charactersOf },
): ZimAnswer | undefined {
  for (const id of ids) {
    if (typeof id !== 'string' || id === '') return refuse(660000002, 'input params error');
    if (Buffer.byteLength(id) > 32) return refuse(660000012, 'user id is too long');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
    if (/[\u0000-\u001f\u007f]/.test(id)) return refuse(660000002, 'input params error');
    if (switches.checkCharacters && !charactersOf[list].test(id)) return refuse(660000002, 'input params error');
  }
  return undefined;
}
