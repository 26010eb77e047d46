import { parseJson } from '../../wire/data.ts';
import { type NeteaseContext, refuse, succeed } from '../operation.ts';
import { findAccount } from '../world.ts';

/** Reads up to 200 accounts, with their mute flags if asked. */
export function getUinfos({ app, params, switches, faults }: NeteaseContext) {
  const accids = parseJson(params.accids ?? '');
  if (!Array.isArray(accids) || accids.some((each) => typeof each !== 'string')) return refuse(414, 'accids error');
  if (accids.length === 0 || accids.length > 200) return refuse(414, 'accids size error');
  const wanted = [...new Set(accids.map((each: string) => each.toLowerCase()))];
  for (const user of wanted) {
    const planned = faults.takeUser({ operation: 'user/getUinfos', user, whole: false });
    if (planned !== undefined) return refuse(planned, 'failed');
  }
  const found = wanted.map((accid) => findAccount(app, accid)).filter((account) => account !== undefined);
  if (found.length < wanted.length && switches.unknownInRead === 'refused') {
    return refuse(414, `${wanted.find((accid) => !findAccount(app, accid))} is not registered`);
  }
  const uinfos = found.map(({ accid, name, flags }) => ({
    accid,
    name,
    gender: 0,
    ...(params.muteStatus === 'true' ? { valid: true, mute: false, ...flags } : {}),
  }));
  return succeed({ uinfos });
}
