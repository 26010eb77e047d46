/** A Slack workspace in which Hush is or was installed. Its token is sealed: what is stored can be read by whoever has the key alone. */
export interface Installation {
  /** Slack's id of the workspace, `T0123456789`. */
  readonly workspace: string;
  /** As its people know it. */
  readonly name: string;
  /** Slack id of the bot there. */
  readonly botUser: string;
  /** The bot token, sealed; absent once it was removed. */
  readonly token?: string;
  /** Who installed it, as `T1:U1`. */
  readonly installedBy: string;
  /** When it was installed last, epoch ms. */
  readonly installedAt: number;
  /** Why the token was removed; absent while it is there. */
  readonly gone?: string;
}

/** Where Hush is installed. Every method is one transaction; each change is in the audit by the same commit. */
export interface Installations {
  find(workspace: string): Promise<Installation | undefined>;
  /** In the order of their ids. */
  all(): Promise<readonly Installation[]>;
  /** Puts it in the place of what is known of the workspace. */
  install(
    installation: Omit<Installation, 'gone' | 'token' | 'installedAt'> & { readonly token: string },
  ): Promise<void>;
  /**
   * Removes the token, and says why. With `token` only if that one, sealed, is still the stored one; with `before` (epoch ms) only if it was
   * not installed later than that. False: nothing was removed.
   */
  remove(gone: { workspace: string; why: string; token?: string; before?: number }): Promise<boolean>;
  /** Takes the nonce of a request to install, once: false if it was taken before. It is forgotten some time after `until`, epoch ms. */
  takeNonce(nonce: string, until: number): Promise<boolean>;
}
