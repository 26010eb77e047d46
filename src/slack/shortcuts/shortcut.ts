import type { Interaction } from '../interaction.ts';
import type { SlackParts } from '../parts.ts';
import type { ShortcutPayload } from '../payload.ts';

/** What a shortcut does, once it is known that whoever chose it may. Acknowledges. */
export interface ShortcutHandler {
  /** The verb that it stands for, as policy knows it. */
  readonly verb: string;
  run(payload: ShortcutPayload, interaction: Interaction, parts: SlackParts): Promise<void>;
}
