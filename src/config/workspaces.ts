import { z } from 'zod';

/** How one of several Slack workspaces is served. */
export interface WorkspaceSettings {
  readonly auditChannel: string;
  /** As `HUSH_MODERATORS`; absent: the workspace's admins and owners. */
  readonly moderators?: readonly string[];
}

const workspace = z
  .strictObject(
    {
      auditChannel: z
        .string('is missing')
        .regex(
          /^[CG][A-Z0-9]{2,}$/,
          'must be a channel id (Slack shows it under "About" of the channel), not its name',
        ),
      moderators: z
        .array(
          z
            .string('must be a Slack id')
            .regex(/^[UWS][A-Z0-9]{2,}$/, 'must be a Slack id: users start with U or W, user groups with S'),
          'must be a list of Slack ids, such as [U0123456789, S0123456789]',
        )
        .min(1, 'names nobody; leave it out to let only the admins and owners of the workspace in')
        .exactOptional(),
    },
    'must hold auditChannel, and moderators if it is not only for admins and owners',
  )
  .transform((settings): WorkspaceSettings => settings);

const noneListed =
  'no workspace may install Hush yet: list those that may in hush.yml, such as workspaces: { T0123456789: { auditChannel: C0123456789 } }';

/** The section `workspaces` of `hush.yml`: the only workspaces that may install Hush, by their id. */
export const workspacesSchema = z
  .record(
    z
      .string()
      .regex(
        /^T[A-Z0-9]{2,}$/,
        'must be the id of a workspace: it starts with T, as in its address app.slack.com/client/T0123456789',
      ),
    workspace,
    noneListed,
  )
  .refine((listed) => Object.keys(listed).length > 0, noneListed);
