import type { Interaction } from '../interaction.ts';
import type { Command } from '../line/command.ts';
import type { SlackParts } from '../parts.ts';

/** What a verb does once its line was understood and the moderator may use it. It acknowledges, or leaves that to the caller. */
export type VerbHandler<V extends Command['verb']> = {
  /** For everybody, or for moderators. */
  readonly open?: true;
  run: Run<V>;
} & (
  | {
      /** What a line that ends in `--dry-run` does: it changes nothing, and tells what would be. */
      try: Run<V>;
    }
  | {
      /** It changes nothing, so that it may run as it is when it was only to be tried. */
      readonly readOnly: true;
    }
);

type Run<V extends Command['verb']> = (
  command: Extract<Command, { verb: V }>,
  interaction: Interaction,
  parts: SlackParts,
) => Promise<void>;

export type VerbHandlers = { readonly [V in Command['verb']]: VerbHandler<V> };
