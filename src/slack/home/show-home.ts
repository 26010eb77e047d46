import { z } from 'zod';
import { lastDays } from '../../moderation/digest.ts';
import { allowsVerb, rolesOf } from '../../moderation/policy/allowed-roles.ts';
import { RosterUnavailable } from '../../moderation/policy/rule.ts';
import type { Role } from '../../moderation/policy/settings.ts';
import type { RoleVerb } from '../../moderation/policy/verbs.ts';
import { StoreTrouble } from '../../moderation/store-trouble.ts';
import { slackTrouble } from '../clients.ts';
import { type ChartFacts, spansOf } from '../messages/activity-charts.ts';
import type { SlackParts } from '../parts.ts';
import { type HomeFacts, type HomePage, type HomeView, homeView, strangerView, troubleView } from './home-view.ts';

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
  'roster' | 'policy' | 'lookups' | 'statistics' | 'timezone' | 'forms' | 'clock' | 'random' | 'log'
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
    const own = await rolesOf({ moderator: user }, parts);
    return own.length > 0 ? await moderatorView(page, own, parts) : strangerView();
  } catch (error) {
    if (error instanceof RosterUnavailable)
      return troubleView('Slack did not say whether you are a moderator. Try again.');
    if (error instanceof StoreTrouble) return troubleView(error.message);
    const incident = parts.random.hex(4);
    parts.log.error({ event: 'home.broke', incident, err: error }, 'A Home tab could not be made.');
    return troubleView(`Something went wrong in Hush. Whoever runs it finds it in the log as incident ${incident}.`);
  }
}

/** What somebody's roles do not let them look up with a line, they do not see here either. */
async function moderatorView(page: HomePage, own: readonly Role[], parts: Parts): Promise<HomeView> {
  const { lookups, clock } = parts;
  const now = clock.now();
  const may = (verb: RoleVerb) => own.some((role) => allowsVerb(role, [verb]));
  const [active, history] = await Promise.all([
    may('active') ? lookups.active({ ...page, limit: pageSize }) : undefined,
    may('history') ? historyFacts(parts) : undefined,
  ]);
  return homeView({ page, active, history, now });
}

async function historyFacts(parts: Parts): Promise<HomeFacts['history']> {
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
