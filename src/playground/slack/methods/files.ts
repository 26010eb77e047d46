import { listOf, textOf } from '../../wire/data.ts';
import type { SlackFile } from '../model.ts';
import { playgroundSlack } from '../seed.ts';
import { fail, fault, type MethodContext, ok, type SlackMethod } from './method.ts';

/** files.getUploadURLExternal: the first of three steps. */
export const getUploadUrl: SlackMethod = {
  scope: 'files:write',
  perMinute: 100,
  run: ({ workspace, args, origin }) => {
    const name = textOf(args.filename);
    const length = Number(args.length);
    if (name === '' || !Number.isSafeInteger(length) || length <= 0) return fault('invalid_arguments');
    const file: SlackFile = {
      id: workspace.nextId('F'),
      name,
      title: name,
      by: playgroundSlack.botUser,
      length,
      channels: [],
      complete: false,
    };
    workspace.files.set(file.id, file);
    return ok({ upload_url: `${origin}/upload/${file.id}`, file_id: file.id });
  },
};

/** files.completeUploadExternal: shares what was uploaded. */
export const completeUpload: SlackMethod = {
  scope: 'files:write',
  perMinute: 100,
  run: ({ workspace, args }) => {
    const wanted = listOf(args.files);
    const files = wanted.map((each) => workspace.files.get(textOf(each.id)));
    if (files.length === 0) return fault('invalid_arguments');
    if (files.some((file) => file?.content === undefined || file.complete)) return fault('file_not_found');
    const channelId = textOf(args.channel_id);
    const channel = workspace.channels.get(channelId);
    if (channelId && !channel) return fail('channel_not_found');
    if (channel && !channel.members.has(playgroundSlack.botUser)) return fail('not_in_channel');
    if (channel?.archived) return fail('is_archived');
    const done = files.filter((file) => file !== undefined);
    for (const [index, file] of done.entries()) {
      file.title = textOf(wanted[index]?.title) || file.name;
      file.complete = true;
      if (channel) file.channels.push(channel.id);
    }
    if (channel) {
      const threadTs = textOf(args.thread_ts);
      workspace.post({
        channel: channel.id,
        author: playgroundSlack.botUser,
        via: 'api',
        text: textOf(args.initial_comment),
        blocks: [],
        files: done.map((file) => file.id),
        ...(threadTs ? { threadTs } : {}),
      });
    }
    return ok({ files: done.map(({ id, title }) => ({ id, title })) });
  },
};

/** files.info */
export const filesInfo: SlackMethod = {
  scope: 'files:read',
  perMinute: 100,
  run: ({ workspace, args, origin }: MethodContext) => {
    const file = workspace.files.get(textOf(args.file));
    if (!file?.content) return fail('file_not_found');
    return ok({ file: fileAsSlack(file, origin) });
  },
};

/** A file as the Web API and payloads show it. The urls want the bot's token. */
export function fileAsSlack(file: SlackFile, origin: string): Record<string, unknown> {
  if (file.deleted) return { id: file.id, mode: 'tombstone' };
  const url = file.announcedUrl ?? `${origin}/files-pri/${file.id}/${encodeURIComponent(file.name)}`;
  const plain = /\.txt$/i.test(file.name);
  return {
    id: file.id,
    name: file.name,
    title: file.title,
    user: file.by,
    mimetype: plain ? 'text/plain' : 'text/csv',
    filetype: plain ? 'text' : 'csv',
    size: file.announcedLength ?? file.length,
    mode: 'hosted',
    url_private: url,
    url_private_download: url,
  };
}
