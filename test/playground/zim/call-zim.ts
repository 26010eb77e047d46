import { createHash, randomBytes } from 'node:crypto';

/** How a test calls ZIM: right unless told otherwise. */
export interface ZimCall {
  readonly url: string;
  readonly now: number;
  readonly action: string;
  /** Query for a GET, body for a POST. */
  readonly query?: readonly (readonly [string, string])[];
  readonly body?: unknown;
  /** Common parameters to change; an empty string leaves one out. */
  readonly common?: Readonly<Record<string, string>>;
  readonly secret?: string;
}

export interface ZimReply {
  readonly status: number;
  readonly Code: number;
  readonly ErrorUsers?: readonly { UserId: string; SubCode: number }[];
  readonly ErrorList?: readonly { ConvId: string; SubCode: number }[];
  readonly GroupList?: readonly { GroupId: string; ForbidType: number }[];
  readonly FetchEnd?: number;
  readonly NextFlag?: number;
  readonly RequestId?: string;
  readonly IsAllForbid?: boolean;
  readonly ForbidList?: readonly number[];
  readonly ForbidExpireTime?: number;
}

/** Signs and sends one request with plain fetch. */
export async function callZim(call: ZimCall): Promise<ZimReply> {
  const appId = call.common?.AppId ?? '1234567890';
  const nonce = randomBytes(8).toString('hex');
  const timestamp = String(Math.floor(call.now / 1000));
  const secret = call.secret ?? '0123456789abcdef0123456789abcdef';
  const common = {
    Action: call.action,
    AppId: appId,
    SignatureNonce: nonce,
    Timestamp: timestamp,
    SignatureVersion: '2.0',
    Signature: createHash('md5').update(`${appId}${nonce}${secret}${timestamp}`).digest('hex'),
    ...call.common,
  };
  const query = new URLSearchParams(Object.entries(common).filter(([, value]) => value !== ''));
  for (const [name, value] of call.query ?? []) query.append(name, value);
  const post = call.body !== undefined;
  const response = await fetch(`${call.url}?${query}`, {
    method: post ? 'POST' : 'GET',
    ...(post ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(call.body) } : {}),
  });
  return { status: response.status, ...((await response.json()) as Omit<ZimReply, 'status'>) };
}

/** The query of a mute in `lobby` by `admin`. */
export function muteQuery(
  users: readonly string[],
  asked: { duration?: string; group?: string; operator?: string } = {},
): [string, string][] {
  return [
    ['FromUserId', asked.operator ?? 'admin'],
    ['GroupId', asked.group ?? 'lobby'],
    ...users.map((user): [string, string] => ['UserIds[]', user]),
    ...(asked.duration === undefined ? [] : [['Duration', asked.duration] as [string, string]]),
  ];
}
