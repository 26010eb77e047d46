import type { Clock } from '../../lib/clock.ts';
import type { Quotas } from '../vendor/calls.ts';
import type { Fault } from '../vendor/faults.ts';
import type { VendorReply } from '../vendor/send-reply.ts';
import type { Described, VendorDesk } from '../vendor/serve-vendor.ts';
import type { FaultBoard } from '../wire/fault-board.ts';
import type { WireRequest } from '../wire/server.ts';
import { judgeCommon } from './gateway.ts';
import { readParams, refuse, type ZimAnswer, type ZimOperation } from './operation.ts';
import { fetchForbidGroupList } from './operations/fetch-forbid-group-list.ts';
import { muteGroup } from './operations/mute-group.ts';
import { muteGroupMembers } from './operations/mute-group-members.ts';
import { queryGroupInfo } from './operations/query-group-info.ts';
import { silenceConvNotification } from './operations/silence-conv-notification.ts';
import type { ZimSwitches } from './switches.ts';
import type { ZimApp } from './world.ts';

const operations: ReadonlyMap<string, ZimOperation> = new Map([
  ['MuteGroupMembers', muteGroupMembers],
  ['SilenceConvNotification', silenceConvNotification],
  ['FetchForbidGroupList', fetchForbidGroupList],
  ['MuteGroup', muteGroup],
  ['QueryGroupInfo', queryGroupInfo],
]);

/** What {@link createDesk} works on. */
export interface DeskParts {
  readonly clock: Clock;
  readonly switches: ZimSwitches;
  readonly faults: FaultBoard<Fault>;
  readonly quotas: Quotas;
  readonly apps: ReadonlyMap<string, ZimApp>;
}

/** What ZIM does with a request: signature, quota, operation, reply. */
export function createDesk({ clock, switches, faults, quotas, apps }: DeskParts): VendorDesk {
  const gateway = { apps, operations: new Set(operations.keys()), switches, nonces: new Set<string>() };
  let requests = 343_649_807_833_778_000n;
  const reply = (answer: ZimAnswer): VendorReply => {
    requests += 1n;
    const gatewayError = Math.floor(answer.code / 100) === 1_000_000;
    return {
      code: answer.code,
      effect: answer.effect,
      body: {
        Code: answer.code,
        Message: answer.message ?? (answer.code === 0 ? 'success' : 'failed'),
        RequestId: String(requests),
        ...answer.fields,
      },
      ...(gatewayError ? { status: switches.gatewayErrorStatus } : {}),
    };
  };
  return {
    busyCode: 1,
    describe: describeRequest,
    refusal: (code) => reply(refuse(code)),
    gate: (request, { app, operation }) => {
      if (request.path !== '/') return { code: 404, status: 404, effect: false, body: {} };
      const refusal = judgeCommon(request, { ...gateway, now: clock.now() + switches.clockSkewMs });
      if (refusal) return reply(refuse(refusal.code, refusal.message));
      const window = { kind: switches.window, callsPerSecond: switches.callsPerSecond };
      const limits = switches.burst === undefined ? window : { ...window, burst: switches.burst };
      const admitted = quotas.admit({ app, operation, now: clock.monotonic(), options: limits });
      return admitted ? undefined : reply(refuse(660300005, 'app api request frequency limit'));
    },
    carryOut: (request, described) => {
      const operation = operations.get(described.operation);
      const app = apps.get(described.app);
      const params = operation && readParams(request, operation.method);
      if (!operation || !app || !params || request.method !== operation.method) {
        return reply(refuse(660000002, 'input params error'));
      }
      return reply(operation.run({ app, clock, switches, faults, params }));
    },
  };
}

function describeRequest(request: WireRequest): Described {
  const name = request.query.get('Action') ?? '';
  const operation = operations.has(name) ? name : 'unknown';
  const params = readParams(request, operations.get(name)?.method ?? 'GET') ?? {};
  return { app: request.query.get('AppId') ?? '', operation, params };
}
