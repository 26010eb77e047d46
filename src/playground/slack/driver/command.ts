import { dataOf, isData, parseJson } from '../../wire/data.ts';
import type { SlackUser } from '../model.ts';
import type { ResponseUrls } from '../response-urls.ts';
import { maxNewText, readSaid } from '../said.ts';
import { playgroundSlack } from '../seed.ts';
import type { SlackSwitches } from '../switches.ts';
import { escapeTyped } from '../text/escape-typed.ts';
import type { Triggers } from '../triggers.ts';
import type { Workspace } from '../workspace.ts';
import type { Courier, Delivered } from './deliver.ts';

/** What somebody types. */
export interface Typed {
  readonly user: string;
  readonly channel: string;
  /** Without the command itself. */
  readonly text: string;
  /** Left out: `/hush`. */
  readonly command?: string;
}

/** How the bot took a command. */
export interface CommandResult extends Delivered {
  readonly triggerId: string;
  readonly responseUrl: string;
  readonly user: string;
  readonly channel: string;
}

/** What typing needs. */
export interface CommandParts {
  readonly workspace: Workspace;
  readonly triggers: Triggers;
  readonly urls: ResponseUrls;
  readonly courier: Courier;
  readonly switches: SlackSwitches;
  readonly origin: () => string;
}

/** Types a slash command and shows what comes of it. */
export async function typeCommand(parts: CommandParts, { user, typed }: { user: SlackUser; typed: Typed }) {
  const { workspace } = parts;
  const channel = workspace.channels.get(typed.channel);
  if (!channel) throw new Error(`There is no channel ${typed.channel}`);
  const command = typed.command ?? '/hush';
  const triggerId = parts.triggers.issue(user.id);
  const url = parts.urls.issue({ user: user.id, channel: channel.id });
  const directory = {
    users: workspace.users.values(),
    channels: workspace.channels.values(),
    userGroups: workspace.userGroups.values(),
  };
  const responseUrl = `${parts.origin()}${url.path}`;
  const delivered = await parts.courier.send({
    token: 'verification-token',
    team_id: workspace.team.id,
    team_domain: workspace.team.domain,
    channel_id: channel.id,
    channel_name: channel.with ? 'directmessage' : channel.isPrivate ? 'privategroup' : channel.name,
    user_id: user.id,
    user_name: user.name,
    command,
    text: escapeTyped(typed.text, { escaping: parts.switches.escaping, directory }),
    api_app_id: playgroundSlack.app,
    is_enterprise_install: 'false',
    response_url: responseUrl,
    trigger_id: triggerId,
  });
  const result: CommandResult = { ...delivered, triggerId, responseUrl, user: user.id, channel: channel.id };
  showAck(workspace, { result, line: `${command} ${typed.text}`.trim() });
  return result;
}

/** Shows the body of a command's acknowledgement, or Slack's own words when there is none. */
export function showAck(workspace: Workspace, { result, line }: { result: CommandResult; line: string }): void {
  const { body, channel, user } = result;
  if (result.shown !== 'ok') {
    const text = `${line.split(' ')[0]} failed with the error "${result.shown}"`;
    workspace.post({ channel, author: 'USLACKBOT', onlyFor: user, via: 'slack', text, blocks: [] });
    return;
  }
  if (body.trim() === '') return;
  const parsed = parseJson(body);
  const answer = isData(parsed) ? parsed : { text: body };
  const said = readSaid(answer, maxNewText);
  if ('error' in said) {
    const problems = [`a command's answer: ${said.error}`, ...(said.problems ?? [])];
    workspace.violate('bad_ack_body', problems.join('; '));
    return;
  }
  if (said.text === '') workspace.violate('no_text_twin', "a command's answer with blocks and no text");
  const inChannel = dataOf(answer).response_type === 'in_channel';
  if (inChannel) workspace.post({ channel, author: user, via: 'person', text: line, blocks: [] });
  workspace.post({
    channel,
    author: playgroundSlack.botUser,
    via: 'ack',
    ...said,
    ...(inChannel ? {} : { onlyFor: user }),
  });
}
