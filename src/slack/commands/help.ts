import { helpMessage } from '../messages/help.ts';
import type { VerbHandler } from './verb.ts';

/** The only verb that everybody may use. */
export const help: VerbHandler<'help'> = {
  open: true,
  readOnly: true,
  run: async ({ of }, interaction, parts) => {
    await interaction.ack();
    await interaction.tell(helpMessage(of, [...parts.apps.values()]));
  },
};
