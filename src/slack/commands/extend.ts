import { extendCase, tryFollowUp } from '../../moderation/follow-up.ts';
import { answerFollowUp, answerTry, askOf } from '../follow-up.ts';
import type { VerbHandler } from './verb.ts';

/** `extend <number> for <length>`: a case that gives what another one set a new end, later or sooner. */
export const extend: VerbHandler<'extend'> = {
  run: async ({ case: number, length }, interaction, parts) => {
    const ask = { ...askOf(number, 'command', interaction), length };
    const followed = await extendCase(ask, parts, interaction.claim);
    await answerFollowUp({ verb: 'extend', length, followed }, interaction, parts);
  },
  try: async ({ case: number, length }, interaction, parts) => {
    const ask = { ...askOf(number, 'command', interaction), length };
    const tried = await tryFollowUp((trial) => extendCase(ask, trial, () => true), parts);
    await answerTry({ verb: 'extend', length, number, tried }, interaction, parts);
  },
};
