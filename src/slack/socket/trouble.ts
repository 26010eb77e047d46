/** What only a person can change is looked after this often: Slack counts how often Hush asks. */
export const patientWaitMs = 60_000;

/** Reasons for which Slack ends or refuses connections, and would at once do so again. */
const lasting: readonly string[] = ['link_disabled', 'too_many_websockets', 'bad_address'];

/** No connection came about, or it ended. */
export class SocketTrouble extends Error {
  override readonly name = 'SocketTrouble';
  /** Slack's word, or an {@link OwnWord}. */
  readonly word: string;
  /** How long to wait before another try; undefined: as after any mishap. */
  readonly waitMs: number | undefined;

  constructor(word: string, waitMs?: number) {
    super(word);
    this.word = word;
    this.waitMs = waitMs ?? (lasting.includes(word) ? patientWaitMs : undefined);
  }
}

/** Words for what Slack has no word for. */
export type OwnWord =
  /** The connection broke, or Slack ended it without a word. */
  | 'cut'
  /** Nothing came over it for too long, not even a ping. */
  | 'silent'
  /** It was opened, and Slack did not greet. */
  | 'no_greeting'
  /** Slack gave an address that Hush does not connect to. */
  | 'bad_address';

const tokenPage = 'https://api.slack.com/apps → your app → Basic Information → App-Level Tokens';
const modePage = 'https://api.slack.com/apps → your app → Socket Mode';
const token = `Make a token with the scope connections:write under ${tokenPage}, and put it, xapp-…, into SLACK_APP_TOKEN.`;

interface Words {
  /** A sentence without its end. */
  readonly what: string;
  /** What to do about it. */
  readonly fix: string;
}

const refusedToken = (word: string): Words => ({ what: `Slack refused the app-level token (${word})`, fix: token });
const noScope = (word: string): Words => ({
  what: `The app-level token lacks the scope connections:write (${word})`,
  fix: token,
});
const noSocket = (word: string): Words => ({
  what: `Slack gave an address for a WebSocket, but no connection came about there (${word})`,
  fix: 'Let this machine make WebSocket connections to slack.com (firewall, proxy).',
});

const known: Readonly<Record<string, (word: string) => Words>> = {
  invalid_auth: refusedToken,
  not_authed: refusedToken,
  not_allowed_token_type: refusedToken,
  token_revoked: refusedToken,
  token_expired: refusedToken,
  account_inactive: refusedToken,
  missing_scope: noScope,
  no_permission: noScope,
  link_disabled: (word) => ({
    what: `Socket Mode is switched off for the app (${word})`,
    fix: `Switch it on at ${modePage}, or unset SLACK_APP_TOKEN to have Slack post to /slack/events.`,
  }),
  too_many_websockets: (word) => ({
    what: `The app has as many WebSockets open as Slack allows, which is ten (${word})`,
    fix: 'End other programs that use this app, or run fewer replicas.',
  }),
  ratelimited: (word) => ({
    what: `Slack asked to wait before another WebSocket is opened (${word})`,
    fix: 'Nothing; Hush waits.',
  }),
  cut: noSocket,
  silent: noSocket,
  no_greeting: noSocket,
  bad_address: noSocket,
};

/** What a {@link SocketTrouble}'s word means for the person who runs Hush. */
export function socketWords(word: string): Words {
  const words = known[word];
  if (words) return words(word);
  if (word === 'unreachable' || word.startsWith('http_')) {
    return {
      what: `Slack did not say where to open a WebSocket (${word})`,
      fix: 'Check that this machine may connect to Slack (firewall, proxy, DNS), and SLACK_API_URL if you set it.',
    };
  }
  return {
    what: `Slack opens no WebSocket for the app (${word})`,
    fix: `See that Socket Mode is switched on at ${modePage}. ${token}`,
  };
}

/** What passes by itself, or by somebody else's doing: a start need not give up for it. */
export const passing: readonly string[] = ['ratelimited', 'too_many_websockets'];
