import type { Data } from '../../wire/data.ts';
import { viewAsSlack } from '../methods/views.ts';
import type { SlackUser } from '../model.ts';
import { playgroundSlack } from '../seed.ts';
import type { ViewStacks } from '../view-stacks.ts';
import type { Workspace } from '../workspace.ts';
import type { Courier, Delivered } from './deliver.ts';

/** How the bot took an event at first. */
export interface EventDelivered extends Delivered {
  readonly eventId: string;
}

export interface EventParts {
  readonly workspace: Workspace;
  readonly views: ViewStacks;
  readonly courier: Courier;
  readonly signal: AbortSignal;
}

/** An event that was not taken comes again at once, after a minute, and after five (https://docs.slack.dev/apis/events-api, retries). */
const retriesMs = [0, 60_000, 300_000];

/** `app_home_opened`, with the view that was published last (https://docs.slack.dev/reference/events/app_home_opened). */
export function homeOpened(
  { workspace, views }: Pick<EventParts, 'workspace' | 'views'>,
  { user, tab }: { user: SlackUser; tab: 'home' | 'messages' },
): Data {
  const view = tab === 'home' ? views.homes.get(user.id) : undefined;
  return {
    type: 'app_home_opened',
    user: user.id,
    channel: workspace.directChannel(user.id).id,
    event_ts: workspace.nextTs(),
    tab,
    ...(view && { view: viewAsSlack(view) }),
  };
}

/** Brings an event to the bot as JSON, signed; repeats with the same `event_id` what it did not take. */
export async function deliverEvent(parts: EventParts, event: Data): Promise<EventDelivered> {
  const { workspace, courier } = parts;
  const eventId = workspace.nextId('Ev');
  const body = JSON.stringify({
    token: 'verification-token',
    team_id: workspace.team.id,
    api_app_id: playgroundSlack.app,
    event,
    type: 'event_callback',
    event_id: eventId,
    event_time: Math.floor(workspace.clock.now() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: workspace.team.id,
        user_id: playgroundSlack.botUser,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
  });
  const delivered = await courier.judged(courier.signJson(body));
  if (delivered.shown !== 'ok') repeat(parts, { body, tried: 0, last: delivered });
  return { ...delivered, eventId };
}

/** In the background, by the clock of the workspace. */
function repeat(parts: EventParts, { body, tried, last }: { body: string; tried: number; last: Delivered }): void {
  const wait = retriesMs[tried];
  const { workspace, courier, signal } = parts;
  if (wait === undefined || signal.aborted) return;
  const cancel = workspace.clock.after(wait, async () => {
    signal.removeEventListener('abort', cancel);
    const headers = { 'x-slack-retry-num': String(tried + 1), 'x-slack-retry-reason': reasonOf(last) };
    const delivered = await courier.post(courier.signJson(body, headers));
    if (delivered.shown !== 'ok') repeat(parts, { body, tried: tried + 1, last: delivered });
  });
  signal.addEventListener('abort', cancel, { once: true });
}

function reasonOf({ shown, httpStatus }: Delivered): string {
  if (shown === 'operation_timeout') return 'http_timeout';
  return httpStatus === undefined ? 'connection_failed' : 'http_error';
}
