import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import { createSlackClients, type SlackAccess } from '../clients.ts';
import { createFileFetcher } from '../files/fetch-file.ts';
import { createRoster, type Moderators } from '../roster.ts';
import { createTeller } from '../teller.ts';
import type { Desk, Desks } from './desk.ts';

/** The one workspace whose bot token is in the configuration. Whatever Slack signed for comes from there. `mayCall` as in `limitedFetch`. */
export function createOnlyDesk(
  { access, auditChannel, ...named }: Moderators & { readonly access: SlackAccess; readonly auditChannel: string },
  { clock, log, mayCall }: { readonly clock: Clock; readonly log: Log; readonly mayCall?: (() => boolean) | undefined },
): Desks {
  const slack = createSlackClients(access, log, mayCall);
  const desk: Desk = {
    workspace: '',
    auditChannel,
    whose: undefined,
    audit: slack.audit,
    forms: slack.forms,
    direct: slack.direct,
    localise: (said) => said,
    roster: createRoster(named, { lookups: slack.lookups, clock }),
    teller: createTeller({ direct: slack.direct, log, mayCall }),
    fetchFile: createFileFetcher({ apiUrl: access.apiUrl, token: async () => access.botToken }, clock),
    person: (slackId) => slackId,
    closed: async () => undefined,
    trouble: async () => undefined,
  };
  return { all: [desk], of: () => desk, installed: async () => [''] };
}
