/**
 * How long a mute or silence lasts. `timed` is whole seconds, from 1 to {@link maxLengthSeconds}. `permanent` exists only because
 * somebody wrote the word. Never a bare number: 0 and -1 mean things on the wire that no typo may reach.
 */
export type Length = { readonly kind: 'timed'; readonly seconds: number } | { readonly kind: 'permanent' };

/** 3650 days. Hush's own limit: a longer one is a typo or means `permanent`. */
export const maxLengthSeconds = 3650 * 86_400;
