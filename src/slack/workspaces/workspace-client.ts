import { webApi } from '@slack/bolt';
import { NotInstalled } from '../clients.ts';
import type { Localise } from './localise.ts';

/** Slack's words for a token that it will never take again (https://docs.slack.dev/reference/methods/auth.test, errors). */
const deadTokens: ReadonlySet<string> = new Set(['invalid_auth', 'account_inactive', 'token_revoked', 'token_expired']);

export interface WorkspaceToken {
  /** The token as it is now, and as it is stored; undefined: there is none. */
  find(): Promise<{ readonly token: string; readonly sealed: string } | undefined>;
  /** Slack will not take it any more. */
  refused(gone: { readonly sealed: string; readonly why: string }): Promise<void>;
}

/** Calls Slack as the bot of one of several workspaces, in its words. Rejects with {@link NotInstalled} where it has no token, or not any more. */
export class WorkspaceClient extends webApi.WebClient {
  readonly #token: WorkspaceToken;
  readonly #localise: Localise;

  constructor(parts: { token: WorkspaceToken; localise: Localise; options: webApi.WebClientOptions }) {
    super(undefined, parts.options);
    this.#token = parts.token;
    this.#localise = parts.localise;
  }

  override async apiCall(method: string, options: Record<string, unknown> = {}): Promise<webApi.WebAPICallResult> {
    const found = await this.#token.find();
    if (!found) throw new NotInstalled();
    try {
      return await super.apiCall(method, { ...this.#localise(options), token: found.token });
    } catch (error) {
      const why = error instanceof webApi.WebAPIPlatformError ? error.data.error : '';
      if (!deadTokens.has(why)) throw error;
      await this.#token.refused({ sealed: found.sealed, why });
      throw new NotInstalled({ cause: error });
    }
  }
}
