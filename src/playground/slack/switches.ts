/** How typed text reaches the bot. */
export type Escaping =
  /** `should_escape: true`: mentions, channels and links in angle brackets, `& < >` as entities. */
  | 'full'
  /** Names stay as typed, `& < >` become entities. */
  | 'characters'
  /** Exactly as typed. */
  | 'none';

/** How strict the stand-in is. Every field may be set at any time. */
export interface SlackSwitches {
  escaping: Escaping;
  /** Scopes the bot's token was granted. */
  scopes: readonly string[];
  /** chat.postMessage per channel; 0: no limit. */
  messagesPerSecond: number;
  /** How many messages a channel takes at once before the limit counts. */
  messageBurst: number;
  /** Also keep each method's own tier, per minute. */
  tierLimits: boolean;
  /** How long Slack waits for an acknowledgement, ms. */
  deadlineMs: number;
  /** Put the message into payloads of buttons on ephemeral messages (Slack leaves it out). */
  messageInEphemeralPayload: boolean;
}

/** What can go wrong with the Web API and with response_urls (their name as a method: `response_url`; uploads: `upload`, downloads: `download`). */
export type SlackFault =
  /** No answer ever. */
  | { readonly kind: 'hang'; readonly effect?: boolean }
  /** The answer is late by `ms` of the stand-in's clock. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** The connection is cut, nothing happened. */
  | { readonly kind: 'reset-before' }
  /** It happened, then the connection is cut. */
  | { readonly kind: 'reset-after' }
  /** Half of the body comes, then the connection is cut. */
  | { readonly kind: 'half-body' }
  /** Half of the body comes, then nothing more ever. */
  | { readonly kind: 'stalled-body' }
  /** HTTP 302 to another address; nothing happened. */
  | { readonly kind: 'redirect'; readonly to: string }
  /** Another HTTP status with an HTML page; nothing happened. */
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'rate-limited'; readonly retryAfter?: number }
  /** `{"ok": false, "error": …}` */
  | { readonly kind: 'error'; readonly error: string };
