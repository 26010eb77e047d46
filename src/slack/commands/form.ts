import { openModal } from '../modals/open.ts';
import type { VerbHandler } from './verb.ts';

/** A bare `/hush`, or a bare verb that needs arguments: opens the form. The draft keeps the way back to where it was typed. */
export const form: VerbHandler<'form'> = {
  readOnly: true,
  run: async ({ of }, interaction, parts) => {
    await openModal({ fields: of ? { verb: of } : undefined, interaction }, parts);
  },
};
