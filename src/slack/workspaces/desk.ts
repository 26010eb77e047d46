import type { Log } from '../../lib/log.ts';
import type { Whose } from '../../moderation/ports.ts';
import type { SlackClients } from '../clients.ts';
import type { SlackParts } from '../parts.ts';
import { createTeller } from '../teller.ts';
import type { Localise } from './localise.ts';

/** What belongs to one workspace of what commands, buttons and forms work with. */
export type OwnParts = Pick<SlackParts, 'roster' | 'forms' | 'direct' | 'teller' | 'fetchFile'>;

/** What Hush does in one workspace: with its token, its moderators, its audit channel, and its own rate limits. */
export interface Desk extends OwnParts {
  /** Slack's id of the workspace; `''` where it is the only one. */
  readonly workspace: string;
  readonly auditChannel: string;
  /** Whose messages it brings: of several workspaces the first one's also those of before there were several. */
  readonly whose: Whose;
  readonly audit: SlackClients['audit'];
  readonly localise: Localise;
  /** How somebody is called who has this Slack id here. */
  person(slackId: string): string;
  /** Why nothing can be asked of Hush here, in words for who tried; undefined: it can. */
  closed(): Promise<string | undefined>;
  /** How it stands with its token, in a few words for whoever runs Hush; undefined: well. */
  trouble(): Promise<string | undefined>;
}

/** The workspaces that Hush serves. */
export interface Desks {
  /** In the order in which they are listed; at least one. */
  readonly all: readonly [Desk, ...Desk[]];
  /** By the workspace's id; undefined: it is not served. */
  of(workspace: string | undefined): Desk | undefined;
  /** Ids of the workspaces in which Hush is installed; the first one listed, if there is none. */
  installed(): Promise<readonly string[]>;
}

/** What commands, buttons and forms work with in one workspace. */
export function partsAt(desk: Desk, common: Omit<SlackParts, keyof OwnParts>): SlackParts {
  const { roster, forms, direct, teller, fetchFile, whose } = desk;
  const { proposals } = common;
  const own = { ...proposals, waiting: (limit: number) => proposals.waiting(limit, whose) };
  return { ...common, roster, forms, direct, teller, fetchFile, proposals: own };
}

/** In the place of a desk for whoever asks from a workspace that is not served. */
export function nowhere({ all: [first] }: Desks, log: Log): Desk {
  return {
    ...first,
    workspace: '',
    // Hush has no token there, and must not tell somebody of another workspace.
    teller: createTeller({ log }),
    localise: (said) => said,
    person: (slackId) => slackId,
    closed: async () =>
      'Hush does not serve this workspace. Nothing was recorded or done. Whoever runs Hush lists it under workspaces in hush.yml; then it can be installed.',
  };
}
