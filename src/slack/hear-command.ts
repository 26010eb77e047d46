import type { Drafts } from '../moderation/ports.ts';
import { refusalOf } from '../moderation/request.ts';
import { StoreTrouble } from '../moderation/store-trouble.ts';
import { commands } from './commands/index.ts';
import type { VerbHandler } from './commands/verb.ts';
import type { Interaction } from './interaction.ts';
import type { Command } from './line/command.ts';
import { parseLine } from './line/parse-line.ts';
import { paragraph } from './messages/message.ts';
import { escapeText } from './messages/mrkdwn.ts';
import { refusalMessage } from './messages/refusal.ts';
import type { SlackParts } from './parts.ts';

/** One typed line: understood, allowed, done. What is refused is told with the right form and a button to the filled-in form. */
export async function hearCommand(text: string, interaction: Interaction, parts: SlackParts): Promise<void> {
  const parsed = parseLine(text, [...parts.apps.values()]);
  const handler = parsed.ok ? (commands[parsed.command.verb] as VerbHandler<Command['verb']>) : undefined;
  const verb = parsed.ok ? parsed.command.verb : (parsed.refusal.verb ?? 'unknown');
  if (!handler?.open) {
    const sentence = await refusalOf({ moderator: interaction.user, verb }, parts);
    if (sentence !== undefined) {
      await interaction.ack();
      return interaction.tell(paragraph(escapeText(sentence)));
    }
  }
  if (parsed.ok) return handler?.run(parsed.command, interaction, parts);
  const { refusal } = parsed;
  const draft = refusal.draft && (await saved({ moderator: interaction.user, fields: refusal.draft }, parts));
  await interaction.ack();
  await interaction.tell(refusalMessage(refusal, draft));
}

/** The draft's id. Without a database there is none, and the refusal is told without the button. */
async function saved(draft: Parameters<Drafts['save']>[0], { drafts }: SlackParts): Promise<string | undefined> {
  try {
    return await drafts.save(draft);
  } catch (error) {
    if (error instanceof StoreTrouble) return undefined;
    throw error;
  }
}
