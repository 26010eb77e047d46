import { fetchForbidGroupList } from './fetch-forbid-group-list.ts';
import { muteGroup } from './mute-group.ts';
import { muteGroupMembers } from './mute-group-members.ts';
import { queryGroupInfo } from './query-group-info.ts';
import { silenceConvNotification } from './silence-conv-notification.ts';

/** Every ZIM operation that Hush calls. */
export const zimOperations = [
  muteGroupMembers,
  silenceConvNotification,
  fetchForbidGroupList,
  muteGroup,
  queryGroupInfo,
] as const;
