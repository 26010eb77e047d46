import { showHome } from './home/show-home.ts';
import type { SlackParts } from './parts.ts';
import type { HomeOpenedPayload } from './payload.ts';

/** Slack repeats an event for some six minutes (https://docs.slack.dev/apis/events-api, retries); so many may come in that time. */
const mostRemembered = 10_000;

/** Shows Hush's own page to whoever opened it, once for each event. Nothing is known of who they are but their id: `user` as Hush calls them. */
export function createHomeHearing(): (opened: HomeOpenedPayload, user: string, parts: SlackParts) => Promise<void> {
  const seen = new Set<string>();
  return async ({ event_id: id, event }, user, parts) => {
    if (event.tab !== 'home' || seen.has(id)) return;
    seen.add(id);
    const [oldest] = seen;
    if (seen.size > mostRemembered && oldest !== undefined) seen.delete(oldest);
    await showHome(user, {}, parts);
  };
}
