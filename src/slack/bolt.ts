import { App, type Receiver } from '@slack/bolt';
import { boltLogger } from './bolt-logger.ts';
import { clientOptions, type SlackAccess, slackTrouble } from './clients.ts';
import { hearButton } from './hear-button.ts';
import { hearCommand } from './hear-command.ts';
import { hearForm } from './hear-form.ts';
import { createHomeHearing } from './hear-home.ts';
import { hearShortcut } from './hear-shortcut.ts';
import { type Acknowledge, interact } from './interaction.ts';
import { sorryAnswer } from './modals/view.ts';
import type { SlackParts } from './parts.ts';
import { buttonPayload, commandPayload, formPayload, homeOpenedPayload, shortcutPayload } from './payload.ts';

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

/**
 * Bolt, built so that none of its defaults bites: initialisation that can fail cleanly (`app.init()`), no conversation store, limits on
 * every request, and one listener for each kind of thing, for Bolt runs every listener for every request.
 */
export function createBolt(access: SlackAccess, { receiver, parts }: { receiver: Receiver; parts: SlackParts }): App {
  const app = new App({
    token: access.botToken,
    receiver,
    deferInitialization: true,
    convoStore: false,
    logger: boltLogger(parts.log),
    clientOptions: clientOptions(access),
  });

  app.command(/.*/, async ({ body, ack }) => {
    const payload = commandPayload.safeParse(body);
    // Nothing Slack sends looks like this; there is nobody to tell.
    if (!payload.success)
      return ack({ response_type: 'ephemeral', text: 'Hush could not read this. Nothing was done.' });
    const { text, user_id: user, trigger_id: triggerId, response_url: responseUrl } = payload.data;
    await interact({ user, triggerId, responseUrl, what: 'command', ack: ack as Acknowledge }, parts, (interaction) =>
      hearCommand(text, interaction, parts),
    );
  });

  app.action(/.*/, async ({ body, ack }) => {
    const payload = buttonPayload.safeParse(body);
    if (!payload.success) return ack();
    const { user, trigger_id: triggerId, response_url: responseUrl, actions } = payload.data;
    const what = `button ${actions[0].action_id}`;
    await interact({ user: user.id, triggerId, responseUrl, what, ack: ack as Acknowledge }, parts, (interaction) =>
      hearButton(payload.data, interaction, parts),
    );
  });

  app.view({ callback_id: /.*/, type: 'view_submission' }, async ({ body, ack }) => {
    const payload = formPayload.safeParse(body);
    if (!payload.success) return ack();
    const { user, trigger_id: triggerId, view } = payload.data;
    const incoming = {
      user: user.id,
      triggerId,
      responseUrl: undefined,
      what: `form ${view.callback_id}`,
      ack: ack as Acknowledge,
      sorry: (sentence: string) => sorryAnswer(view.callback_id, sentence),
    };
    await interact(incoming, parts, (interaction) => hearForm(payload.data, interaction, parts));
  });

  app.shortcut(/.*/, async ({ body, ack }) => {
    const payload = shortcutPayload.safeParse(body);
    if (!payload.success) return ack();
    const { user, trigger_id: triggerId, response_url: responseUrl, callback_id: id } = payload.data;
    const what = `shortcut ${id}`;
    await interact({ user: user.id, triggerId, responseUrl, what, ack: ack as Acknowledge }, parts, (interaction) =>
      hearShortcut(payload.data, interaction, parts),
    );
  });

  // Bolt acknowledges events by itself, before anybody hears of them; nobody waits for what follows.
  const hearHome = createHomeHearing(parts);
  app.event('app_home_opened', async ({ body }) => {
    const payload = homeOpenedPayload.safeParse(body);
    if (payload.success) await hearHome(payload.data);
  });

  app.error(async (error) => {
    parts.log.error({ event: 'slack.broke', err: error }, 'Bolt could not handle a request.');
  });
  return app;
}
