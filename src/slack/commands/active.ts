import { activeAnswer } from '../lookup-answers.ts';
import type { VerbHandler } from './verb.ts';

/** The mutes and silences that are on now. */
export const active: VerbHandler<'active'> = {
  readOnly: true,
  run: async ({ text }, interaction, parts) => {
    await interaction.ack();
    await interaction.tell(await activeAnswer(text === undefined ? {} : { text }, parts));
  },
};
