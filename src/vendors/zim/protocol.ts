import type { Clock } from '../../lib/clock.ts';
import type { Random } from '../../lib/random.ts';
import type { Protocol } from '../client.ts';
import { basePath } from '../core.ts';
import { nonces } from '../nonces.ts';
import type { Field } from '../operation.ts';
import { commonParameters } from './sign.ts';

export interface ZimProtocolOptions {
  readonly appId: number;
  readonly secret: string;
  readonly url: string;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * How ZIM is spoken to: everything in the query, but the body of a POST in JSON; the code under `Code`.
 * @see https://www.zegocloud.com/docs/zim-server/accessing-server-apis
 */
export function zimProtocol({ appId, secret, url, clock, random }: ZimProtocolOptions): Protocol {
  const base = basePath(url);
  const nextNonce = nonces(random, 8);
  return {
    vendor: 'zim',
    sign: ({ name, method, path }, { query = [], json }) => {
      const timestamp = Math.floor(clock.now() / 1000);
      const common = commonParameters(name, { appId, secret, nonce: nextNonce(), timestamp });
      const head = { method, path: `${base}${path}?${inQuery(common)}${inQuery(query, '&')}` };
      if (!json) return { ...head, headers: {} };
      return { ...head, headers: { 'content-type': 'application/json' }, body: JSON.stringify(json) };
    },
    readCode: (reply) => {
      const { Code, Message } = reply as { Code?: unknown; Message?: unknown };
      if (typeof Code !== 'number' || !Number.isInteger(Code)) return undefined;
      return typeof Message === 'string' ? { code: Code, message: Message } : { code: Code };
    },
    limitedPauseMs: 1000,
  };
}

/** Names as they are, brackets too, as in ZIM's own sample for arrays; values percent-encoded, for ids may hold anything. */
function inQuery(fields: readonly Field[], before = ''): string {
  let query = '';
  let separator = before;
  for (const [name, value] of fields) {
    query += `${separator}${name}=${encodeURIComponent(value.toWellFormed())}`;
    separator = '&';
  }
  return query;
}
