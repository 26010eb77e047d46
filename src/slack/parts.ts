import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Random } from '../lib/random.ts';
import type { FollowUpParts } from '../moderation/follow-up.ts';
import type { MuteHistory } from '../moderation/ladder.ts';
import type { Lookups } from '../moderation/lookups.ts';
import type { Notes } from '../moderation/notes.ts';
import type { Observer } from '../moderation/observer.ts';
import type { Audit, Cases, Drafts, FollowUps, Lists, Proposals } from '../moderation/ports.ts';
import type { RequestParts } from '../moderation/request.ts';
import type { Statistics } from '../moderation/statistics.ts';
import type { VendorApp } from '../moderation/vendor.ts';
import type { SlackClients } from './clients.ts';
import type { FetchFile } from './files/fetch-file.ts';
import type { LineContext } from './line/context.ts';
import type { Teller } from './teller.ts';

/** What commands, buttons and forms work with. Each names the few it needs. */
export interface SlackParts extends RequestParts, FollowUpParts {
  readonly audit: Audit;
  readonly cases: Cases;
  readonly drafts: Drafts;
  readonly followUps: FollowUps;
  readonly lists: Lists;
  readonly proposals: Proposals;
  readonly lookups: Lookups;
  readonly muteHistory: MuteHistory;
  readonly statistics: Statistics;
  /** IANA name of the zone whose days are counted: the digest's, else UTC. */
  readonly timezone: string;
  readonly notes: Notes;
  readonly fetchFile: FetchFile;
  /** By name. */
  readonly apps: ReadonlyMap<string, VendorApp>;
  readonly forms: SlackClients['forms'];
  readonly direct: SlackClients['direct'];
  readonly teller: Teller;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Left out: nobody watches. */
  readonly observer?: Observer;
}

/** What lines and forms are read with. */
export function lineContext({ apps, policy }: Pick<SlackParts, 'apps' | 'policy'>): LineContext {
  return {
    apps: [...apps.values()],
    templates: policy.reason?.templates,
    ladder: policy.ladder !== undefined,
    people: policy.people.size > 0 ? policy.people : undefined,
  };
}
