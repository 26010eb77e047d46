import { webApi } from '@slack/bolt';
import type { Log } from '../lib/log.ts';
import { NotCarrier } from '../moderation/replicas.ts';
import { boltLogger } from './bolt-logger.ts';

type WebClient = webApi.WebClient;

/** Slack answers in well under a second; what takes longer than this will not come. */
const requestLimitMs = 8000;
/** A look-up happens before the acknowledgement, which must be there within 2 s (design law 10). */
const lookupLimitMs = 1500;

/**
 * One client for each kind of work, for a 429 pauses a whole client: a busy audit channel must not hold up people's forms, and nothing
 * may hold up a permission check. None retries by itself: forms and look-ups have no time to, and messages are repeated by the outbox.
 */
export interface SlackClients {
  /** Opening and updating forms, right after somebody clicked. */
  readonly forms: WebClient;
  /** Who is who, before the acknowledgement. */
  readonly lookups: WebClient;
  /** The audit channel. */
  readonly audit: WebClient;
  /** Direct messages and files to moderators. */
  readonly direct: WebClient;
}

export interface SlackAccess {
  readonly botToken: string;
  /** Base of the Web API, ending in a slash. */
  readonly apiUrl: string;
}

/** `mayCall` is asked right before every request; see {@link limitedFetch}. */
export function createSlackClients(access: SlackAccess, log: Log, mayCall?: () => boolean): SlackClients {
  const create = (limitMs: number) =>
    new webApi.WebClient(access.botToken, { ...clientOptions(access, limitMs, mayCall), logger: boltLogger(log) });
  return {
    forms: create(requestLimitMs),
    lookups: create(lookupLimitMs),
    audit: create(requestLimitMs),
    direct: create(requestLimitMs),
  };
}

/** Bolt's own client gets the same: without a limit its `respond` would wait for ever, and its defaults retry for half an hour. */
export function clientOptions(
  { apiUrl }: Pick<SlackAccess, 'apiUrl'>,
  limitMs = requestLimitMs,
  mayCall?: () => boolean,
): webApi.WebClientOptions {
  return {
    slackApiUrl: apiUrl,
    // A method's name that is an address would be called as that address.
    allowAbsoluteUrls: false,
    fetch: limitedFetch(limitMs, mayCall),
    timeout: limitMs,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  };
}

/** `fetch` that gives up; where `mayCall` says no, before anything is sent: another replica tells people then. */
export function limitedFetch(limitMs = requestLimitMs, mayCall: () => boolean = () => true): typeof fetch {
  return async (input, init) => {
    if (!mayCall()) throw new NotCarrier();
    return fetch(input, { ...init, signal: init?.signal ?? AbortSignal.timeout(limitMs) });
  };
}

/** What Slack said went wrong, as one short word for logs and back-offs, and how long it asked to wait. Throws {@link NotCarrier} if Slack was not asked. */
export function slackTrouble(error: unknown): { readonly word: string; readonly waitMs?: number } {
  // Not Slack's trouble, but the end of what this process may do.
  if (error instanceof webApi.WebAPIRequestError && error.original instanceof NotCarrier) throw error.original;
  if (error instanceof webApi.WebAPIRateLimitedError) return { word: 'ratelimited', waitMs: error.retryAfter * 1000 };
  if (error instanceof webApi.WebAPIPlatformError) return { word: error.data.error };
  if (error instanceof webApi.WebAPIHTTPError) return { word: `http_${error.statusCode}` };
  return { word: 'unreachable' };
}
