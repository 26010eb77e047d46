import { postEphemeral, postMessage, update } from './chat.ts';
import { completeUpload, filesInfo, getUploadUrl } from './files.ts';
import type { SlackMethod } from './method.ts';
import { authRevoke, authTest, conversationsOpen, oauthAccess, userGroupUsers, usersInfo } from './people.ts';
import { open, publish, push, update as updateView } from './views.ts';

/** Every method the stand-in knows, by Slack's name. Anything else is `unknown_method`. */
export const slackMethods: ReadonlyMap<string, SlackMethod> = new Map([
  ['auth.test', authTest],
  ['auth.revoke', authRevoke],
  ['oauth.v2.access', oauthAccess],
  ['chat.postMessage', postMessage],
  ['chat.update', update],
  ['chat.postEphemeral', postEphemeral],
  ['views.open', open],
  ['views.update', updateView],
  ['views.push', push],
  ['views.publish', publish],
  ['users.info', usersInfo],
  ['usergroups.users.list', userGroupUsers],
  ['conversations.open', conversationsOpen],
  ['files.getUploadURLExternal', getUploadUrl],
  ['files.completeUploadExternal', completeUpload],
  ['files.info', filesInfo],
]);
