import { mostNotes } from '../../moderation/notes.ts';
import { askOf } from '../follow-up.ts';
import { paragraph } from '../messages/message.ts';
import type { VerbHandler } from './verb.ts';

/** `note <number> <text…>`: one more note on a case, in whatever state it is. Earlier ones stay as they are. */
export const note: VerbHandler<'note'> = {
  run: async ({ case: number, text }, interaction, parts) => {
    const noted = await parts.notes.add({ ...askOf(number, 'command', interaction), text }, interaction.claim);
    await interaction.ack();
    if (noted.kind === 'recorded') {
      return interaction.tell(
        paragraph(`Note ${noted.note} of case ${number} is kept. \`/hush case ${number}\` shows the newest.`),
      );
    }
    const why =
      noted.why === 'unknown'
        ? `There is no case ${number}.`
        : `Case ${number} has ${mostNotes} notes already, and no case can have more. Write in the thread of its audit message, or on a newer case.`;
    await interaction.tell(paragraph(`${why} Nothing was noted.`));
  },
};
