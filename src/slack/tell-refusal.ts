import type { Drafts } from '../moderation/ports.ts';
import { StoreTrouble } from '../moderation/store-trouble.ts';
import type { Interaction } from './interaction.ts';
import type { LineRefusal } from './line/command.ts';
import { refusalMessage } from './messages/refusal.ts';
import type { SlackParts } from './parts.ts';

/** Acknowledges a refused line and tells why, with a button to the form filled with what was typed. */
export async function tellRefusal(refusal: LineRefusal, interaction: Interaction, parts: SlackParts): Promise<void> {
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
