import type { Interaction } from '../interaction.ts';
import type { Command } from '../line/command.ts';
import type { SlackParts } from '../parts.ts';

/** What a verb does once its line was understood and the moderator may use it. It acknowledges, or leaves that to the caller. */
export interface VerbHandler<V extends Command['verb']> {
  /** For everybody, or for moderators. */
  readonly open?: true;
  run(command: Extract<Command, { verb: V }>, interaction: Interaction, parts: SlackParts): Promise<void>;
}

export type VerbHandlers = { readonly [V in Command['verb']]: VerbHandler<V> };
