/**
 * Somebody in Slack as Hush knows them: their Slack id. Where Hush serves several workspaces it is `T1:U1`, the workspace's id and theirs, for
 * Slack promises only the two together to be one person's (https://docs.slack.dev/authentication/sign-in-with-slack).
 */

/** How somebody of a workspace is called; `''` is the only workspace. */
export function personIn(workspace: string, slackId: string): string {
  return workspace === '' ? slackId : `${workspace}:${slackId}`;
}

/** The id of somebody's workspace; `''` where it was not said, for there was only one. */
export function workspaceOf(person: string): string {
  return person.slice(0, Math.max(0, person.indexOf(':')));
}

/** Somebody's id as Slack knows it. */
export function slackIdOf(person: string): string {
  return person.slice(person.indexOf(':') + 1);
}
