import { judgeIds, refuse, type ZimAnswer, type ZimContext, type ZimOperation } from '../operation.ts';
import type { ZimSwitches } from '../switches.ts';
import { forbidType } from '../world.ts';

/** Lists the groups in which anybody is muted, a page at a time. */
export const fetchForbidGroupList: ZimOperation = { method: 'POST', run };

function run({ app, params, switches, clock }: ZimContext): ZimAnswer {
  const { FromUserId, StartFlag } = params;
  const problem = judgeIds([FromUserId], { switches, list: 'silence' });
  if (problem) return problem;
  if (typeof StartFlag !== 'number' || !Number.isSafeInteger(StartFlag) || StartFlag < 0) {
    return refuse(660000002, 'input params error: StartFlag');
  }
  if (!app.users.has(String(FromUserId))) return refuse(660500002, 'FromUserId is not registered');
  const groups = [...app.groups.values()]
    .map((group) => ({ GroupId: group.id, ForbidType: forbidType(group, clock) }))
    .filter((group) => group.ForbidType > 0);
  const end = StartFlag + switches.pageSize;
  const paging = flags({ switches, start: StartFlag, end, last: end >= groups.length });
  return { code: 0, fields: { ...paging, GroupList: groups.slice(StartFlag, end) }, effect: true };
}

function flags(page: { switches: ZimSwitches; start: number; end: number; last: boolean }): Record<string, number> {
  const next = page.last ? 0 : page.end;
  switch (page.switches.pages) {
    case 'plain':
      return { FetchEnd: page.last ? 1 : 0, NextFlag: next };
    case 'sample':
      return { FetchEnd: page.last ? 1 : 0, NextFlag: page.last ? 100_000 : next };
    case 'no-fetch-end':
      return { NextFlag: next };
    case 'repeated-flag':
      return { FetchEnd: 0, NextFlag: page.start };
    case 'no-flag':
      return { FetchEnd: 0 };
  }
}
