import { historyAnswer } from '../lookup-answers.ts';
import type { VerbHandler } from './verb.ts';

/** What was done to a target, or by a moderator. */
export const history: VerbHandler<'history'> = {
  readOnly: true,
  run: async ({ verb: _, ...whose }, interaction, parts) => {
    await interaction.ack();
    await interaction.tell(await historyAnswer(whose, parts));
  },
};
