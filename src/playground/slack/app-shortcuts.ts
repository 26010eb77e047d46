/** A shortcut of the app, as `manifest.yml` names it and as Slack offers it. */
export interface AppShortcut {
  readonly name: string;
  /** `message`: in the menu of every message; `global`: in the search and beside the message box. */
  readonly type: 'message' | 'global';
  readonly callbackId: string;
}

/** What the app was installed with. */
export const appShortcuts: readonly AppShortcut[] = [
  { name: 'Mute people in message', type: 'message', callbackId: 'hush:mute-from-message' },
  { name: 'Mute or unmute people', type: 'global', callbackId: 'hush:open' },
];
