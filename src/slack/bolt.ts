import { App, type Receiver } from '@slack/bolt';
import { boltLogger } from './bolt-logger.ts';
import { clientOptions, slackTrouble } from './clients.ts';
import { hearButton } from './hear-button.ts';
import { hearCommand } from './hear-command.ts';
import { hearForm } from './hear-form.ts';
import { createHomeHearing } from './hear-home.ts';
import { hearShortcut } from './hear-shortcut.ts';
import { type Acknowledge, type Incoming, type Interaction, interact, NotServed } from './interaction.ts';
import { sorryAnswer } from './modals/view.ts';
import type { SlackParts } from './parts.ts';
import {
  buttonPayload,
  commandPayload,
  formPayload,
  homeOpenedPayload,
  removalPayload,
  shortcutPayload,
} from './payload.ts';
import { type Desk, type Desks, nowhere, type OwnParts, partsAt } from './workspaces/desk.ts';
import type { HearRemoval } from './workspaces/hear-removal.ts';

/** Slack would not let Hush in at the start. The message says what to do, for the person who runs Hush. */
export class SlackRefused extends Error {
  override readonly name = 'SlackRefused';
}

/** Asks Slack who the bot is. Throws {@link SlackRefused}. */
export async function initialise(app: App): Promise<void> {
  try {
    await app.init();
  } catch (error) {
    const cause = error instanceof Error && error.cause ? error.cause : error;
    const { word } = slackTrouble(cause);
    throw new SlackRefused(
      word === 'unreachable' || word.startsWith('http_')
        ? `Slack did not answer at SLACK_API_URL (${word}). Check the network, or start Hush again later.`
        : `Slack refused the bot token (${word}). Check SLACK_BOT_TOKEN: the bot token of the installed app, starting with xoxb-.`,
      { cause: error },
    );
  }
}

export interface BoltParts {
  readonly receiver: Receiver;
  /** What is the same in every workspace. */
  readonly parts: Omit<SlackParts, keyof OwnParts>;
  readonly desks: Desks;
  /** Left out where the token is the configuration's: whoever runs Hush takes it away. */
  readonly hearRemoval?: HearRemoval | undefined;
}

/**
 * Bolt, built so that none of its defaults bites: initialisation that can fail cleanly (`app.init()`), no conversation store, limits on
 * every request, and one listener for each kind of thing, for Bolt runs every listener for every request. Without a bot token there are
 * several workspaces, and Bolt, whose own client Hush does not use, gets none.
 */
export function createBolt(
  access: { readonly apiUrl: string; readonly botToken?: string | undefined },
  { receiver, parts, desks, hearRemoval }: BoltParts,
): App {
  const app = new App({
    ...(access.botToken === undefined ? { authorize: async () => ({}) } : { token: access.botToken }),
    receiver,
    deferInitialization: true,
    convoStore: false,
    logger: boltLogger(parts.log),
    clientOptions: clientOptions(access),
  });
  const unserved = nowhere(desks, parts.log);
  const deskOf = ({ teamId }: { readonly teamId?: string | undefined }): Desk => desks.of(teamId) ?? unserved;

  /** Works on what was asked for with what there is in the workspace, or says there why not. */
  const hear = async (
    context: { readonly teamId?: string | undefined },
    incoming: Omit<Incoming, 'ack'> & { readonly ack: unknown },
    work: (interaction: Interaction, at: SlackParts) => Promise<void>,
  ) => {
    const desk = deskOf(context);
    const at = partsAt(desk, parts);
    const ack = incoming.ack as Acknowledge;
    const asked = { ...incoming, user: desk.person(incoming.user), ack: (body?: never) => ack(desk.localise(body)) };
    await interact(asked, at, async (interaction) => {
      const closed = await desk.closed();
      if (closed !== undefined) throw new NotServed(closed);
      await work(interaction, at);
    });
  };

  app.command(/.*/, async ({ body, ack, context }) => {
    const payload = commandPayload.safeParse(body);
    // Nothing Slack sends looks like this; there is nobody to tell.
    if (!payload.success)
      return ack({ response_type: 'ephemeral', text: 'Hush could not read this. Nothing was done.' });
    const { text, user_id: user, trigger_id: triggerId, response_url: responseUrl } = payload.data;
    await hear(context, { user, triggerId, responseUrl, what: 'command', ack }, (interaction, at) =>
      hearCommand(text, interaction, at),
    );
  });

  app.action(/.*/, async ({ body, ack, context }) => {
    const payload = buttonPayload.safeParse(body);
    if (!payload.success) return ack();
    const { user, trigger_id: triggerId, response_url: responseUrl, actions } = payload.data;
    const what = `button ${actions[0].action_id}`;
    await hear(context, { user: user.id, triggerId, responseUrl, what, ack }, (interaction, at) =>
      hearButton(payload.data, interaction, at),
    );
  });

  app.view({ callback_id: /.*/, type: 'view_submission' }, async ({ body, ack, context }) => {
    const payload = formPayload.safeParse(body);
    if (!payload.success) return ack();
    const { user, trigger_id: triggerId, view } = payload.data;
    const incoming = {
      user: user.id,
      triggerId,
      responseUrl: undefined,
      what: `form ${view.callback_id}`,
      ack,
      sorry: (sentence: string) => sorryAnswer(view.callback_id, sentence),
    };
    await hear(context, incoming, (interaction, at) => hearForm(payload.data, interaction, at));
  });

  app.shortcut(/.*/, async ({ body, ack, context }) => {
    const payload = shortcutPayload.safeParse(body);
    if (!payload.success) return ack();
    const { user, trigger_id: triggerId, response_url: responseUrl, callback_id: id } = payload.data;
    const what = `shortcut ${id}`;
    await hear(context, { user: user.id, triggerId, responseUrl, what, ack }, (interaction, at) =>
      hearShortcut(payload.data, interaction, at),
    );
  });

  // Bolt acknowledges events by itself, before anybody hears of them; nobody waits for what follows.
  const hearHome = createHomeHearing();
  app.event('app_home_opened', async ({ body, context }) => {
    const payload = homeOpenedPayload.safeParse(body);
    const desk = deskOf(context);
    if (!payload.success || (await desk.closed()) !== undefined) return;
    await hearHome(payload.data, desk.person(payload.data.event.user), partsAt(desk, parts));
  });
  const removed = async (body: unknown) => {
    const payload = removalPayload.safeParse(body);
    if (payload.success) await hearRemoval?.(payload.data);
  };
  app.event('app_uninstalled', ({ body }) => removed(body));
  app.event('tokens_revoked', ({ body }) => removed(body));

  app.error(async (error) => {
    parts.log.error({ event: 'slack.broke', err: error }, 'Bolt could not handle a request.');
  });
  return app;
}
