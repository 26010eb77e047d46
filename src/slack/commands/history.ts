import { personIn, workspaceOf } from '../../moderation/person.ts';
import { historyAnswer } from '../lookup-answers.ts';
import type { VerbHandler } from './verb.ts';

/** What was done to a target, or by a moderator. */
export const history: VerbHandler<'history'> = {
  readOnly: true,
  run: async ({ verb: _, ...whose }, interaction, parts) => {
    await interaction.ack();
    const { moderator } = whose;
    // Mentioned in the workspace of who asks.
    const by = moderator === undefined ? {} : { moderator: personIn(workspaceOf(interaction.user), moderator) };
    await interaction.tell(await historyAnswer({ ...whose, ...by }, parts));
  },
};
