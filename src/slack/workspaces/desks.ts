import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import { personIn } from '../../moderation/person.ts';
import type { Role } from '../../moderation/policy/settings.ts';
import { boltLogger } from '../bolt-logger.ts';
import { clientOptions, clientsOfEachKind } from '../clients.ts';
import { createFileFetcher } from '../files/fetch-file.ts';
import { createRoster } from '../roster.ts';
import { createTeller } from '../teller.ts';
import type { Desk, Desks } from './desk.ts';
import { createLocalise } from './localise.ts';
import { shortly, type TokenBook, whyClosed } from './token-book.ts';
import { WorkspaceClient } from './workspace-client.ts';

export interface DesksOptions {
  readonly apiUrl: string;
  /** By id; the first takes over what was there before there were several. */
  readonly listed: Readonly<
    Record<string, { readonly auditChannel: string; readonly moderators?: readonly string[] | undefined }>
  >;
  readonly roles: readonly Pick<Role, 'name' | 'who'>[];
}

interface DeskParts {
  readonly book: TokenBook;
  readonly clock: Clock;
  readonly log: Log;
  /** As in `limitedFetch`. */
  readonly mayCall?: (() => boolean) | undefined;
}

/** A desk for each of several workspaces that may install Hush. */
export function createDesks({ listed, ...shared }: DesksOptions, parts: DeskParts): Desks {
  const [home = ''] = Object.keys(listed);
  const all = Object.entries(listed).map(([workspace, settings]) =>
    createDesk({ ...shared, ...settings, workspace, home }, parts),
  );
  const byId = new Map(all.map((desk) => [desk.workspace, desk]));
  const [first, ...others] = all;
  if (!first) throw new Error('No workspace is listed.');
  return {
    all: [first, ...others],
    of: (workspace) => byId.get(workspace ?? ''),
    installed: async () => {
      const closed = await Promise.all(all.map((desk) => desk.closed()));
      const open = all.filter((_, index) => closed[index] === undefined);
      return (open.length > 0 ? open : all.slice(0, 1)).map(({ workspace }) => workspace);
    },
  };
}

function createDesk(
  of: Omit<DesksOptions, 'listed'> & DesksOptions['listed'][string] & { workspace: string; home: string },
  { book, clock, log, mayCall }: DeskParts,
): Desk {
  const { workspace, home, apiUrl, roles, moderators, auditChannel } = of;
  const localise = createLocalise({ workspace, home, nameOf: book.nameOf });
  const find = async () => {
    const standing = await book.standing(workspace);
    return standing.kind === 'installed' ? standing : undefined;
  };
  const token = {
    find,
    refused: async (gone: { readonly sealed: string; readonly why: string }) => {
      if (await book.refused(workspace, gone)) tellRemoved({ workspace, why: gone.why }, log);
    },
  };
  const slack = clientsOfEachKind((limitMs) => {
    const options = { ...clientOptions({ apiUrl }, limitMs, mayCall), logger: boltLogger(log) };
    return new WorkspaceClient({ token, localise, options });
  });
  return {
    workspace,
    auditChannel,
    whose: workspace === home ? ['', workspace] : [workspace],
    audit: slack.audit,
    forms: slack.forms,
    direct: slack.direct,
    localise,
    roster: createRoster({ moderators, roles }, { lookups: slack.lookups, clock, oneOfSeveral: true }),
    teller: createTeller({ direct: slack.direct, log, localise, mayCall }),
    fetchFile: createFileFetcher({ apiUrl, token: async () => (await find())?.token ?? '' }, clock),
    person: (slackId) => personIn(workspace, slackId),
    closed: async () => whyClosed(await book.standing(workspace)),
    trouble: async () => {
      const standing = await book.standing(workspace);
      return standing.kind === 'installed' ? undefined : shortly(standing);
    },
  };
}

/** Says in the log that a workspace's token is gone. */
export function tellRemoved(gone: { readonly workspace: string; readonly why: string }, log: Log): void {
  log.warn(
    { event: 'workspace.removed', ...gone },
    'Hush has no token for a workspace any more; what it is to tell there waits until it is installed again.',
  );
}
