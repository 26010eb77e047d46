/** Every permission of Slack's that Hush needs, as `manifest.yml` asks for them, and what does not work without it. */
export const scopes = {
  commands: 'the command /hush',
  'chat:write': 'audit messages, and summaries as direct messages',
  'im:write': 'summaries that come late, and files',
  'users:read': 'finding out who is an admin or owner',
  'usergroups:read': 'user groups in HUSH_MODERATORS and in roles',
  'files:read': 'lists of ids in files',
  'files:write': 'sending a list as a CSV file',
} as const;
