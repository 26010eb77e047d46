import { judgeIds, refuse, type ZimAnswer, type ZimContext, type ZimOperation } from '../operation.ts';
import { type ConvType, conversationKey } from '../world.ts';

const operation = 'SilenceConvNotification';

/** Stops or restarts a user's notifications from conversations. Nobody is stopped from speaking. */
export const silenceConvNotification: ZimOperation = { method: 'POST', run };

function run(context: ZimContext): ZimAnswer {
  const { app, params, switches, faults } = context;
  const { FromUserId, ConvType, ConvIds, Enable } = params;
  if (ConvType !== 0 && ConvType !== 2) return refuse(660000002, 'input params error: ConvType');
  if (typeof Enable !== 'boolean') return refuse(660000002, 'input params error: Enable');
  if (!Array.isArray(ConvIds) || ConvIds.length === 0 || ConvIds.length > 10) {
    return refuse(660000002, 'input params error: ConvIds');
  }
  const problem = judgeIds([FromUserId, ...ConvIds], { switches, list: 'silence' });
  if (problem) return problem;
  const ids = ConvIds.map(String);
  if (new Set(ids).size < ids.length) return refuse(660800022, 'duplicate conversation ids');
  const user = String(FromUserId);
  if (!app.users.has(user)) return refuse(660500002, 'FromUserId is not registered');
  for (const id of ids) {
    const code = faults.takeUser({ operation, user: id, whole: true });
    if (code !== undefined) return refuse(code, 'input params error');
  }
  return silenceEach(context, { user, type: ConvType, ids, enable: Enable });
}

interface Silencing {
  readonly user: string;
  readonly type: ConvType;
  readonly ids: readonly string[];
  readonly enable: boolean;
}

function silenceEach(context: ZimContext, { user, type, ids, enable }: Silencing): ZimAnswer {
  const silenced = context.app.silenced.get(user) ?? new Set<string>();
  context.app.silenced.set(user, silenced);
  const errors: { ConvId: string; SubCode: number; SubMessage: string }[] = [];
  for (const id of ids) {
    const code = judgeOne(context, { user, type, id, enable, silenced });
    if (code !== undefined) errors.push({ ConvId: id, SubCode: code, SubMessage: 'input params error' });
    else if (enable) silenced.add(conversationKey(type, id));
    else silenced.delete(conversationKey(type, id));
  }
  const fields = errors.length === 0 && context.switches.omitEmptyLists ? {} : { ErrorList: errors };
  const first = errors[0];
  // When all failed the Code is the items' own; for a mixture the documents say only "the relevant code": the first.
  if (first && errors.length === ids.length) return { code: first.SubCode, fields, effect: false };
  return { code: 0, fields, effect: true };
}

function judgeOne(
  { app, faults, switches }: ZimContext,
  one: { user: string; type: ConvType; id: string; enable: boolean; silenced: ReadonlySet<string> },
): number | undefined {
  const { user, type, id, enable, silenced } = one;
  const planned = faults.takeUser({ operation, user: id, whole: false });
  if (planned !== undefined) return planned;
  if (type === 0 && !app.users.has(id)) return 660700015;
  if (type === 2 && !app.groups.has(id)) return 660600001;
  if (type === 2 && !app.groups.get(id)?.members.has(user)) return 660600024;
  const already = silenced.has(conversationKey(type, id));
  if (enable && already) return 660800051;
  if (!enable && !already) return 660800052;
  const oneToOne = [...silenced].filter((key) => key.startsWith('0:')).length;
  return enable && type === 0 && oneToOne >= switches.silenceLimit ? 660800030 : undefined;
}
