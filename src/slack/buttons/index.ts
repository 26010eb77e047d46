import { openDetails, turnDetails } from './details.ts';
import { cancel, extend, retry, undo } from './follow-ups.ts';
import { openDraft, openForm } from './forms.ts';
import { fileGroups, turnGroups, unmuteGroup } from './groups.ts';
import { openFromHome, sendCharts, turnHome } from './home.ts';
import { type ButtonId, buttonIds } from './ids.ts';
import { turnActive, turnCase, turnHistory } from './lookups.ts';
import type { PressHandler } from './press.ts';
import {
  approveProposal,
  confirmProposal,
  denyProposal,
  leaveProposal,
  openProposalTargets,
  turnProposalTargets,
} from './proposals.ts';

/** Every button of Hush. The compiler names the one that does nothing yet. */
export const buttons: Readonly<Record<ButtonId, PressHandler>> = {
  [buttonIds.details]: openDetails,
  [buttonIds.detailsPage]: turnDetails,
  [buttonIds.openDraft]: openDraft,
  [buttonIds.openForm]: openForm,
  [buttonIds.groupsPage]: turnGroups,
  [buttonIds.groupsFile]: fileGroups,
  [buttonIds.groupUnmute]: unmuteGroup,
  [buttonIds.undo]: undo,
  [buttonIds.extend]: extend,
  [buttonIds.retry]: retry,
  [buttonIds.cancel]: cancel,
  [buttonIds.activePage]: turnActive,
  [buttonIds.historyPage]: turnHistory,
  [buttonIds.casePage]: turnCase,
  [buttonIds.confirm]: confirmProposal,
  [buttonIds.leave]: leaveProposal,
  [buttonIds.approve]: approveProposal,
  [buttonIds.deny]: denyProposal,
  [buttonIds.withdraw]: leaveProposal,
  [buttonIds.proposalTargets]: openProposalTargets,
  [buttonIds.proposalPage]: turnProposalTargets,
  [buttonIds.homeForm]: openFromHome,
  [buttonIds.homePage]: turnHome,
  [buttonIds.homeCharts]: sendCharts,
};
