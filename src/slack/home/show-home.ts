import { z } from 'zod';
import { lastDays } from '../../moderation/digest.ts';
import { RosterUnavailable } from '../../moderation/policy/rule.ts';
import { verbsFor } from '../../moderation/policy/verbs-for.ts';
import { StoreTrouble } from '../../moderation/store-trouble.ts';
import { slackTrouble } from '../clients.ts';
import { type ChartFacts, spansOf } from '../messages/activity-charts.ts';
import type { SlackParts } from '../parts.ts';
import {
  type HomeFacts,
  type HomePage,
  type HomeView,
  homeView,
  mostWaiting,
  strangerView,
  troubleView,
} from './home-view.ts';

/** Of 100 blocks a case takes two, and its text up to 600 characters: a page is read, not searched. */
const pageSize = 10;
const latestSize = 5;
/** As many days as are counted. */
const days = 14;

const homePage = z.object({
  from: z.object({ endsAt: z.int().min(0), number: z.int().min(0) }).exactOptional(),
  back: z.boolean().exactOptional(),
});

/** The page that a button or a view carries, which came back from the outside; the first one where it is none. */
export function readHomePage(carried: string | undefined): HomePage {
  try {
    const read = homePage.safeParse(JSON.parse(carried ?? ''));
    return read.success ? read.data : {};
  } catch {
    return {};
  }
}

type Parts = Pick<
  SlackParts,
  'roster' | 'policy' | 'proposals' | 'lookups' | 'statistics' | 'timezone' | 'forms' | 'clock' | 'random' | 'log'
>;

/**
 * Publishes somebody's Home tab as it is to be now (https://docs.slack.dev/reference/methods/views.publish). Who is no moderator sees no data.
 * Never rejects: nobody waits for it, and it is shown again when it is opened next.
 */
export async function showHome(user: string, page: HomePage, parts: Parts): Promise<void> {
  try {
    await parts.forms.views.publish({ user_id: user, view: await viewFor(user, page, parts) });
  } catch (error) {
    const { word } = slackTrouble(error);
    parts.log.warn({ event: 'home.refused', trouble: word, err: error }, 'Slack would not show a Home tab.');
  }
}

async function viewFor(user: string, page: HomePage, parts: Parts): Promise<HomeView> {
  try {
    // Opening a page is no wish: that it shows nothing to strangers need not be recorded.
    const isModerator = (await parts.roster.rolesOf(user)).size > 0;
    return isModerator ? await moderatorView(user, page, parts) : strangerView();
  } catch (error) {
    if (error instanceof RosterUnavailable)
      return troubleView('Slack did not say whether you are a moderator. Try again.');
    if (error instanceof StoreTrouble) return troubleView(error.message);
    const incident = parts.random.hex(4);
    parts.log.error({ event: 'home.broke', incident, err: error }, 'A Home tab could not be made.');
    return troubleView(`Something went wrong in Hush. Whoever runs it finds it in the log as incident ${incident}.`);
  }
}

/** What their roles let them look up: the same as `/hush active` and `/hush history` would tell. */
async function moderatorView(user: string, page: HomePage, parts: Parts): Promise<HomeView> {
  const now = parts.clock.now();
  const allowed = await verbsFor(user, parts);
  const [active, past] = await Promise.all([
    allowed.has('active') ? activeFacts(page, parts) : undefined,
    allowed.has('history') ? pastFacts(parts) : undefined,
  ]);
  return homeView({ page, active, past, now });
}

async function activeFacts(page: HomePage, { lookups, proposals }: Parts): Promise<HomeFacts['active']> {
  const [waiting, running] = await Promise.all([
    proposals.waiting(mostWaiting + 1),
    lookups.active({ ...page, limit: pageSize }),
  ]);
  return { waiting, running };
}

async function pastFacts(parts: Parts): Promise<HomeFacts['past']> {
  const [latest, charts] = await Promise.all([parts.lookups.latest(latestSize), chartFacts(parts)]);
  return { latest, charts };
}

/** The last 14 days, today with what there is of it so far. */
export async function chartFacts({
  statistics,
  timezone,
  clock,
}: Pick<SlackParts, 'statistics' | 'timezone' | 'clock'>): Promise<ChartFacts> {
  // What is recorded in this millisecond counts too.
  const bounds = lastDays(days, { now: clock.now() + 1, timezone });
  const spans = spansOf(bounds);
  const [perDay, reasons] = await Promise.all([
    statistics.startedIn(spans),
    statistics.reasons({ from: bounds[0] ?? 0, to: bounds.at(-1) ?? 0 }),
  ]);
  return { days: bounds, perDay, reasons, timezone };
}
