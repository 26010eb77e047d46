import type { Clock } from '../../lib/clock.ts';
import type { Data } from '../wire/data.ts';
import { textOf } from '../wire/data.ts';
import type { SlackAnswer } from './answer.ts';
import { fail, type MethodAnswer, ok } from './methods/method.ts';
import type { SlackTeam } from './seed.ts';
import type { SlackSwitches } from './switches.ts';
import type { BotTokens } from './tokens.ts';

/** A workspace in which somebody can install the app. */
export interface InstallableTeam {
  readonly team: SlackTeam;
  readonly botUser: string;
  readonly app: string;
  readonly tokens: BotTokens;
  readonly switches: SlackSwitches;
}

const codeLifeMs = 600_000;

/** Slack's OAuth of one app (https://docs.slack.dev/authentication/installing-with-oauth): strict about what it is asked with. */
export class SlackOAuth {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Where browsers are sent back to, as in the app's settings. */
  redirectUrl = '';
  /** Put over what a code is exchanged for. */
  answers: Data = {};
  readonly #clock: Clock;
  readonly #teams = new Map<string, InstallableTeam>();
  readonly #codes = new Map<string, { readonly team: string; readonly user: string; readonly until: number }>();
  #issued = 0;

  constructor({ clientId, clientSecret, clock }: { clientId: string; clientSecret: string; clock: Clock }) {
    this.clientId = clientId;
    this.clientSecret = clientSecret;
    this.#clock = clock;
  }

  join(team: InstallableTeam): void {
    this.#teams.set(team.team.id, team);
  }

  /** The page that asks people; what they can answer are links: `allow <team id> <user id>`'s query is `team` and `user`. */
  authorize(query: URLSearchParams): SlackAnswer {
    const state = query.get('state') ?? '';
    const scopes = (query.get('scope') ?? '').split(',');
    const known = query.get('client_id') === this.clientId;
    if (!known || state === '' || scopes.includes('')) return page(400, 'Invalid client_id, scope or state');
    const query2 = new URLSearchParams({ state, scope: scopes.join(',') });
    const links = [...this.#teams.keys()].map(
      (team) => `<a href="/oauth/v2/allow?${query2}&amp;team=${team}">${team}</a>`,
    );
    return page(200, `${links.join(' ')} <a href="/oauth/v2/deny?${query2}">Cancel</a>`);
  }

  /** Somebody said yes or no: their browser is sent back. */
  decide(says: 'allow' | 'deny', query: URLSearchParams): SlackAnswer {
    const back = new URL(this.redirectUrl);
    back.searchParams.set('state', query.get('state') ?? '');
    if (says === 'deny') back.searchParams.set('error', 'access_denied');
    else {
      this.#issued += 1;
      const code = `code.${this.#issued}.${this.#clock.now()}`;
      const [team = '', user = 'U0OLGA0001'] = [query.get('team') ?? '', query.get('user') ?? undefined];
      this.#codes.set(code, { team, user, until: this.#clock.now() + codeLifeMs });
      back.searchParams.set('code', code);
    }
    return { status: 302, headers: { location: back.href }, body: { type: 'text/html', bytes: '' } };
  }

  /** oauth.v2.access: a code is good once, and for ten minutes. */
  access(args: Data): MethodAnswer {
    if (args.client_id !== this.clientId) return fail('invalid_client_id');
    if (args.client_secret !== this.clientSecret) return fail('bad_client_secret');
    const code = textOf(args.code);
    const found = this.#codes.get(code);
    this.#codes.delete(code);
    const team = found && this.#teams.get(found.team);
    if (!found || !team || found.until < this.#clock.now()) return fail('invalid_code');
    this.#issued += 1;
    const { id, name } = team.team;
    return ok({
      access_token: team.tokens.issue(`xoxb-${id}-${this.#issued}-installed`),
      token_type: 'bot',
      scope: team.switches.scopes.join(','),
      bot_user_id: team.botUser,
      app_id: team.app,
      team: { id, name },
      enterprise: null,
      is_enterprise_install: false,
      authed_user: { id: found.user },
      ...this.answers,
    });
  }
}

function page(status: number, inner: string): SlackAnswer {
  return { status, body: { type: 'text/html', bytes: `<!doctype html><html><body>${inner}</body></html>` } };
}
