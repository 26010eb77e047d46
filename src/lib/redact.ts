/** What stands where a secret was. */
export const censored = '[secret]';

/** What an error says of itself in the log. Other fields of it (a library's headers, bodies, requests) are never written. */
interface ErrorFacts {
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
  readonly code?: string | number;
  readonly cause?: ErrorFacts;
}

/** Causes of causes that are written; an error can be its own cause. */
const mostCauses = 4;

/** An error for the log: what it is, what it says, where it came from. Anything else that was thrown: as a text. */
export function errorFacts(error: unknown, depth = 0): ErrorFacts {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  const { name, message, stack, cause } = error;
  const { code } = error as { code?: unknown };
  return {
    type: name,
    message,
    ...(stack !== undefined && { stack }),
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    ...(cause !== undefined && depth < mostCauses && { cause: errorFacts(cause, depth + 1) }),
  };
}

/** Shorter ones are words that occur by chance; configuration of a real app has none. */
const shortestSecret = 8;

/**
 * Secrets by their form, in a line of JSON (quotes may be escaped, and the letter before may be the `n` of a line's end): Slack's tokens, the
 * vendors' signatures in an address, a header or an object, Ed25519 private keys (PKCS #8, of which all begin alike), Slack's addresses that answer for Hush
 * (https://docs.slack.dev/interactivity/handling-user-interaction#message_responses) or are good for one WebSocket, and trigger ids.
 */
const shapes: readonly (readonly [RegExp, string])[] = [
  [/xox[a-z]-[\w-]{8,}|xapp-[\w-]{8,}/g, censored],
  [/MC4CAQAwBQYDK2VwBCIE[\w+/\\]{40,}={0,2}/g, censored],
  [/Bearer [\w.~+/-]{8,}/g, `Bearer ${censored}`],
  [/(Signature|CheckSum)((?:=|%3D|\\*"?\s*[:,]\s*\\*"?))[0-9A-Za-z+/%]{16,}/gi, `$1$2${censored}`],
  [/(\bticket(?:=|%3D))[^\s"'&\\]{4,}/g, `$1${censored}`],
  [/(https?:\/\/[^\s"'\\/]+\/(?:commands|actions|app)\/)T\w+\/[^\s"'\\]+/g, `$1${censored}`],
  [/(?<!\d)\d{6,}\.\d{6,}\.[0-9a-z]{6,}/g, censored],
];

/** Takes secrets out of a line of the log: those of the configuration, wherever they stand, and whatever has a secret's form. */
export function createRedactor(secrets: readonly string[] = []): (line: string) => string {
  const known = secrets
    .filter((secret) => secret.length >= shortestSecret)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
    .toSorted((a, b) => b.length - a.length);
  return (line) => {
    let text = line;
    for (const secret of known) text = text.replaceAll(secret, censored);
    for (const [shape, instead] of shapes) text = text.replace(shape, instead);
    return text;
  };
}
