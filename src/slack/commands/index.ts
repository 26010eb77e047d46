import { active } from './active.ts';
import { showCase } from './case.ts';
import { caseCommand } from './case-command.ts';
import { extend } from './extend.ts';
import { form } from './form.ts';
import { groups } from './groups.ts';
import { help } from './help.ts';
import { history } from './history.ts';
import { note } from './note.ts';
import { reason } from './reason.ts';
import { undo } from './undo.ts';
import type { VerbHandlers } from './verb.ts';

/** Every verb of `/hush`, and `form`: what a bare line asks for. The compiler names the verb that is missing. */
export const commands: VerbHandlers = {
  mute: caseCommand,
  unmute: caseCommand,
  silence: caseCommand,
  unsilence: caseCommand,
  groups,
  active,
  history,
  case: showCase,
  undo,
  extend,
  reason,
  note,
  help,
  form,
};
