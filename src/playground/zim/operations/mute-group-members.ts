import {
  endOf,
  judgeIds,
  readDuration,
  refuse,
  type ZimAnswer,
  type ZimContext,
  type ZimOperation,
} from '../operation.ts';
import type { ZimGroup } from '../world.ts';

const operation = 'MuteGroupMembers';

/** Mutes or unmutes members of one group. A GET that writes; a repeat starts the time anew. */
export const muteGroupMembers: ZimOperation = { method: 'GET', run };

function run(context: ZimContext): ZimAnswer {
  const { app, switches } = context;
  const asked = readAsked(context);
  if ('code' in asked) return asked;
  const { operator, groupId, users, seconds } = asked;
  if (!app.users.has(operator)) return refuse(660500002, 'FromUserId is not registered');
  const group = app.groups.get(groupId);
  if (!group) return refuse(660600001, 'group does not exist');
  if (switches.operatorMustBeAdmin && !group.members.has(operator)) {
    return refuse(660600024, 'FromUserId is not in the group');
  }
  if (switches.operatorMustBeAdmin && operator !== group.owner && !group.admins.has(operator)) {
    return refuse(660600032, 'FromUserId has no permission');
  }
  for (const user of users) {
    const code = context.faults.takeUser({ operation, user, whole: true });
    if (code !== undefined) return refuse(code, 'input params error');
  }
  return muteEach(context, { group, users, seconds });
}

interface Asked {
  readonly operator: string;
  readonly groupId: string;
  readonly users: readonly string[];
  readonly seconds: number;
}

function readAsked({ params, switches }: ZimContext): Asked | ZimAnswer {
  const bare = switches.acceptBareUserIds ? params.UserIds : undefined;
  const listed = params['UserIds[]'] ?? bare ?? [];
  const users = (Array.isArray(listed) ? listed : [listed]) as unknown[];
  if (users.length === 0) return refuse(660000002, 'input params error: UserIds');
  if (users.length > 20) return refuse(660000011, 'too many users');
  const problem = judgeIds([params.FromUserId, params.GroupId, ...users], { switches, list: 'mute' });
  if (problem) return problem;
  if (new Set(users).size < users.length) return refuse(660800022, 'duplicate user ids');
  const seconds = readDuration(params);
  if (seconds === undefined) return refuse(660000002, 'input params error: Duration');
  return {
    operator: String(params.FromUserId),
    groupId: String(params.GroupId),
    users: users.map(String),
    seconds,
  };
}

function muteEach(
  { clock, faults, switches }: ZimContext,
  { group, users, seconds }: { group: ZimGroup; users: readonly string[]; seconds: number },
): ZimAnswer {
  const errors: { UserId: string; SubCode: number }[] = [];
  for (const user of users) {
    const code = faults.takeUser({ operation, user, whole: false });
    if (code !== undefined) errors.push({ UserId: user, SubCode: code });
    else if (!group.members.has(user)) errors.push({ UserId: user, SubCode: 660600024 });
    else if (seconds === 0) group.mutes.delete(user);
    else group.mutes.set(user, endOf(seconds, clock.now()));
  }
  const fields = errors.length === 0 && switches.omitEmptyLists ? {} : { ErrorUsers: errors };
  if (errors.length === users.length) {
    return { code: 660600033, message: 'all users failed', fields, effect: false };
  }
  group.tips += 1;
  return { code: 0, fields, effect: true };
}
