import { correctReason, tryFollowUp } from '../../moderation/follow-up.ts';
import { answerFollowUp, answerTry, askOf } from '../follow-up.ts';
import { paragraph } from '../messages/message.ts';
import type { VerbHandler } from './verb.ts';

/** `reason <number> <text…>`: another reason for a case. The old one stays in the audit, and in the thread of the audit message. */
export const reason: VerbHandler<'reason'> = {
  run: async ({ case: number, reason: text }, interaction, parts) => {
    const ask = { ...askOf(number, 'command', interaction), reason: text };
    const followed = await correctReason(ask, parts, interaction.claim);
    await answerFollowUp({ verb: 'reason', followed }, interaction, parts);
    if (followed.kind !== 'recorded') return;
    const newer = await parts.lookups.extendedBy(number);
    const own =
      newer === undefined
        ? ''
        : ` Case ${newer}, which gave it another end, has its own reason: \`/hush reason ${newer} …\` corrects that.`;
    await interaction.tell(
      paragraph(`The reason of case ${number} is corrected, and the audit message with it.${own}`),
    );
  },
  try: async ({ case: number, reason: text }, interaction, parts) => {
    const ask = { ...askOf(number, 'command', interaction), reason: text };
    const tried = await tryFollowUp((trial) => correctReason(ask, trial, () => true), parts);
    await answerTry({ verb: 'reason', number, tried }, interaction, parts);
  },
};
