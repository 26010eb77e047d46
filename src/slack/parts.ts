import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Random } from '../lib/random.ts';
import type { FollowUpParts } from '../moderation/follow-up.ts';
import type { Lookups } from '../moderation/lookups.ts';
import type { Notes } from '../moderation/notes.ts';
import type { Audit, Cases, Drafts, Lists } from '../moderation/ports.ts';
import type { RequestParts } from '../moderation/request.ts';
import type { VendorApp } from '../moderation/vendor.ts';
import type { SlackClients } from './clients.ts';
import type { FetchFile } from './files/fetch-file.ts';
import type { Teller } from './teller.ts';

/** What commands, buttons and forms work with. Each names the few it needs. */
export interface SlackParts extends RequestParts, FollowUpParts {
  readonly audit: Audit;
  readonly cases: Cases;
  readonly drafts: Drafts;
  readonly lists: Lists;
  readonly lookups: Lookups;
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
}
