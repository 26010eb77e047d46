import type { WorkspaceAdmin } from '../slack/admin.ts';
import { playgroundSlack } from '../slack/seed.ts';

/** Another app of the workspace, which watches the chat. */
const sentinel = 'U0SENTINEL';
const alerts = 'C0ALERTS01';

const field = (name: string, value: string) => ({ type: 'mrkdwn', text: `*${name}:*\n${value}` });

/** A channel with an alert of another app, to try the shortcut on: whom it is about stands behind labels. */
export function seedAlert(admin: WorkspaceAdmin): void {
  admin.addUser({ id: sentinel, name: 'sentinel', realName: 'Sentinel', isBot: true });
  const { moderator, secondModerator, admin: ada, owner } = playgroundSlack;
  admin.addChannel({ id: alerts, name: 'alerts', members: [moderator, secondModerator, ada, owner] });
  admin.say({
    user: sentinel,
    channel: alerts,
    text: 'Three accounts post the same link in stream',
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text: ':rotating_light: *Three accounts post the same link*' } },
      {
        type: 'section',
        fields: [
          field('User IDs', '`dave`, `erin`, `frank`'),
          field('Group', '`stream`'),
          field('Rule', '`repeated-links`'),
        ],
      },
    ],
  });
}
