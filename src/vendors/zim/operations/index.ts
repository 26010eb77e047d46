import { fetchForbidGroupList } from './fetch-forbid-group-list.ts';
import { muteGroupMembers } from './mute-group-members.ts';
import { silenceConvNotification } from './silence-conv-notification.ts';

/** Every ZIM operation that Hush calls. */
export const zimOperations = [muteGroupMembers, silenceConvNotification, fetchForbidGroupList] as const;
