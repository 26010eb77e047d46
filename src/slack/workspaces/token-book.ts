import type { Random } from '../../lib/random.ts';
import { sealedBy, type TokenKey } from '../../lib/token-key.ts';
import type { Installation, Installations } from '../../moderation/installations.ts';

/** How it stands with a workspace's token. `name` is the workspace's, once it is known. */
export type Standing =
  | {
      readonly kind: 'installed';
      readonly name: string;
      readonly token: string;
      /** As it is stored. */
      readonly sealed: string;
    }
  /**
   * - `never installed`
   * - `removed`: its token was, for the reason `why`.
   * - `other key`: the stored token was sealed with another key than the one there is.
   * - `damaged`: it was changed, or is another workspace's.
   */
  | { readonly kind: 'never installed' }
  | { readonly kind: 'removed'; readonly name: string; readonly why: string }
  | { readonly kind: 'other key' | 'damaged'; readonly name: string };

/** The tokens of workspaces. Each look reads the store: what another process changed counts at once. */
export interface TokenBook {
  standing(workspace: string): Promise<Standing>;
  /** Seals the token and has it stored. */
  install(
    installed: Pick<Installation, 'workspace' | 'name' | 'botUser' | 'installedBy'> & { token: string },
  ): Promise<void>;
  /** Removes a token that Slack does not take any more, unless another one is in its place by now. */
  refused(workspace: string, gone: { readonly sealed: string; readonly why: string }): Promise<boolean>;
  /** What a workspace is called, as far as that was seen so far; else its id. */
  nameOf(workspace: string): string;
}

export function createTokenBook({
  installations,
  key,
  random,
}: {
  installations: Pick<Installations, 'find' | 'install' | 'remove'>;
  key: TokenKey;
  random: Random;
}): TokenBook {
  const names = new Map<string, string>();
  return {
    standing: async (workspace) => {
      const found = await installations.find(workspace);
      if (!found) return { kind: 'never installed' };
      const { name, token: sealed, gone = 'removed' } = found;
      names.set(workspace, name);
      if (sealed === undefined) return { kind: 'removed', name, why: gone };
      const token = key.open(sealed, purpose(workspace));
      if (token !== undefined) return { kind: 'installed', name, token, sealed };
      return { kind: sealedBy(sealed) === key.id ? 'damaged' : 'other key', name };
    },
    install: async ({ token, ...installed }) => {
      const { workspace } = installed;
      const sealed = key.seal(token, { about: purpose(workspace), nonce: random.hex(12) });
      await installations.install({ ...installed, token: sealed });
      names.set(workspace, installed.name);
    },
    refused: (workspace, { sealed, why }) => installations.remove({ workspace, why, token: sealed }),
    nameOf: (workspace) => names.get(workspace) ?? workspace,
  };
}

/** What a sealed token is bound to: in another workspace's row it cannot be opened. */
function purpose(workspace: string): string {
  return `bot token of ${workspace}`;
}

/** Why nothing can be asked of Slack in a workspace, for who tried there; undefined: it can. */
export function whyClosed({ kind }: Standing): string | undefined {
  switch (kind) {
    case 'installed':
      return undefined;
    case 'never installed':
    case 'removed':
      return 'Hush is not installed in this workspace any more. Nothing was recorded or done. Whoever runs Hush can tell where to install it again: the page /slack/install.';
    case 'other key':
    case 'damaged':
      return 'Hush cannot read its token for this workspace. Nothing was recorded or done. Whoever runs Hush finds out why with npm run doctor.';
  }
}

/** The same in a few words, for whoever runs Hush. */
export function shortly(standing: Standing): string {
  switch (standing.kind) {
    case 'installed':
      return 'installed';
    case 'never installed':
      return 'not installed';
    case 'removed':
      return `not installed any more (${standing.why})`;
    case 'other key':
      return 'its token was stored with another HUSH_TOKEN_KEY';
    case 'damaged':
      return 'its stored token was changed, or is that of another workspace';
  }
}
