import { cancelCase, extendCase, retryCase, undoCase } from '../../moderation/follow-up.ts';
import { parseLength } from '../../moderation/length.ts';
import { answerFollowUp, askOf, caseOfButton } from '../follow-up.ts';
import { paragraph } from '../messages/message.ts';
import type { PressHandler } from './press.ts';

/** Ends what a case set, as a case of its own. Its summary follows when it is done. */
export const undo: PressHandler = async ({ value, interaction }, parts) => {
  const followed = await undoCase(askOf(caseOfButton(value), 'button', interaction), parts, interaction.claim);
  await answerFollowUp({ verb: 'undo', followed }, interaction, parts);
};

/** Gives what a case set another end, as a case of its own: what an extend that was tried would do, with the length counted from now. */
export const extend: PressHandler = async ({ value, interaction }, parts) => {
  const [number = '', text = ''] = value.split(' ');
  const parsed = parseLength(text);
  if (!parsed.ok) return interaction.ack();
  const { length } = parsed;
  const ask = { ...askOf(caseOfButton(number), 'button', interaction), length };
  const followed = await extendCase(ask, parts, interaction.claim);
  await answerFollowUp({ verb: 'extend', length, followed }, interaction, parts);
};

/** Carries on with what failed or is unconfirmed, as the same case. Its summary follows, to whoever pressed. */
export const retry: PressHandler = async ({ value, interaction }, parts) => {
  const followed = await retryCase(askOf(caseOfButton(value), 'button', interaction), parts, interaction.claim);
  await answerFollowUp({ verb: 'retry', followed }, interaction, parts);
};

/** Stops a running case. Its summary goes to who asked for it, so whoever pressed is told here. */
export const cancel: PressHandler = async ({ value, interaction }, parts) => {
  const followed = await cancelCase(askOf(caseOfButton(value), 'button', interaction), parts, interaction.claim);
  await answerFollowUp({ verb: 'cancel', followed }, interaction, parts);
  if (followed.kind === 'recorded')
    await interaction.tell(
      paragraph(
        `Case ${followed.number} is cancelled: what was not attempted yet is skipped. Its summary says what was done before that.`,
      ),
    );
};
