import type { types } from '@slack/bolt';

/** `action_id`s of Hush's buttons. They name what is wished; who may have it is asked again at every press. */
export const buttonIds = {
  details: 'hush:details',
  openDraft: 'hush:open-draft',
  openForm: 'hush:open-form',
  groupsPage: 'hush:groups-page',
  groupsFile: 'hush:groups-file',
  groupUnmute: 'hush:group-unmute',
  detailsPage: 'hush:details-page',
  undo: 'hush:undo',
  extend: 'hush:extend',
  retry: 'hush:retry',
  cancel: 'hush:cancel',
  activePage: 'hush:active-page',
  historyPage: 'hush:history-page',
  casePage: 'hush:case-page',
  confirm: 'hush:confirm',
  leave: 'hush:leave',
  approve: 'hush:approve',
  deny: 'hush:deny',
  withdraw: 'hush:withdraw',
  proposalTargets: 'hush:proposal-targets',
  proposalPage: 'hush:proposal-page',
  homeForm: 'hush:home-form',
  homePage: 'hush:home-page',
  homeCharts: 'hush:home-charts',
} as const;

export type ButtonId = (typeof buttonIds)[keyof typeof buttonIds];

/** A button with a label for screen readers where the text alone does not say what it is about. */
export function button(parts: {
  id: ButtonId;
  text: string;
  value: string;
  label?: string;
  suffix?: string;
  primary?: boolean;
  danger?: boolean;
  /** Asked before the press counts. */
  confirm?: { readonly title: string; readonly text: string; readonly yes: string; readonly no: string };
}): types.Button {
  return {
    type: 'button',
    // Several buttons of one kind in a message need ids of their own; what follows the second colon is ignored.
    action_id: parts.suffix ? `${parts.id}:${parts.suffix}` : parts.id,
    text: { type: 'plain_text', text: parts.text },
    value: parts.value,
    ...(parts.label && { accessibility_label: parts.label }),
    ...(parts.primary && { style: 'primary' }),
    ...(parts.danger && { style: 'danger' }),
    ...(parts.confirm && { confirm: confirmation(parts.confirm, parts.danger) }),
  };
}

function confirmation(
  { title, text, yes, no }: { title: string; text: string; yes: string; no: string },
  danger: boolean | undefined,
): types.ConfirmationDialog {
  const plain = (words: string) => ({ type: 'plain_text' as const, text: words });
  return {
    title: plain(title),
    text: plain(text),
    confirm: plain(yes),
    deny: plain(no),
    ...(danger && { style: 'danger' }),
  };
}

export function detailsButton(number: number): types.Button {
  return button({
    id: buttonIds.details,
    text: 'Details',
    value: String(number),
    label: `Details of case ${number}, target by target`,
  });
}
