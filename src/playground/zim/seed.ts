import type { ZimAppSeed } from './world.ts';

/** The secret of the default app; nobody else's. */
export const playgroundZimSecret = '0123456789abcdef0123456789abcdef';

const regulars = [
  'alice',
  'bob',
  'carol',
  'dave',
  'erin',
  'frank',
  'grace',
  'heidi',
  'ivan',
  'judy',
  'mallory',
  'oscar',
];

/** `viewer001`, `viewer002`, … */
function viewers(from: number, to: number): readonly string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => `viewer${String(from + index).padStart(3, '0')}`);
}

/** A streaming product: some groups, a few hundred people, and the operator `admin` who owns every group. */
export const zimSeed: ZimAppSeed = {
  appId: 1234567890,
  secret: playgroundZimSecret,
  users: ['newcomer', 'mary ann', 'walter+1', 'zoë'],
  groups: [
    { id: 'lobby', owner: 'admin', members: [...regulars, ...viewers(1, 300), '2h', 'for', 'team'] },
    { id: 'stream', owner: 'admin', members: [...regulars.slice(0, 8), ...viewers(1, 200)] },
    { id: 'trade', owner: 'admin', admins: ['carol'], members: [...regulars.slice(2), ...viewers(100, 160)] },
    { id: 'vip', owner: 'carol', admins: ['admin'], members: regulars.slice(0, 5), mutedRoles: [3] },
    { id: 'announcements', owner: 'admin', members: [...regulars, ...viewers(1, 300)], allMuted: true },
    { id: 'staff', owner: 'carol', members: ['dave', 'erin'] },
  ],
};
