import { noteCase, tryNote } from '../../moderation/note-case.ts';
import { askOf } from '../follow-up.ts';
import { paragraph } from '../messages/message.ts';
import { escapeText } from '../messages/mrkdwn.ts';
import { quotedNote } from '../messages/notes.ts';
import type { VerbHandler } from './verb.ts';

/** `note <number> <text…>`: one more note on a case, in whatever state it is. Earlier ones stay as they are. */
export const note: VerbHandler<'note'> = {
  run: async ({ case: number, text }, interaction, parts) => {
    const noted = await noteCase({ ...askOf(number, 'command', interaction), text }, parts, interaction.claim);
    await interaction.ack();
    const told =
      noted.kind === 'recorded'
        ? `Note ${noted.note} of case ${number} is kept. \`/hush case ${number}\` shows the newest.`
        : `${escapeText(noted.sentence)} Nothing was noted.`;
    await interaction.tell(paragraph(told));
  },
  try: async ({ case: number, text }, interaction, parts) => {
    const tried = await tryNote(askOf(number, 'command', interaction), parts);
    await interaction.ack();
    const told =
      tried.kind === 'recorded'
        ? `It would be note ${tried.note} of case ${number}:\n${quotedNote(text)}`
        : escapeText(tried.sentence);
    await interaction.tell(paragraph(`*Dry run: nothing was done.*\n${told}`));
  },
};
