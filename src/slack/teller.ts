import type { Log } from '../lib/log.ts';
import { limitedFetch, type SlackClients, slackTrouble } from './clients.ts';
import { hasCharts, withoutCharts } from './messages/chart.ts';
import type { Message } from './messages/message.ts';
import type { Localise } from './workspaces/localise.ts';

/** Where somebody can be told something that only they see. */
export interface Addressee {
  /** Slack user id. */
  readonly user: string;
  /** Takes 5 messages in 30 minutes, then none. A secret. */
  readonly responseUrl?: string | undefined;
  /** The case that they are told about, for the log. */
  readonly case?: number;
}

/** Tells one person privately: where they typed if that still works, else as a direct message. Never in a channel. */
export interface Teller {
  /** Tries both ways. Undefined when it was told, else Slack's word for why not. */
  tell(to: Addressee, message: Message): Promise<Trouble | undefined>;
  direct(user: string, message: Message): Promise<Trouble | undefined>;
  /** Replaces the message whose button was pressed. */
  replace(to: Addressee, message: Message): Promise<Trouble | undefined>;
}

export interface Trouble {
  readonly word: string;
  /** How long Slack asked to wait. */
  readonly waitMs?: number;
}

/** `mayCall` as in {@link limitedFetch}; `direct` asks it by itself. */
export function createTeller({
  direct: client,
  log,
  localise = (said) => said,
  mayCall,
}: {
  /** Left out: nobody can be told directly. */
  direct?: SlackClients['direct'];
  log: Log;
  /** For what goes not by the client, which does that itself. */
  localise?: Localise;
  mayCall?: (() => boolean) | undefined;
}): Teller {
  const post = limitedFetch(undefined, mayCall);

  const respond = async (
    responseUrl: string,
    body: Message & { replace_original: boolean },
  ): Promise<Trouble | undefined> => {
    try {
      const response = await post(responseUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ response_type: 'ephemeral', ...localise(body) }),
        redirect: 'error',
      });
      await response.body?.cancel();
      return response.ok ? undefined : { word: `response_url_${response.status}` };
    } catch {
      return { word: 'response_url_unreachable' };
    }
  };

  const direct = async (user: string, message: Message): Promise<Trouble | undefined> => {
    if (!client) return { word: 'not_installed' };
    try {
      const { channel } = await client.conversations.open({ users: user });
      if (!channel?.id) return { word: 'no_channel' };
      await client.chat.postMessage({ channel: channel.id, ...message, unfurl_links: false, unfurl_media: false });
      return undefined;
    } catch (error) {
      const trouble = slackTrouble(error);
      // A workspace that has no charts yet refuses the whole message for one.
      if (trouble.word === 'invalid_blocks' && hasCharts(message)) return direct(user, withoutCharts(message));
      return trouble;
    }
  };

  const reach = async ({ user, responseUrl, case: number }: Addressee, message: Message, replace: boolean) => {
    if (responseUrl) {
      const trouble = await respond(responseUrl, { ...message, replace_original: replace });
      if (!trouble) return undefined;
      log.warn(
        { event: 'answer.detour', trouble: trouble.word, ...(number !== undefined && { case: number }) },
        'An answer did not go where it was asked for; it goes as a direct message.',
      );
    }
    return direct(user, message);
  };

  return {
    tell: (to, message) => reach(to, message, false),
    replace: (to, message) => reach(to, message, true),
    direct,
  };
}
