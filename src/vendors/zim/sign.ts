import { hash } from 'node:crypto';
import type { Field } from '../operation.ts';

/** What ZIM's signature covers: nothing of the request itself, so HTTPS is a must. */
export interface ZimSignatureInput {
  readonly appId: number;
  readonly secret: string;
  /** 16 hex characters, new for every request. */
  readonly nonce: string;
  /** Unix seconds, at most 10 minutes off ZIM's clock. */
  readonly timestamp: number;
}

/**
 * ZIM's signature: the MD5, as 32 lower-case hex characters, of AppId, nonce, ServerSecret and timestamp put together.
 * @see https://www.zegocloud.com/docs/zim-server/accessing-server-apis
 */
export function zimSignature({ appId, nonce, secret, timestamp }: ZimSignatureInput): string {
  return hash('md5', `${appId}${nonce}${secret}${timestamp}`);
}

/**
 * The parameters that every ZIM request carries in its query, POST requests too.
 * @see https://www.zegocloud.com/docs/zim-server/accessing-server-apis
 */
export function commonParameters(action: string, input: ZimSignatureInput): readonly Field[] {
  return [
    ['Action', action],
    ['AppId', String(input.appId)],
    ['SignatureNonce', input.nonce],
    ['Timestamp', String(input.timestamp)],
    ['SignatureVersion', '2.0'],
    ['Signature', zimSignature(input)],
  ];
}
