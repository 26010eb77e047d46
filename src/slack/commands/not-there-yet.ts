import type { Interaction } from '../interaction.ts';
import type { Command } from '../line/command.ts';
import { paragraph } from '../messages/message.ts';

/** Verbs whose line is understood already, and that a later version brings. */
export const notThereYet = {
  run: async ({ verb }: Command, interaction: Interaction): Promise<void> => {
    await interaction.ack();
    await interaction.tell(
      paragraph(`\`/hush ${verb}\` is not there yet: a later version of Hush brings it. Nothing was done.`),
    );
  },
};
