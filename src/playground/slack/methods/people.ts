import { textOf } from '../../wire/data.ts';
import { playgroundSlack } from '../seed.ts';
import { fail, fault, ok, type SlackMethod } from './method.ts';

/** auth.test */
export const authTest: SlackMethod = {
  perMinute: 600,
  run: ({ workspace: { team } }) =>
    ok({
      url: `https://${team.domain}.slack.com/`,
      team: team.name,
      team_id: team.id,
      user: 'hush',
      user_id: playgroundSlack.botUser,
      bot_id: playgroundSlack.bot,
      app_id: playgroundSlack.app,
      is_enterprise_install: false,
    }),
};

/** auth.revoke: gives the token back. */
export const authRevoke: SlackMethod = {
  perMinute: 100,
  run: ({ tokens, token }) => {
    tokens.end('token_revoked', token);
    return ok({ revoked: true });
  },
};

/** oauth.v2.access: asked with the app's own id and secret in the place of a token. */
export const oauthAccess: SlackMethod = {
  perMinute: 600,
  withoutToken: true,
  run: ({ oauth, args }) => (oauth ? oauth.access(args) : fail('unknown_method')),
};

/** users.info */
export const usersInfo: SlackMethod = {
  scope: 'users:read',
  perMinute: 100,
  run: ({ workspace, args }) => {
    const user = workspace.users.get(textOf(args.user));
    if (!user) return fail('user_not_found');
    return ok({
      user: {
        id: user.id,
        team_id: workspace.team.id,
        name: user.name,
        deleted: user.deleted,
        real_name: user.realName,
        tz: user.timeZone,
        profile: { real_name: user.realName, display_name: user.name },
        is_admin: user.isAdmin,
        is_owner: user.isOwner,
        is_primary_owner: user.isPrimaryOwner,
        is_restricted: false,
        is_ultra_restricted: false,
        is_bot: user.isBot,
      },
    });
  },
};

/** usergroups.users.list */
export const userGroupUsers: SlackMethod = {
  scope: 'usergroups:read',
  perMinute: 20,
  run: ({ workspace, args }) => {
    const group = workspace.userGroups.get(textOf(args.usergroup));
    return group ? ok({ users: [...group.users] }) : fail('no_such_subteam');
  },
};

/** conversations.open: direct messages with one person. */
export const conversationsOpen: SlackMethod = {
  scope: 'im:write',
  perMinute: 50,
  run: ({ workspace, args }) => {
    const users = textOf(args.users).split(',');
    const [user = ''] = users;
    if (users.length > 1) return fault('not_enough_users');
    const known = workspace.users.get(user);
    if (!known) return fail('user_not_found');
    if (known.deleted) return fail('user_disabled');
    if (known.isBot) return fault('cannot_dm_bot');
    const channel = workspace.directChannel(user);
    return ok({ no_op: false, already_open: false, channel: { id: channel.id } });
  },
};
