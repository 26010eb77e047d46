import { groupsAnswer } from '../groups-answer.ts';
import type { VerbHandler } from './verb.ts';

/** Groups that are muted now, asked of the vendor: acknowledged first, for that may take a while. */
export const groups: VerbHandler<'groups'> = {
  readOnly: true,
  run: async ({ app, text }, interaction, parts) => {
    await interaction.ack();
    await interaction.tell(await groupsAnswer({ app, page: 1, ...(text !== undefined && { text }) }, parts));
  },
};
