import { refusalOf } from '../moderation/request.ts';
import { commands } from './commands/index.ts';
import type { VerbHandler } from './commands/verb.ts';
import type { Interaction } from './interaction.ts';
import type { Command } from './line/command.ts';
import { parseLine } from './line/parse-line.ts';
import { paragraph } from './messages/message.ts';
import { escapeText } from './messages/mrkdwn.ts';
import { lineContext, type SlackParts } from './parts.ts';
import { tellRefusal } from './tell-refusal.ts';

/** One typed line: understood, allowed, done. What is refused is told with the right form and a button to the filled-in form. */
export async function hearCommand(text: string, interaction: Interaction, parts: SlackParts): Promise<void> {
  const parsed = parseLine(text, lineContext(parts));
  const handler = parsed.ok ? (commands[parsed.command.verb] as VerbHandler<Command['verb']>) : undefined;
  const verb = parsed.ok ? wishedVerb(parsed.command) : (parsed.refusal.verb ?? 'unknown');
  parts.observer?.note('interaction', { verb });
  if (!handler?.open) {
    const sentence = await refusalOf({ moderator: interaction.user, verb }, parts);
    if (sentence !== undefined) {
      await interaction.ack();
      return interaction.tell(paragraph(escapeText(sentence)));
    }
  }
  if (parsed.ok) {
    const run = parsed.dryRun && handler && 'try' in handler ? handler.try : handler?.run;
    return run?.(parsed.command, interaction, parts);
  }
  parts.observer?.note('interaction', { result: 'refused', refusal: 'line' });
  await tellRefusal(parsed.refusal, interaction, parts);
}

/** A bare verb opens its form, and is judged as that verb. */
function wishedVerb(command: Command): string {
  return command.verb === 'form' ? (command.of ?? 'form') : command.verb;
}
