import { createWriteStream, openAsBlob } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { csvWriter } from '../lib/csv.ts';
import type { MutedGroup } from '../moderation/vendor.ts';
import { limitedFetch } from './clients.ts';
import { matchingGroups } from './groups-answer.ts';
import type { GroupsQuery } from './messages/groups.ts';
import type { SlackParts } from './parts.ts';

/** Sending a file of a million groups, some 40 MB, takes longer than a message. */
const uploadLimitMs = 120_000;

/**
 * Sends all matching groups as a CSV file to the moderator's direct messages. The list goes through a temporary file, so that memory does
 * not grow with it, and Slack is told the length beforehand as it wants. Cells cannot start a spreadsheet formula.
 */
export async function sendGroupsFile(
  { query, user }: { query: Omit<GroupsQuery, 'page'>; user: string },
  { apps, direct }: Pick<SlackParts, 'apps' | 'direct'>,
): Promise<{ rows: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'hush-groups-'));
  try {
    const file = join(folder, 'groups.csv');
    let rows = 0;
    const records = async function* () {
      for await (const group of matchingGroups(query, apps)) {
        rows += 1;
        yield row(group);
      }
    };
    const csv = csvWriter(['group', 'everyone', 'roles', 'people', 'other']);
    await pipeline(Readable.from(records()), csv, createWriteStream(file));
    await upload({ file, user }, direct);
    return { rows };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function row({ group, everyone, roles, people, unknownBits }: MutedGroup): readonly string[] {
  const yes = (value: boolean) => (value ? 'yes' : '');
  return [group, yes(everyone), yes(roles), yes(people), unknownBits === 0 ? '' : String(unknownBits)];
}

async function upload({ file, user }: { file: string; user: string }, direct: SlackParts['direct']): Promise<void> {
  const { channel } = await direct.conversations.open({ users: user });
  const { size } = await stat(file);
  const place = await direct.files.getUploadURLExternal({ filename: 'muted-groups.csv', length: size });
  if (!channel?.id || !place.upload_url || !place.file_id) throw new Error('Slack gave no place for the file.');
  const body = await openAsBlob(file, { type: 'text/csv' });
  const sent = await limitedFetch(uploadLimitMs)(place.upload_url, { method: 'POST', body });
  await sent.body?.cancel();
  if (!sent.ok) throw new Error(`Slack answered the upload with HTTP ${sent.status}.`);
  await direct.files.completeUploadExternal({
    files: [{ id: place.file_id, title: 'Muted groups' }],
    channel_id: channel.id,
  });
}
