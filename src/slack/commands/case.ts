import { caseAnswer } from '../lookup-answers.ts';
import type { VerbHandler } from './verb.ts';

/** One case, target by target. `case` is no name for a constant. */
export const showCase: VerbHandler<'case'> = {
  readOnly: true,
  run: async ({ case: number }, interaction, parts) => {
    await interaction.ack();
    await interaction.tell(await caseAnswer({ case: number, first: 0 }, parts));
  },
};
