import { modules } from './place.ts';

/** Words that mean something by their place on a moderator's line, in lower case: what is called like one is written in quotes. */
export const lineWords: ReadonlySet<string> = new Set([
  ...['in', 'from', 'for', 'everywhere', 'groups', 'users', 'because', 'permanent', 'by', 'auto'],
  ...modules,
]);
