import type { Config } from './config/schema.ts';
import type { Clock } from './lib/clock.ts';
import type { Finding, TimeTold } from './lib/finding.ts';
import type { Random } from './lib/random.ts';
import { checkSlack } from './slack/check-slack.ts';
import { checkSocket } from './slack/check-socket.ts';
import { checkStore } from './store/check-store.ts';
import { checkNetease } from './vendors/netease/check.ts';
import { checkZim } from './vendors/zim/check.ts';

/** Slack and NetEase take 5 minutes of difference, ZIM 10 (the pages about their signatures). Milliseconds. */
const mostSkewMs = 300_000;
/** A machine whose time is kept by NTP is off by milliseconds; this one's is not. */
const doubtfulSkewMs = 60_000;
const dayMs = 86_400_000;

/**
 * Checks everything that Hush needs, each as far as it can be checked without changing anything anywhere: nothing is written in Slack, at a
 * vendor or in the database. A check that fails keeps no other from being made, and each gives up by itself.
 */
export async function examine(
  config: Config,
  { clock, random }: { clock: Clock; random: Random },
): Promise<readonly Finding[]> {
  const apps = Object.entries(config.apps).map(([name, app]) => {
    const options = { name, timeoutMs: config.vendorTimeoutMs, clock, random };
    return app.vendor === 'zim' ? checkZim({ ...app, ...options }) : checkNetease({ ...app, ...options });
  });
  const { appToken, apiUrl } = config.slack;
  const [slack, socket, store, ...vendors] = await Promise.all([
    checkSlack({
      access: config.slack,
      named: { moderators: config.moderators, roles: config.policy.roles, people: config.policy.people },
      clock,
    }),
    appToken === undefined ? undefined : checkSocket({ appToken, apiUrl }),
    checkStore({ folder: config.dataDir, auditChannel: config.auditChannel, audit: config.audit }),
    ...apps,
  ]);
  return [
    { level: 'ok', what: `Configuration: complete, with ${configured(config)}` },
    ...slack.findings,
    ...(socket ? [socket] : []),
    ...vendors.flatMap(({ findings }) => findings),
    clockFinding([slack, ...vendors].flatMap(({ times }) => times)),
    ...store,
  ];
}

/** What the configuration turns on, for whoever wonders whether theirs was read. */
function configured({ slack, apps, policy, audit, digest }: Config): string {
  const count = Object.keys(apps).length;
  return [
    `${count} vendor ${count === 1 ? 'app' : 'apps'}`,
    ...(slack.appToken === undefined ? [] : ['Socket Mode']),
    ...(policy.roles.length > 1 ? [`the roles ${policy.roles.map(({ name }) => name).join(', ')}`] : []),
    ...(digest ? ['a weekly digest'] : []),
    ...(audit?.keepMs === undefined ? [] : [`entries of the audit kept for ${audit.keepMs / dayMs} days`]),
    ...(audit?.key ? [`the audit's key ${audit.key.id}`] : []),
  ].join('; ');
}

function clockFinding(times: readonly TimeTold[]): Finding {
  const [worst] = times.toSorted((a, b) => Math.abs(b.aheadMs) - Math.abs(a.aheadMs));
  if (!worst) return { level: 'skip', what: 'Clock: not checked, for nobody answered' };
  const seconds = Math.round(Math.abs(worst.aheadMs) / 1000);
  const off = `${seconds} s ${worst.aheadMs > 0 ? 'ahead of' : 'behind'} ${worst.by}'s`;
  const skew = Math.abs(worst.aheadMs);
  const fix = 'Switch time synchronisation (NTP) on: timedatectl set-ntp true, or ask whoever runs the machine.';
  if (skew >= mostSkewMs) {
    return { level: 'fail', what: `Clock: ${off}; Slack and the vendors take 5 minutes at most`, fix };
  }
  if (skew > doubtfulSkewMs) return { level: 'warn', what: `Clock: ${off}; at 5 minutes nothing works any more`, fix };
  return { level: 'ok', what: `Clock: at most ${seconds} s off (${times.map(({ by }) => by).join(', ')})` };
}
