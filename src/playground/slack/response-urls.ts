import type { SlackMessage } from './model.ts';
import type { Workspace } from './workspace.ts';

const lifeMs = 30 * 60_000;
const mostUses = 5;

/** A url the bot may answer an interaction at. */
export interface ResponseUrl {
  readonly path: string;
  readonly user: string;
  readonly channel: string;
  /** The message whose button was pressed; absent for commands. */
  readonly message?: SlackMessage;
  readonly expiresAt: number;
  uses: number;
}

/** Issues response_urls and says which may still be used: five times, for 30 minutes. */
export class ResponseUrls {
  readonly #workspace: Workspace;
  readonly #issued = new Map<string, ResponseUrl>();

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  issue({ shortcut, ...to }: { user: string; channel: string; message?: SlackMessage; shortcut?: true }): ResponseUrl {
    const kind = shortcut ? 'app' : to.message ? 'actions' : 'commands';
    const path = `/${kind}/${this.#workspace.team.id}/${this.#workspace.nextId('')}/secret`;
    const issued = { path, ...to, expiresAt: this.#workspace.clock.now() + lifeMs, uses: 0 };
    this.#issued.set(path, issued);
    return issued;
  }

  /** Takes one use, or says in Slack's words why there is none. */
  use(path: string): ResponseUrl | { readonly error: string } {
    const url = this.#issued.get(path);
    if (!url) return { error: 'no_url' };
    if (this.#workspace.clock.now() > url.expiresAt) return { error: 'expired_url' };
    if (url.uses >= mostUses) return { error: 'used_url' };
    url.uses += 1;
    return url;
  }
}
