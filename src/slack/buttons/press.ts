import type { Interaction } from '../interaction.ts';
import type { SlackParts } from '../parts.ts';
import type { ButtonPayload } from '../payload.ts';

/** Somebody pressed a button. The value came back from the outside: it may say anything. */
export interface Press {
  readonly value: string;
  readonly interaction: Interaction;
  /** The modal the button is in, if it is in one. */
  readonly view: ButtonPayload['view'];
}

/** What a button does, once it is known that whoever pressed it is a moderator. Acknowledges. */
export type PressHandler = (press: Press, parts: SlackParts) => Promise<void>;
