import { type Data, isData, textOf } from '../../wire/data.ts';
import type { SlackChannel, SlackMessage } from '../model.ts';
import { maxNewText, maxUpdatedText, readSaid } from '../said.ts';
import { playgroundSlack, type SlackTeam } from '../seed.ts';
import type { Workspace } from '../workspace.ts';
import { fail, fault, type MethodAnswer, type MethodContext, ok, type SlackMethod } from './method.ts';

/** chat.postMessage */
export const postMessage: SlackMethod = {
  scope: 'chat:write',
  perMinute: 100,
  run: ({ workspace, args }) => {
    const channel = writable(workspace, textOf(args.channel));
    if ('ok' in channel) return channel;
    const said = readSaid(args, maxNewText);
    if ('error' in said) return { ok: false, ...said };
    if (said.text === '') workspace.violate('no_text_twin', 'chat.postMessage with blocks and no text');
    const threadTs = textOf(args.thread_ts);
    if (threadTs && !workspace.message(channel.id, threadTs)) return fault('thread_not_found');
    const message = workspace.post({
      channel: channel.id,
      author: playgroundSlack.botUser,
      via: 'api',
      ...said,
      ...(threadTs ? { threadTs } : {}),
      ...(isData(args.metadata) ? { metadata: args.metadata } : {}),
    });
    return ok({ channel: channel.id, ts: message.ts, message: asSlack(message, workspace.team) });
  },
};

/** chat.update: only the bot's own, never an ephemeral one; a text alone drops the blocks. */
export const update: SlackMethod = {
  scope: 'chat:write',
  perMinute: 50,
  run: ({ workspace, args }) => {
    const channel = writable(workspace, textOf(args.channel));
    if ('ok' in channel) return channel;
    const ts = textOf(args.ts);
    const message = workspace.message(channel.id, ts);
    if (!message) return fail('message_not_found');
    if (message.author !== playgroundSlack.botUser || message.onlyFor) return fault('cant_update_message');
    const said = readSaid(args, maxUpdatedText);
    if ('error' in said) return { ok: false, ...said };
    if (said.text === '') workspace.violate('no_text_twin', 'chat.update with blocks and no text');
    workspace.edit(message, said);
    return ok({ channel: channel.id, ts, text: message.text, message: asSlack(message, workspace.team) });
  },
};

/** chat.postEphemeral: Slack has it, Hush promised not to use it. */
export const postEphemeral: SlackMethod = {
  scope: 'chat:write',
  perMinute: 100,
  run: ({ workspace, args }) => {
    workspace.violate('unlisted_method', 'chat.postEphemeral');
    const channel = writable(workspace, textOf(args.channel));
    if ('ok' in channel) return channel;
    const user = textOf(args.user);
    if (!channel.members.has(user)) return fail('user_not_in_channel');
    const said = readSaid(args, maxNewText);
    if ('error' in said) return { ok: false, ...said };
    const message = workspace.post({
      channel: channel.id,
      author: playgroundSlack.botUser,
      onlyFor: user,
      via: 'api',
      ...said,
    });
    return ok({ message_ts: message.ts });
  },
};

/** A channel, or a person's direct messages, that the bot may write to; else the error. */
function writable(workspace: Workspace, id: string): SlackChannel | MethodAnswer {
  if (workspace.users.has(id) && id !== playgroundSlack.botUser) return workspace.directChannel(id);
  const channel = workspace.channels.get(id);
  if (!channel) return fail('channel_not_found');
  const member = channel.members.has(playgroundSlack.botUser);
  if (channel.isPrivate && !member) return fail('channel_not_found');
  if (channel.archived) return fail('is_archived');
  return member ? channel : fail('not_in_channel');
}

/** A message as the Web API and payloads show it. */
export function asSlack(message: SlackMessage, team: SlackTeam): Data {
  const mine = message.author === playgroundSlack.botUser;
  return {
    type: 'message',
    user: message.author,
    ...(mine ? { bot_id: playgroundSlack.bot, app_id: playgroundSlack.app, team: team.id } : {}),
    text: message.text,
    ts: message.ts,
    ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(message.edits.length > 0 ? { edited: { user: message.author, ts: message.ts } } : {}),
    ...(message.metadata ? { metadata: message.metadata } : {}),
    ...(message.attachments ? { attachments: message.attachments } : {}),
  };
}

/** Which channel's message rate a call counts against, if any. */
export function ratedChannel(method: string, args: MethodContext['args']): string | undefined {
  return method === 'chat.postMessage' || method === 'chat.postEphemeral' ? textOf(args.channel) : undefined;
}
