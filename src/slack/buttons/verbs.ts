import { type FormVerb, formVerbs } from '../line/command.ts';
import { type ButtonId, buttonIds } from './ids.ts';

/** The verb that each button stands for, as rules know it. `retry` and `cancel` are judged once more, with their case. */
const buttonVerbs = {
  [buttonIds.details]: 'case',
  [buttonIds.detailsPage]: 'case',
  [buttonIds.casePage]: 'case',
  // What the form then asks for is judged when it is sent.
  [buttonIds.openDraft]: 'form',
  [buttonIds.openForm]: 'form',
  [buttonIds.groupsPage]: 'groups',
  [buttonIds.groupsFile]: 'groups',
  [buttonIds.groupUnmute]: 'unmute',
  [buttonIds.undo]: 'undo',
  [buttonIds.extend]: 'extend',
  [buttonIds.retry]: 'retry',
  [buttonIds.cancel]: 'cancel',
  [buttonIds.activePage]: 'active',
  [buttonIds.historyPage]: 'history',
  [buttonIds.homeForm]: 'form',
  // What the page then shows depends on who opens it.
  [buttonIds.homePage]: 'home',
  [buttonIds.homeCharts]: 'history',
  // What the proposal is about is judged anew with a yes.
  [buttonIds.confirm]: 'proposal',
  [buttonIds.leave]: 'proposal',
  [buttonIds.approve]: 'proposal',
  [buttonIds.deny]: 'proposal',
  [buttonIds.withdraw]: 'proposal',
  [buttonIds.proposalTargets]: 'proposal',
  [buttonIds.proposalPage]: 'proposal',
} as const satisfies Record<ButtonId, string>;

/** Buttons that open the form which their value names. */
const formButtons: ReadonlySet<ButtonId> = new Set([buttonIds.openForm, buttonIds.homeForm]);

/** The verb that a pressed button stands for; of one that opens a form, that form's. */
export function verbOfButton(id: ButtonId, value: string): string {
  const form = formButtons.has(id) && formVerbs.find((known): known is FormVerb => known === value);
  return form || buttonVerbs[id];
}
