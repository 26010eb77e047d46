import { tryFollowUp, undoCase } from '../../moderation/follow-up.ts';
import { answerFollowUp, answerTry, askOf } from '../follow-up.ts';
import type { VerbHandler } from './verb.ts';

/** `undo <number>`: a case that lifts what another one set. Its summary follows when it is done. */
export const undo: VerbHandler<'undo'> = {
  run: async ({ case: number }, interaction, parts) => {
    const followed = await undoCase(askOf(number, 'command', interaction), parts, interaction.claim);
    await answerFollowUp({ verb: 'undo', followed }, interaction, parts);
  },
  try: async ({ case: number }, interaction, parts) => {
    const ask = askOf(number, 'command', interaction);
    const tried = await tryFollowUp((trial) => undoCase(ask, trial, () => true), parts);
    await answerTry({ verb: 'undo', number, tried }, interaction, parts);
  },
};
