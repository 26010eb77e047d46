/** `callback_id`s of Hush's forms, and `block_id`s of their fields. The `action_id` of every field is {@link fieldAction}. */
export const formIds = {
  mute: 'hush:form:mute',
  unmute: 'hush:form:unmute',
  silence: 'hush:form:silence',
  unsilence: 'hush:form:unsilence',
} as const;

export const fieldIds = ['user', 'app', 'conversations', 'targets', 'file', 'place', 'length', 'reason'] as const;
export type FieldId = (typeof fieldIds)[number];

export const fieldAction = 'value';

/** Where a form says what is wrong with it as a whole. */
export function firstFieldOf(callbackId: string): FieldId {
  return callbackId === formIds.silence || callbackId === formIds.unsilence ? 'user' : 'targets';
}

/** The preview of an uploaded list: submitting it makes the case. */
export const previewId = 'hush:preview';

/** Modals that only show something. */
export const chooserId = 'hush:chooser';
export const detailsId = 'hush:case-details';
export const proposalTargetsId = 'hush:proposal-targets';
