import { type ShortcutId, shortcutIds } from './ids.ts';
import { muteFromMessage } from './mute-from-message.ts';
import { openChooser } from './open-chooser.ts';
import type { ShortcutHandler } from './shortcut.ts';

/** Every shortcut of Hush. The compiler names the one that does nothing yet. */
export const shortcuts: Readonly<Record<ShortcutId, ShortcutHandler>> = {
  [shortcutIds.muteFromMessage]: muteFromMessage,
  [shortcutIds.open]: openChooser,
};
