/** What a moderator can have done to a target. `mute` stops someone from speaking; `silence` stops someone's notifications. */
export const actions = ['mute', 'unmute', 'silence', 'unsilence'] as const;
export type Action = (typeof actions)[number];

interface ActionFacts {
  /** The action that ends this one. Absent: this one ends another. */
  readonly endedBy?: Action;
  /** Said when it worked: "2 muted". */
  readonly past: string;
}

/** Facts of each action as data, so that nothing else needs to know the list. */
export const actionFacts = {
  mute: { endedBy: 'unmute', past: 'muted' },
  unmute: { past: 'unmuted' },
  silence: { endedBy: 'unsilence', past: 'silenced' },
  unsilence: { past: 'unsilenced' },
} as const satisfies Record<Action, ActionFacts>;

/** True for the actions that set something which can end: they take a length. */
export function takesLength(action: Action): action is 'mute' | 'silence' {
  return 'endedBy' in actionFacts[action];
}
