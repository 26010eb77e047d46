import { type NeteaseContext, refuse, succeed } from '../operation.ts';
import { findAccount, type MuteFlags, muteFlags } from '../world.ts';

/** Sets an account's mute flags. No end of its own; at least one flag is needed. */
export function muteModule({ app, params, switches, faults }: NeteaseContext) {
  const accid = params.accid ?? '';
  if (accid === '' || accid.length > 32) return refuse(414, 'check accid');
  const given = muteFlags.filter((flag) => params[flag] !== undefined);
  if (given.length === 0) return refuse(414, 'at least one mute flag is needed');
  const wrong = given.find((flag) => params[flag] !== 'true' && params[flag] !== 'false');
  if (wrong) return refuse(414, `${wrong} error`);
  const account = findAccount(app, accid);
  if (!account) return refuse(414, `${accid} is not registered`);
  const planned = faults.takeUser({ operation: 'user/muteModule', user: account.accid, whole: false });
  if (planned !== undefined) return refuse(planned, 'failed');
  for (const flag of muteFlags) {
    if (params[flag] !== undefined) account.flags[flag] = params[flag] === 'true';
    else if (switches.omittedFlags === 'false') account.flags[flag] = false;
  }
  const data: MuteFlags = { ...account.flags };
  return succeed({ data });
}
