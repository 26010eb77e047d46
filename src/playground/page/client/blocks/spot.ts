import type { FieldValue } from '../../contract.ts';
import type { Form } from '../modal/form.ts';

/** What somebody did with an element. */
export interface Pressed {
  readonly blockId?: string;
  readonly actionId: string;
  readonly value?: FieldValue;
}

/** Where blocks stand: what a press there does, and, in a modal, where values are kept. */
export interface Spot {
  readonly press: (pressed: Pressed) => Promise<void>;
  readonly form?: Form;
}
