import { z } from 'zod';
import { idProblem } from '../../moderation/id.ts';
import { recordCommand } from '../commands/case-command.ts';
import { groupsAnswer, wordsOf } from '../groups-answer.ts';
import { sendGroupsFile } from '../groups-file.ts';
import { paragraph } from '../messages/message.ts';
import { countOf, escapeText } from '../messages/mrkdwn.ts';
import { carriedJson, unreadable } from './carried.ts';
import type { PressHandler } from './press.ts';

const query = z.object({ app: z.string(), text: z.string().exactOptional(), page: z.number().int().min(1).default(1) });

/** Another page, in the place of the one that was there. The vendor is asked anew: the list may have changed. */
export const turnGroups: PressHandler = async ({ value, interaction }, parts) => {
  await interaction.ack();
  await interaction.replace(await groupsAnswer(query.parse(JSON.parse(value)), parts));
};

const wholeGroup = carriedJson(
  z.object({ app: z.string(), group: z.string().refine((id) => idProblem(id) === undefined) }),
);

/** Lifts every mute of a group as a whole, as an unmute like any other. Its summary follows when it is done. */
export const unmuteGroup: PressHandler = async ({ value, interaction }, parts) => {
  const read = wholeGroup.safeParse(value);
  if (!read.success) {
    await interaction.ack();
    return interaction.tell(unreadable);
  }
  const { app, group } = read.data;
  const place = { kind: 'whole-group', app, group, whom: 'everyone' } as const;
  await recordCommand(
    { verb: 'unmute', targets: [{ id: group }], duplicates: [], place },
    { by: 'button', interaction },
    parts,
  );
};

/** The whole list as a CSV file, as a direct message. */
export const fileGroups: PressHandler = async ({ value, interaction }, parts) => {
  await interaction.ack();
  try {
    const { rows } = await sendGroupsFile({ query: query.parse(JSON.parse(value)), user: interaction.user }, parts);
    await interaction.tell(paragraph(`The file is in your direct messages with Hush: ${countOf(rows, 'group')}.`));
  } catch (error) {
    parts.log.warn({ event: 'groups.failed', err: error }, 'A file of muted groups could not be sent.');
    await interaction.tell(paragraph(`The file could not be sent: ${escapeText(wordsOf(error))}`));
  }
};
