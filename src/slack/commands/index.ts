import { runCaseCommand } from './case-command.ts';
import { form } from './form.ts';
import { groups } from './groups.ts';
import { help } from './help.ts';
import { notThereYet } from './not-there-yet.ts';
import type { VerbHandlers } from './verb.ts';

/** Every verb of `/hush`, and `form`: what a bare line asks for. The compiler names the verb that is missing. */
export const commands: VerbHandlers = {
  mute: { run: runCaseCommand },
  unmute: { run: runCaseCommand },
  silence: { run: runCaseCommand },
  unsilence: { run: runCaseCommand },
  groups,
  active: notThereYet,
  history: notThereYet,
  case: notThereYet,
  undo: notThereYet,
  help,
  form,
};
