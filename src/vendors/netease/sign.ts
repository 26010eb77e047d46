import { hash } from 'node:crypto';

/** What NetEase's CheckSum covers: nothing of the request itself, so HTTPS is a must. */
export interface NeteaseCheckSumInput {
  readonly appSecret: string;
  /** At most 128 characters, new for every request. */
  readonly nonce: string;
  /** Unix seconds; NetEase takes the CheckSum for 5 minutes. */
  readonly curTime: number;
}

/**
 * NetEase's CheckSum: the SHA-1, as 40 lower-case hex characters, of AppSecret, Nonce and CurTime put together.
 * @see https://doc.commsease.com/en/TM5MzM5Njk/docs/jk3MzY2MTI
 */
export function neteaseCheckSum({ appSecret, nonce, curTime }: NeteaseCheckSumInput): string {
  return hash('sha1', `${appSecret}${nonce}${curTime}`);
}
