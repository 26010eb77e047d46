import type { laterVerbs } from '../line/command.ts';
import { runCaseCommand } from './case-command.ts';
import { extend } from './extend.ts';
import { form } from './form.ts';
import { groups } from './groups.ts';
import { help } from './help.ts';
import { notThereYet } from './not-there-yet.ts';
import { reason } from './reason.ts';
import { undo } from './undo.ts';
import type { VerbHandlers } from './verb.ts';

/** The same verbs as {@link laterVerbs}: the compiler compares them. */
const later = {
  active: notThereYet,
  history: notThereYet,
  case: notThereYet,
} satisfies Record<(typeof laterVerbs)[number], typeof notThereYet>;

/** Every verb of `/hush`, and `form`: what a bare line asks for. The compiler names the verb that is missing. */
export const commands: VerbHandlers = {
  mute: { run: runCaseCommand },
  unmute: { run: runCaseCommand },
  silence: { run: runCaseCommand },
  unsilence: { run: runCaseCommand },
  groups,
  ...later,
  undo,
  extend,
  reason,
  help,
  form,
};
