import { systemClock } from '../../src/lib/clock.ts';
import type { CommandResult } from '../../src/playground/slack/driver/command.ts';
import type { ViolationKind } from '../../src/playground/slack/model.ts';
import type { OperationCount, VendorCall } from '../../src/playground/vendor/calls.ts';
import { verifyAudit } from '../../src/store/audit-chain.ts';
import { openPostgres } from '../../src/store/postgres/open.ts';
import type { AuditRow, CaseRow, TargetRow } from './crash-bed.ts';
import { judge } from './promises.ts';
import type { ReplicaBed } from './replicas.ts';
import type { Timeline } from './timeline.ts';

/** What a run of several replicas came to, once all was quiet. */
export interface ReplicaFigures {
  /** Sentences, one for each promise that was broken; empty is good. */
  readonly broken: readonly string[];
  readonly typed: number;
  readonly acknowledged: number;
  /** Told that nothing was done. */
  readonly refused: number;
  /** With what words, and how often. */
  readonly refusals: Readonly<Record<string, number>>;
  /** Slack had no answer in time, or none at all. */
  readonly unanswered: number;
  readonly cases: number;
  readonly targets: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly lifts: number;
  /** Requests that may have changed something. */
  readonly writes: number;
  /** Targets named to a vendor once more by the same case. */
  readonly repeats: number;
  /** Messages of cases, or of their ends, in the audit channel that say again what another one says. */
  readonly duplicates: number;
  readonly overQuota: number;
  /** Lines that were acknowledged and came to nothing without a word: their process was killed in that moment. */
  readonly unexplained: number;
  /** How long each taking over took, in ms, in rising order. */
  readonly takeOvers: readonly number[];
}

export interface ReplicaEvidence {
  readonly timeline: Timeline;
  /** Every line that could make a case. */
  readonly typed: readonly CommandResult[];
  /** Calls a second, of each operation. */
  readonly limits: { readonly zim: number; readonly netease: number };
  /** How often something happened to the carrier that may have kept it from taking down what it had told. */
  readonly interruptions: number;
  /** How many processes were killed: one may have just acknowledged a line, and not said yet that nothing came of it. */
  readonly kills: number;
}

/** Within this time another replica carries on, whatever became of the one before. */
const takeOverMs = 15_000;
/** As long as a process may stand still and yet be the carrier when it goes on (`jobs/carrier.ts`), and the usual time of a request. */
const transitMs = 5000 + 4000;
/** Requests that change something. */
const writes: ReadonlySet<string> = new Set([
  'MuteGroupMembers',
  'MuteGroup',
  'SilenceConvNotification',
  'user/muteModule',
]);
/** What Slack holds against a bot whose processes die and stand still. */
const expectedViolations: ReadonlySet<ViolationKind> = new Set(['late_ack', 'unreachable', 'non_200_ack']);

/** Compares what the vendors, Slack, the audit and the replicas' logs say with what was promised. */
export async function judgeReplicas(bed: ReplicaBed, evidence: ReplicaEvidence): Promise<ReplicaFigures> {
  const { timeline, typed, limits, interruptions, kills } = evidence;
  const cases = await jsonRows<CaseRow>(bed, 'select * from cases order by number');
  const targets = await jsonRows<TargetRow>(bed, 'select * from targets order by case_number, ordinal');
  const entries = await readAudit(bed);
  const undoing = new Set(cases.flatMap(({ number, undoes }) => (undoes === null ? [] : [number])));
  const audit = (number: number) =>
    undoing.has(number) ? bed.threads().filter(({ text }) => text.startsWith(`*Case ${number}* `)) : bed.audit(number);
  const { broken, duplicates } = await judge(
    {
      zim: bed.zim,
      netease: bed.netease,
      told: bed.told,
      clock: systemClock,
      starts: timeline.tenures().map(({ from }) => from),
      audit,
      cases: () => cases,
      targets: () => targets,
      entries: async () => entries,
    },
    { kills: interruptions, transitMs },
  );
  const ends = cases.map(({ number }) => bed.threads().filter(({ text }) => text.startsWith(`*Case ${number}*\n`)));
  const endsAgain = ends.reduce((sum, { length }) => sum + Math.max(0, length - 1), 0);
  const answers = typed.map((result) => ({ result, said: saidTo(bed, result) }));
  const judged = answers.flatMap((answer) => judgeAnswer(answer, cases));
  const unexplained = answers.filter((answer) => isUnexplained(answer, cases));
  const refused = answers.filter(({ said }) => said.some(isRefusal));
  const calls = [...bed.zim.calls, ...bed.netease.calls].filter(({ operation }) => writes.has(operation));
  const violations = bed.slack.violations().filter(({ kind }) => !expectedViolations.has(kind));
  const gap = timeline.longestGap();
  const over = bed.zim.overQuota() + bed.netease.overQuota();
  return {
    broken: [
      ...broken,
      ...(endsAgain > interruptions ? [`${endsAgain} messages about ends too many`] : []),
      ...judged,
      ...(unexplained.length > kills
        ? unexplained.map(({ result }) => `nobody was told why there is no case for ${JSON.stringify(result)}`)
        : []),
      ...cases.flatMap(({ number }, index) => (number === index + 1 ? [] : [`there is no case ${index + 1}`])),
      ...judgeQuota(bed.zim.counts(), limits.zim),
      ...judgeQuota(bed.netease.counts(), limits.netease),
      ...(over > 0 ? [`${over} requests were over the quota`] : []),
      ...judgeMeetings(calls),
      ...judgeSending(timeline),
      ...(gap > takeOverMs ? [`a replica that was well waited ${gap} ms for a carrier`] : []),
      ...violations.map(({ kind, detail }) => `Slack: ${kind}: ${detail}`),
    ],
    typed: typed.length,
    acknowledged: answers.filter(({ result, said }) => result.shown === 'ok' && !said.some(isRefusal)).length,
    refused: refused.length,
    refusals: countOf(
      refused.map(({ said }) => /"text":"(.*?)Nothing was/.exec(said.join(' '))?.[1] || 'Nothing was…'),
    ),
    unanswered: typed.filter(({ shown }) => shown !== 'ok').length,
    cases: cases.length,
    targets: targets.length,
    outcomes: countOf(targets.map(({ outcome }) => outcome ?? 'open')),
    lifts: entries.filter(({ event }) => event === 'lift.done').length,
    writes: calls.length,
    repeats: targets.reduce((sum, { sent }) => sum + Math.max(0, sent - 1), 0),
    duplicates: duplicates + endsAgain,
    overQuota: over,
    unexplained: unexplained.length,
    takeOvers: timeline.takeOvers().toSorted((a, b) => a - b),
  };
}

/** Rows with numbers as numbers, whatever PostgreSQL's types. */
async function jsonRows<Row>(bed: ReplicaBed, sql: string): Promise<readonly Row[]> {
  const rows = await bed.rows<{ row: Row }>(`select to_jsonb(one) as row from (${sql}) one`);
  return rows.map(({ row }) => row);
}

/** The whole audit; throws if the chain is broken. */
async function readAudit({ url }: ReplicaBed): Promise<readonly AuditRow[]> {
  const { pool, tables } = await openPostgres(url, systemClock);
  const db = tables();
  try {
    const { brokenAt } = await verifyAudit(db);
    if (brokenAt !== undefined) throw new Error(`The audit's chain is broken at entry ${brokenAt}.`);
    const entries = await db.selectFrom('audit').selectAll().orderBy('seq').execute();
    return entries.map((entry) => ({ ...entry, details: JSON.parse(entry.details) as AuditRow['details'] }));
  } finally {
    await db.destroy();
    await pool.end();
  }
}

function countOf(words: readonly string[]): Readonly<Record<string, number>> {
  const same = Map.groupBy(words, (word) => word);
  return Object.fromEntries([...same].map(([word, { length }]) => [word, length]));
}

/** What came back for a line: with its acknowledgement, and where Hush answers it. */
function saidTo({ slack }: ReplicaBed, { body, responseUrl }: CommandResult): readonly string[] {
  const { pathname } = new URL(responseUrl);
  const posts = slack.calls('response_url').filter(({ args }) => args.response_url === pathname);
  return [body, ...posts.map(({ args }) => JSON.stringify(args.body))].filter((text) => text.trim() !== '');
}

function isRefusal(said: string): boolean {
  return said.includes('Nothing was recorded or done');
}

interface Answer {
  readonly result: CommandResult;
  readonly said: readonly string[];
}

/** What was refused is not there; nothing is there twice. */
function judgeAnswer({ result, said }: Answer, cases: readonly CaseRow[]): readonly string[] {
  const made = casesOf(result, cases);
  const numbers = made.map(({ number }) => number).join(', ');
  if (made.length > 1) return [`one line has the cases ${numbers}`];
  return made.length > 0 && said.some(isRefusal) ? [`case ${numbers} is there although it was refused`] : [];
}

/** Acknowledged, with no other word than of its case, and there is none. */
function isUnexplained({ result, said }: Answer, cases: readonly CaseRow[]): boolean {
  const hasOther = said.some((text) => isRefusal(text) || !/^\{[^}]*"text":"\*Case \d+\*/.test(text));
  return result.shown === 'ok' && !hasOther && casesOf(result, cases).length === 0;
}

function casesOf({ triggerId }: CommandResult, cases: readonly CaseRow[]): readonly CaseRow[] {
  return cases.filter(({ delivery_key }) => delivery_key === `command:${triggerId}`);
}

function judgeQuota(counts: readonly OperationCount[], limit: number): readonly string[] {
  return counts.flatMap(({ operation, mostInOneSecond: most }) =>
    most > limit ? [`${most} requests of ${operation} within one second, where ${limit} are allowed`] : [],
  );
}

/** What one request names: each target at its place. */
function namedBy({ operation, params }: VendorCall): readonly string[] {
  const list = (value: unknown): readonly unknown[] => [value ?? []].flat();
  switch (operation) {
    case 'MuteGroupMembers':
      return list(params['UserIds[]']).map((user) => `${user} in ${params.GroupId}`);
    case 'MuteGroup':
      return [`everyone in ${params.GroupId}`];
    case 'SilenceConvNotification':
      return list(params.ConvIds).map((id) => `${params.FromUserId}'s notifications from ${params.ConvType} ${id}`);
    default:
      return Object.keys(params).flatMap((name) => (name.startsWith('mute') ? [`${params.accid} ${name}`] : []));
  }
}

/** Two requests for one target and place are never under way together at the vendor. */
function judgeMeetings(calls: readonly VendorCall[]): readonly string[] {
  const under = new Map<string, VendorCall>();
  return calls
    .toSorted((a, b) => a.at - b.at)
    .flatMap((call) =>
      namedBy(call).flatMap((named) => {
        const before = under.get(named);
        under.set(named, call);
        const together = before && call.at < (before.endedAt ?? Number.POSITIVE_INFINITY);
        return together ? [`two requests for ${named} met at the vendor`] : [];
      }),
    );
}

/** Once another replica is the carrier, the one before sends the vendors nothing more that changes something. */
function judgeSending(timeline: Timeline): readonly string[] {
  const tenures = timeline.tenures();
  return timeline.replicas.flatMap((replica) => {
    const mine = tenures.filter((tenure) => tenure.replica === replica);
    return timeline.sent(replica).flatMap(({ at, line }) => {
      if (!/MuteGroup|SilenceConvNotification|muteModule/.test(line)) return [];
      const epoch = mine.findLast(({ from }) => from <= at)?.epoch ?? 0;
      const next = tenures.find((tenure) => tenure.replica !== replica && tenure.epoch > epoch && tenure.from <= at);
      if (!next && epoch > 0) return [];
      const since = next && `, ${at - next.from} ms after ${next.replica.name} had become the carrier`;
      return [`${replica.name} sent ${line.slice(0, 60)} without being the carrier${since ?? ''}`];
    });
  });
}
