/** `callback_id`s of Hush's shortcuts, as in `manifest.yml`. */
export const shortcutIds = {
  muteFromMessage: 'hush:mute-from-message',
  open: 'hush:open',
} as const;

export type ShortcutId = (typeof shortcutIds)[keyof typeof shortcutIds];
