import type { Clock } from '../../lib/clock.ts';
import type { Quotas } from '../vendor/calls.ts';
import type { Fault } from '../vendor/faults.ts';
import type { VendorReply } from '../vendor/send-reply.ts';
import type { Described, VendorDesk } from '../vendor/serve-vendor.ts';
import { dataOf, isData } from '../wire/data.ts';
import type { FaultBoard } from '../wire/fault-board.ts';
import type { WireRequest } from '../wire/server.ts';
import { header, judgeHeaders } from './gateway.ts';
import { type NeteaseOperation, refuse } from './operation.ts';
import { getUinfos } from './operations/get-uinfos.ts';
import { muteModule } from './operations/mute-module.ts';
import type { NeteaseSwitches } from './switches.ts';
import { muteFlags, type NeteaseApp } from './world.ts';

const operations: ReadonlyMap<string, NeteaseOperation> = new Map([
  ['user/muteModule', muteModule],
  ['user/getUinfos', getUinfos],
]);

/** How long a RequestId is remembered. */
const remembered = 300_000;

/** What {@link createDesk} works on. */
export interface DeskParts {
  readonly clock: Clock;
  readonly switches: NeteaseSwitches;
  readonly faults: FaultBoard<Fault>;
  readonly quotas: Quotas;
  readonly apps: ReadonlyMap<string, NeteaseApp>;
}

/** What NetEase does with a request: headers, quota and block, repeated ids, operation. */
export function createDesk(parts: DeskParts): VendorDesk {
  const { apps, clock, switches, faults } = parts;
  return {
    busyCode: 500,
    describe,
    refusal: (code) => refuse(code, 'failed'),
    gate: (request, described) => {
      if (described.operation === 'unknown') return { code: 404, status: 404, body: {}, effect: false };
      if (request.method !== 'POST' || !isForm(request)) return refuse(414, 'POST a form');
      const wrong = judgeHeaders(request, { apps, now: clock.now() + switches.clockSkewMs });
      if (wrong) return refuse(414, wrong);
      return judgeQuota(parts, described) ?? judgeRepeat(parts, { request, described });
    },
    carryOut: (request, described) => {
      const operation = operations.get(described.operation);
      const app = apps.get(described.app);
      if (!operation || !app) return refuse(414, 'failed');
      const reply = operation({ app, switches, faults, params: readForm(request) });
      const id = header(request, 'RequestId');
      if (id && reply.effect) app.requestIds.set(id, clock.monotonic());
      return reply;
    },
    wrongEcho,
  };
}

function describe(request: WireRequest): Described {
  const [, name = ''] = /^\/nimserver\/(.+)\.action$/.exec(request.path) ?? [];
  const operation = operations.has(name) ? name : 'unknown';
  return { app: header(request, 'AppKey'), operation, params: readForm(request) };
}

function isForm(request: WireRequest): boolean {
  return /^application\/x-www-form-urlencoded\s*(;|$)/i.test(header(request, 'Content-Type'));
}

function readForm(request: WireRequest): Readonly<Record<string, string>> {
  return Object.fromEntries(new URLSearchParams(request.body.toString('utf8')));
}

/** One call too many blocks that API of that app for ten seconds. */
function judgeQuota({ apps, clock, switches, quotas }: DeskParts, described: Described): VendorReply | undefined {
  const app = apps.get(described.app);
  const now = clock.monotonic();
  const { operation } = described;
  if (!app) return undefined;
  const inBlock = (app.blocked.get(operation) ?? 0) > now;
  if (inBlock) quotas.refused(described);
  const window = { kind: switches.window, callsPerSecond: switches.callsPerSecond };
  const options = switches.burst === undefined ? window : { ...window, burst: switches.burst };
  if (!inBlock && quotas.admit({ ...described, now, options })) return undefined;
  if (!inBlock || switches.blockExtends) app.blocked.set(operation, now + switches.blockMs);
  return refuse(416, 'frequency control');
}

function judgeRepeat(
  { apps, clock, switches }: DeskParts,
  { request, described }: { request: WireRequest; described: Described },
): VendorReply | undefined {
  const before = apps.get(described.app)?.requestIds.get(header(request, 'RequestId'));
  const repeated = before !== undefined && clock.monotonic() - before < remembered;
  return switches.refuseRepeatedRequestId && repeated ? refuse(431, 'request repeated') : undefined;
}

/** The same reply with every flag turned over. */
function wrongEcho(reply: VendorReply): VendorReply {
  const flags = dataOf(reply.body.data);
  const data = Object.fromEntries(muteFlags.map((flag) => [flag, flags[flag] !== true]));
  return { ...reply, code: 200, body: isData(reply.body.uinfos) ? reply.body : { code: 200, data } };
}
