import { judgeIds, refuse, type ZimAnswer, type ZimContext, type ZimOperation } from '../operation.ts';
import { runningWholeMute } from '../world.ts';

/** Reads one group. Of mutes only that of the group as a whole is in it. */
export const queryGroupInfo: ZimOperation = { method: 'POST', run };

function run({ app, params, switches, clock }: ZimContext): ZimAnswer {
  const { FromUserId, GroupId } = params;
  const problem = judgeIds([FromUserId, GroupId], { switches, list: 'silence' });
  if (problem) return problem;
  if (!app.users.has(String(FromUserId))) return refuse(660500002, 'FromUserId is not registered');
  const group = app.groups.get(String(GroupId));
  if (!group) return refuse(660600001, 'group does not exist');
  const { whom = [], until = 0 } = runningWholeMute(group, clock) ?? {};
  return {
    code: 0,
    fields: {
      GroupName: group.id,
      GroupNotice: '',
      IsAllForbid: whom === 'everyone',
      ForbidList: whom === 'everyone' ? [] : whom,
      ForbidExpireTime: expireTime(until, switches.clockSkewMs),
    },
    effect: true,
  };
}

/** By the vendor's clock; 0: nothing to expire, -1: never. */
function expireTime(until: number, skewMs: number): number {
  if (until === 0) return 0;
  return Number.isFinite(until) ? until + skewMs : -1;
}
