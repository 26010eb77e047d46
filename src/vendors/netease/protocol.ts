import type { Clock } from '../../lib/clock.ts';
import type { Random } from '../../lib/random.ts';
import type { Protocol } from '../client.ts';
import { basePath } from '../core.ts';
import { nonces } from '../nonces.ts';
import type { Field } from '../operation.ts';
import { neteaseCheckSum } from './sign.ts';

export interface NeteaseProtocolOptions {
  readonly appKey: string;
  readonly appSecret: string;
  /** Ends in `/nimserver`, once. */
  readonly url: string;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * How NetEase's v1 server API is spoken to: signed headers, forms, and the code under `code`.
 * @see https://doc.commsease.com/messaging/server-apis/jk3MzY2MTI?platform=server
 */
export function neteaseProtocol({ appKey, appSecret, url, clock, random }: NeteaseProtocolOptions): Protocol {
  const base = basePath(url);
  const nextNonce = nonces(random, 16);
  if (/\/nimserver\/+nimserver(\/|$)/.test(base)) {
    // Samples on at least two of the vendor's pages have it doubled; there is no such path.
    throw new TypeError("NetEase's base URL must end in /nimserver once, not twice");
  }
  return {
    vendor: 'netease',
    sign: ({ method, path }, { form = [], requestId }) => {
      const nonce = nextNonce();
      const curTime = Math.floor(clock.now() / 1000);
      return {
        method,
        path: `${base}${path}`,
        headers: {
          AppKey: appKey,
          Nonce: nonce,
          CurTime: String(curTime),
          CheckSum: neteaseCheckSum({ appSecret, nonce, curTime }),
          ...(requestId !== undefined && { RequestId: requestId }),
          'content-type': 'application/x-www-form-urlencoded;charset=utf-8',
        },
        body: inForm(form),
      };
    },
    readCode: (reply) => {
      const { code, desc } = reply as { code?: unknown; desc?: unknown };
      if (typeof code !== 'number' || !Number.isInteger(code)) return undefined;
      // Some calls answer with an object there; it is not for people.
      return typeof desc === 'string' ? { code, message: desc } : { code };
    },
    limitedPauseMs: 10_000,
  };
}

function inForm(fields: readonly Field[]): string {
  const form = new URLSearchParams();
  for (const [name, value] of fields) form.append(name, value);
  return form.toString();
}
