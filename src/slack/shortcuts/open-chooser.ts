import { openModal } from '../modals/open.ts';
import type { ShortcutHandler } from './shortcut.ts';

/** From anywhere in Slack: what a bare `/hush` opens. */
export const openChooser: ShortcutHandler = {
  verb: 'form',
  run: (_, interaction, parts) => openModal({ fields: undefined, interaction }, parts),
};
