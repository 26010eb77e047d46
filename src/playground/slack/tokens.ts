/** What Slack says to a token that was good: the app was removed, the token was taken back, or neither is told. */
export type TokenEnd = 'account_inactive' | 'token_revoked' | 'invalid_auth';

/** Bot tokens of one workspace, and what Slack says to each (https://docs.slack.dev/reference/methods/auth.test, errors). */
export class BotTokens {
  readonly #words = new Map<string, string | undefined>();

  constructor(first: string | undefined) {
    if (first !== undefined) this.#words.set(first, undefined);
  }

  issue(token: string): string {
    this.#words.set(token, undefined);
    return token;
  }

  /** From now on every good token is answered with this word. */
  end(word: TokenEnd, only?: string): void {
    for (const [token, ended] of this.#words) {
      if (ended === undefined && (only === undefined || token === only)) this.#words.set(token, word);
    }
  }

  /** True for every token that was ever one of the workspace's. */
  has(token: string): boolean {
    return this.#words.has(token);
  }

  isGood(token: string): boolean {
    return this.has(token) && this.#words.get(token) === undefined;
  }

  /** Slack's word against it; undefined: it is good. */
  trouble(token: string): string | undefined {
    return this.has(token) ? this.#words.get(token) : 'invalid_auth';
  }
}
