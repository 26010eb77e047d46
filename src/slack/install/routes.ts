import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { Random } from '../../lib/random.ts';
import type { TokenKey } from '../../lib/token-key.ts';
import type { Installations } from '../../moderation/installations.ts';
import { personIn } from '../../moderation/person.ts';
import { StoreTrouble } from '../../moderation/store-trouble.ts';
import type { Route } from '../listen.ts';
import type { TokenBook } from '../workspaces/token-book.ts';
import { cookieHeader, readCookie } from './browser-cookie.ts';
import { type Page, sendPage } from './page.ts';
import { authorizeUrl, createSlackOAuth, type Granted, type SlackApp, type SlackOAuth } from './slack-oauth.ts';
import { issueState, readState, stateMs } from './state.ts';

export interface InstallParts {
  readonly app: SlackApp;
  readonly key: TokenKey;
  /** Ids of the workspaces that may install it. */
  readonly listed: ReadonlySet<string>;
  readonly installations: Pick<Installations, 'takeNonce'>;
  readonly book: Pick<TokenBook, 'install'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/**
 * `/slack/install`, where somebody begins to install Hush, and `/slack/oauth_redirect`, where Slack sends their browser back. Anybody can open
 * both; only what began in the same browser within ten minutes is ended, once, and only for a listed workspace.
 */
export function installRoutes(parts: InstallParts): ReadonlyMap<string, Route> {
  const oauth = createSlackOAuth(parts.app, parts.log);
  return new Map<string, Route>([
    ['/slack/install', (request, response) => begin(request, response, parts)],
    ['/slack/oauth_redirect', (request, response) => end(request, response, parts, oauth)],
  ]);
}

function begin(request: IncomingMessage, response: ServerResponse, { app, ...parts }: InstallParts): void {
  // A browser in which two installations begin can end both.
  const secret = readCookie(request) || parts.random.hex(32);
  const state = issueState(secret, { ...parts, now: parts.clock.now() });
  const page: Page = {
    status: 200,
    title: 'Install Hush in a Slack workspace',
    paragraphs: [
      'Hush lets the moderators of an in-app chat mute people from Slack.',
      'Slack asks you next which workspace, and shows what Hush may do there. It can be installed only in workspaces that whoever runs this Hush has listed.',
    ],
    link: { words: 'Continue to Slack', to: authorizeUrl(app, state) },
  };
  sendPage(response, page, { 'set-cookie': cookieHeader(secret, stateMs) });
}

async function end(
  request: IncomingMessage,
  response: ServerResponse,
  parts: InstallParts,
  oauth: SlackOAuth,
): Promise<void> {
  // A look at the headers alone (link previews do that) must not use the request up.
  if (request.method !== 'GET') {
    response.writeHead(405, { allow: 'GET' }).end();
    return;
  }
  try {
    const { why, ...page } = await outcome(request, parts, oauth);
    if (why !== undefined) parts.log.warn({ event: 'install.refused', why }, 'An installation came to nothing.');
    sendPage(response, page, { 'set-cookie': cookieHeader('', 0) });
  } catch (error) {
    if (!(error instanceof StoreTrouble)) throw error;
    parts.log.error({ event: 'database.refused', what: 'install', why: error.fault.why }, 'A request was refused.');
    sendPage(response, notInstalled(503, error.message));
  }
}

/** What the browser is shown; `why` is for the log, where it came to nothing. */
type Outcome = Page & { readonly why?: string };

async function outcome(request: IncomingMessage, parts: InstallParts, oauth: SlackOAuth): Promise<Outcome> {
  const { searchParams: query } = new URL(request.url ?? '/', 'http://localhost');
  const reading = readState(query.get('state') ?? '', readCookie(request), { ...parts, now: parts.clock.now() });
  if (reading.kind !== 'good') {
    const words =
      reading.kind === 'foreign'
        ? 'This was not begun in this browser, or its cookies were removed since.'
        : 'More than ten minutes have passed since it was begun.';
    return { ...notInstalled(400, words), why: `state: ${reading.kind}` };
  }
  const { nonce, until } = reading.state;
  if (!(await parts.installations.takeNonce(nonce, until))) {
    const words =
      'This was ended before: a page like this one works once. If it said that Hush is installed, all is well.';
    return { ...notInstalled(400, words), why: 'state: used' };
  }
  if (query.get('error') === 'access_denied') {
    return {
      ...notInstalled(403, 'You, or an admin of the workspace, said no in Slack. Nothing was changed.'),
      why: 'denied',
    };
  }
  const code = query.get('code');
  if (!code) return { ...notInstalled(400, 'Slack sent no code along.'), why: 'no code' };
  return settle(await oauth.exchange(code), parts, oauth);
}

async function settle(granted: Granted, { listed, book, log }: InstallParts, oauth: SlackOAuth): Promise<Outcome> {
  switch (granted.kind) {
    case 'refused':
      return { ...notInstalled(502, `Slack did not go along with it (${granted.word}).`), why: granted.word };
    case 'organisation': {
      const words = 'Hush cannot be installed for a whole organisation. Install it in one of its workspaces.';
      return { ...notInstalled(403, words), why: granted.kind };
    }
    case 'rotation': {
      const words =
        'The Slack app has token rotation on, which Hush cannot do, and which Slack does not switch off again. Whoever runs Hush makes a new app from manifest.yml.';
      return { ...notInstalled(403, words), why: granted.kind };
    }
    case 'scopes': {
      const words = `The Slack app does not ask for all that Hush needs: ${granted.missing.join(', ')}. Whoever runs Hush adds it from manifest.yml.`;
      return { ...notInstalled(403, words), why: granted.kind };
    }
  }
  const { workspace, name, token, botUser, by } = granted;
  if (!listed.has(workspace)) {
    await oauth.giveBack(token);
    const words = `This Hush does not serve the workspace ${name} (${workspace}). What it was given is not kept. Whoever runs Hush lists the workspace under workspaces in hush.yml; then install it again.`;
    return { ...notInstalled(403, words), why: 'not listed' };
  }
  await book.install({ workspace, name, token, botUser, installedBy: personIn(workspace, by) });
  log.info({ event: 'workspace.installed', workspace }, 'A workspace has installed Hush.');
  return {
    status: 200,
    title: `Hush is installed in ${name}`,
    paragraphs: [
      'Invite it to the audit channel of that workspace: type /invite @Hush there.',
      'Then its moderators can begin with /hush help. You can close this page.',
    ],
  };
}

function notInstalled(status: number, words: string): Page {
  const link = { words: 'Start again', to: '/slack/install' };
  return { status, title: 'Hush was not installed', paragraphs: [words], link };
}
