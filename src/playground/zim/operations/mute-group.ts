import {
  endOf,
  judgeIds,
  readDuration,
  refuse,
  type ZimAnswer,
  type ZimContext,
  type ZimOperation,
} from '../operation.ts';
import { roleIn, type ZimWholeMute } from '../world.ts';

/**
 * Mutes everyone in a group, or everyone with certain roles; what was there before is replaced. A GET that writes, with defaults that bite:
 * without `Duration`, and so without any of its three optional parameters, it lifts every mute of the group.
 */
export const muteGroup: ZimOperation = { method: 'GET', run };

function run(context: ZimContext): ZimAnswer {
  const { app, switches, clock } = context;
  const asked = readAsked(context);
  if ('code' in asked) return asked;
  const { operator, groupId, whom, seconds } = asked;
  if (!app.users.has(operator)) return refuse(660500002, 'FromUserId is not registered');
  const group = app.groups.get(groupId);
  if (!group) return refuse(660600001, 'group does not exist');
  const role = roleIn(group, operator);
  if (switches.operatorMustBeAdmin && !group.members.has(operator)) {
    return refuse(660600024, 'FromUserId is not in the group');
  }
  if (switches.operatorMustBeAdmin && role === 3) return refuse(660600032, 'FromUserId has no permission');
  if (role !== 1 && whom !== 'everyone' && whom.includes(1))
    return refuse(660600032, 'an administrator cannot mute the owner');
  group.wholeMute = muteOf(whom, endOf(seconds, clock.now()));
  if (seconds === 0) group.wholeMute = undefined;
  return { code: 0, effect: true };
}

/** No roles are a list too: it replaces the one there was, and nobody is left. */
function muteOf(whom: Asked['whom'], until: number): ZimWholeMute | undefined {
  return whom.length === 0 ? undefined : { whom, until };
}

interface Asked {
  readonly operator: string;
  readonly groupId: string;
  readonly whom: 'everyone' | readonly number[];
  readonly seconds: number;
}

function readAsked({ params, switches }: ZimContext): Asked | ZimAnswer {
  const problem = judgeIds([params.FromUserId, params.GroupId], { switches, list: 'mute' });
  if (problem) return problem;
  const all = params.IsAllMuted ?? 'false';
  if (all !== 'true' && all !== 'false') return refuse(660000002, 'input params error: IsAllMuted');
  const roles = [params['MuteRoleList[]'] ?? []].flat();
  if (!areRoles(roles) || (all === 'true' && roles.length > 0)) {
    return refuse(660000002, 'input params error: MuteRoleList');
  }
  const seconds = readDuration(params);
  if (seconds === undefined) return refuse(660000002, 'input params error: Duration');
  return {
    operator: String(params.FromUserId),
    groupId: String(params.GroupId),
    whom: all === 'true' ? 'everyone' : roles.map(Number),
    seconds,
  };
}

/** At most 20, each once: 1 owner, 2 admin, 3 member, and a product's own from 100 to 255. */
function areRoles(roles: readonly unknown[]): roles is readonly string[] {
  const known = roles.every((role) => typeof role === 'string' && /^([123]|1\d\d|2[0-4]\d|25[0-5])$/.test(role));
  return known && roles.length <= 20 && new Set(roles).size === roles.length;
}
