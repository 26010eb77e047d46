import type { NeteaseMute } from '../netease/start-netease.ts';
import { muteFlags } from '../netease/world.ts';
import type { StandIns } from '../stand-ins.ts';
import type { OperationCount, VendorCall } from '../vendor/calls.ts';
import type { CallRow, MutedGroupRow, MutedRow, OperationState, Rows, VendorState } from './contract.ts';

const mostRows = 200;
const mostCalls = 30;
/** A request may name many people; more than these nobody reads. */
const mostNamed = 6;

const operationsOf = {
  zim: ['MuteGroupMembers', 'MuteGroup', 'QueryGroupInfo', 'SilenceConvNotification', 'FetchForbidGroupList'],
  netease: ['user/muteModule', 'user/getUinfos'],
} as const;

type Vendors = Pick<StandIns, 'zim' | 'netease'>;

/** What both vendors hold and what they were asked last. */
export function vendorStates({ zim, netease }: Vendors): readonly VendorState[] {
  const apps = zim.state();
  const groups = apps.flatMap((app) => app.groups);
  const muted = groups.flatMap(({ id: place, muted: mutes }) =>
    mutes.map(({ user, until }): MutedRow => ({ id: user, place, ...(until !== undefined && { until }) })),
  );
  const silenced = apps.flatMap((app) =>
    app.silenced.flatMap(({ user, groups: from, users }) => [...from, ...users].map((id) => ({ user, from: id }))),
  );
  const mutedGroups = groups.flatMap(({ id: group, whole }): readonly MutedGroupRow[] => {
    if (!whole) return [];
    const { whom, people, until } = whole;
    const first = { total: people.length, rows: people.slice(0, mostNamed) };
    return [{ group, how: whomText(whom), people: first, ...(until !== undefined && { until }) }];
  });
  const accounts = netease.muted().map((mute): MutedRow => ({ id: mute.accid, place: modulesOf(mute) }));
  return [
    {
      vendor: 'zim',
      title: 'ZIM',
      operations: operationStates(operationsOf.zim, zim.counts(), zim.switches.callsPerSecond),
      muted: firstRows(muted.sort((one, other) => (one.until ?? Infinity) - (other.until ?? Infinity) || 0)),
      silenced: firstRows(silenced),
      mutedGroups,
      calls: lastCalls(zim.calls, 0),
    },
    {
      vendor: 'netease',
      title: 'NetEase IM',
      operations: operationStates(operationsOf.netease, netease.counts(), netease.switches.callsPerSecond),
      muted: firstRows(accounts),
      silenced: firstRows([]),
      mutedGroups: [],
      calls: lastCalls(netease.calls, 200),
    },
  ];
}

const roleTexts: Readonly<Record<number, string>> = { 1: 'the owner', 2: 'admins', 3: 'members' };

function whomText(whom: 'everyone' | readonly number[]): string {
  return whom === 'everyone' ? whom : whom.map((role) => roleTexts[role] ?? `role ${role}`).join(', ');
}

/** How many mutes both vendors have in all. */
export function mutedInAll({ zim, netease }: Vendors): number {
  return zim.muted().length + netease.muted().length;
}

function firstRows<Row>(rows: readonly Row[]): Rows<Row> {
  return { total: rows.length, rows: rows.slice(0, mostRows) };
}

function modulesOf(mute: NeteaseMute): string {
  const modules = muteFlags.filter((flag) => mute[flag]).map((flag) => flag.replace('mute', '').toLowerCase());
  return modules.length === muteFlags.length ? 'everywhere' : modules.join(', ');
}

function operationStates(
  names: readonly string[],
  counts: readonly OperationCount[],
  limit: number,
): readonly OperationState[] {
  return names.map((operation) => {
    const { total = 0, inLastSecond = 0, overQuota = 0 } = counts.find((each) => each.operation === operation) ?? {};
    return { operation, total, inLastSecond, limit, overQuota };
  });
}

function lastCalls(calls: readonly VendorCall[], good: number): readonly CallRow[] {
  return calls
    .slice(-mostCalls)
    .reverse()
    .map((call) => ({
      number: call.number,
      at: call.at,
      operation: call.operation,
      request: requestText(call.params),
      ...replyOf(call, good),
      ...(call.endedAt === undefined ? {} : { tookMs: call.endedAt - call.at }),
    }));
}

/** `GroupId lobby · UserIds alice, bob · Duration 7200` */
function requestText(params: VendorCall['params']): string {
  return Object.entries(params)
    .map(([name, value]) => `${name.replace('[]', '')} ${valueText(value)}`)
    .join(' · ');
}

function valueText(value: unknown): string {
  if (!Array.isArray(value)) return typeof value === 'object' ? JSON.stringify(value) : String(value);
  const rest = value.length - mostNamed;
  return `${value.slice(0, mostNamed).map(valueText).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function replyOf({ code, endedAt, replied }: VendorCall, good: number): Pick<CallRow, 'reply' | 'tone'> {
  if (replied) return { reply: String(code), tone: code === good ? 'good' : 'bad' };
  if (endedAt === undefined) return { reply: '', tone: 'waiting' };
  return { reply: 'no answer', tone: 'bad' };
}
