import { createHash } from 'node:crypto';
import type { WireRequest } from '../wire/server.ts';
import type { NeteaseApp } from './world.ts';

const fiveMinutes = 300_000;

/** Lower-case hex SHA-1 of secret, nonce and time joined. The AppKey is no part of it. */
export function neteaseCheckSum(signed: { appSecret: string; nonce: string; curTime: string }): string {
  return createHash('sha1').update(`${signed.appSecret}${signed.nonce}${signed.curTime}`).digest('hex');
}

/** The header as sent, or empty. */
export function header(request: WireRequest, name: string): string {
  const value = request.headers[name.toLowerCase()];
  return typeof value === 'string' ? value : '';
}

/** Why the four headers are refused (always code 414), in the vendor's manner; undefined: they are right. */
export function judgeHeaders(
  request: WireRequest,
  { apps, now }: { apps: ReadonlyMap<string, NeteaseApp>; now: number },
): string | undefined {
  const nonce = header(request, 'Nonce');
  const curTime = header(request, 'CurTime');
  const checkSum = header(request, 'CheckSum');
  const app = apps.get(header(request, 'AppKey'));
  if (!app) return 'app key error';
  if (nonce === '' || nonce.length > 128) return 'nonce error';
  if (!/^\d{1,13}$/.test(curTime)) return 'curtime error';
  if (Math.abs(Number(curTime) * 1000 - now) > fiveMinutes) return 'checksum expired';
  const right = neteaseCheckSum({ appSecret: app.appSecret, nonce, curTime });
  return checkSum === right ? undefined : 'bad http header: checksum error';
}
