import { modules } from '../../src/moderation/place.ts';
import { muteFlags } from '../../src/playground/netease/world.ts';
import type { SlackMessage } from '../../src/playground/slack/model.ts';
import type { AuditRow, CaseRow, CrashBed, TargetRow } from './crash-bed.ts';

/** Where what was promised can be seen, once all is quiet. */
export interface JudgedBed extends Pick<CrashBed, 'zim' | 'netease' | 'told' | 'entries'> {
  readonly clock: Pick<CrashBed['clock'], 'now'>;
  /** When somebody began to tell people things, epoch ms, in rising order: a bot that was started, a replica that became the carrier. */
  readonly starts: readonly number[];
  /** Messages of a case, without what is told below them. */
  audit(number: number): readonly Pick<SlackMessage, 'at' | 'text'>[];
  cases(): readonly CaseRow[] | Promise<readonly CaseRow[]>;
  targets(): readonly TargetRow[] | Promise<readonly TargetRow[]>;
}

/** What came of a run in which the bot was killed. */
export interface Judgement {
  /** Sentences, one for each promise that was broken. */
  readonly broken: readonly string[];
  /** Messages of cases in the audit channel that say again what another one says. */
  readonly duplicates: number;
}

/** The newest word for one target at one place. */
interface Word {
  readonly record: CaseRow;
  readonly target: TargetRow;
  readonly bit: number;
}

/** An end so near to now that nobody can say on which side of it we are. */
const nearMs = 10_000;
/** How long after it was built ZIM may carry a request out: a second of rounding up, and the time of an attempt. */
const usualTransitMs = 4000;

/**
 * Compares what the vendors, Slack and the audit say with what was promised, once all is quiet. `kills` is how often the bot was killed:
 * each may have cut it off between Slack's acceptance of one audit message and its record. What `others` muted before is not judged.
 * A process that stands still for a while may send what it built before: `transitMs` is how late.
 */
export async function judge(
  bed: JudgedBed,
  { kills, others = [], transitMs = usualTransitMs }: { kills: number; others?: readonly string[]; transitMs?: number },
): Promise<Judgement> {
  const cases = await bed.cases();
  const targets = await bed.targets();
  const entries = await bed.entries();
  const duplicates = cases.reduce((sum, { number }) => sum + Math.max(0, bed.audit(number).length - 1), 0);
  const broken = [
    ...cases.flatMap((record) => judgeCase(bed, record)),
    ...cases.flatMap((record) => judgeEntries(record, { targets, entries })),
    ...judgeVendors(bed, { cases, targets: targets.filter(({ target }) => !others.includes(target)), transitMs }),
    ...(duplicates > kills ? [`${duplicates} audit messages more than cases after ${kills} kills`] : []),
  ];
  return { broken, duplicates };
}

function judgeCase(bed: JudgedBed, { number, closed_at }: CaseRow): readonly string[] {
  const broken: string[] = [];
  if (closed_at === null) broken.push(`case ${number} is still open`);
  const newest = bed.audit(number).at(-1);
  if (!newest) broken.push(`case ${number} was not told in the audit channel`);
  else if (!newest.text.includes('Ended:'))
    broken.push(`the audit message of case ${number} does not say how it ended`);
  // Only a kill between Slack's acceptance and its record can bring a second one: never in the same life.
  const lives = bed.audit(number).map(({ at }) => bed.starts.findLastIndex((start) => start <= at));
  if (new Set(lives).size !== lives.length) broken.push(`case ${number} was told twice in one life`);
  if (bed.told(`*Case ${number}*:`).length === 0) broken.push(`nobody was told privately how case ${number} ended`);
  return broken;
}

function judgeEntries(
  { number, total }: CaseRow,
  { targets, entries }: { targets: readonly TargetRow[]; entries: readonly AuditRow[] },
): readonly string[] {
  const broken: string[] = [];
  const mine = entries.filter(({ case_number }) => case_number === number);
  const retries = mine.filter(({ event }) => event === 'case.retried');
  const retried = retries.reduce((sum, { details }) => sum + Number(details.targets ?? 0), 0);
  const recorded = mine.find(({ event }) => event === 'case.recorded')?.details.targets;
  const skipped = Array.isArray(recorded) ? recorded.filter(({ problem }) => typeof problem === 'string').length : 0;
  for (const [event, wanted] of [
    ['case.recorded', 1],
    ['case.closed', 1 + retries.length],
  ] as const) {
    const times = mine.filter((entry) => entry.event === event).length;
    if (times !== wanted) broken.push(`${event} of case ${number} is in the audit ${times} times`);
  }
  const open = targets.filter(({ case_number, outcome }) => case_number === number && outcome === null);
  if (open.length > 0) broken.push(`${open.length} targets of case ${number} have no ending`);

  const settled = mine.filter(({ event }) => event === 'targets.settled').map(({ details }) => details);
  const named = settled.flatMap(({ endings = [] }) => endings.map(({ target }) => target));
  const told = skipped + named.length + settled.reduce((sum, { rest = 0 }) => sum + rest, 0);
  const most = Math.max(0, ...[...Map.groupBy(named, (target) => target).values()].map(({ length }) => length));
  if (most > 1 + retries.length || told !== total + retried) {
    const tries = retries.length > 0 ? ` and ${retried} of ${retries.length} retries` : '';
    broken.push(
      `the audit tells ${told} endings, of ${new Set(named).size} named targets, for the ${total} of case ${number}${tries}`,
    );
  }
  const lifted = mine.filter(({ event }) => event.startsWith('lift.')).map(({ details }) => details.target);
  if (new Set(lifted).size !== lifted.length) broken.push(`an end of case ${number} is in the audit twice`);
  return broken;
}

/** For each target whose newest word was carried out, the vendor must say the same, and for no longer than was promised. */
function judgeVendors(
  bed: JudgedBed,
  { cases, targets, transitMs }: { cases: readonly CaseRow[]; targets: readonly TargetRow[]; transitMs: number },
): readonly string[] {
  const now = bed.clock.now();
  return newestWords(cases, targets).flatMap(({ record, target, bit }): readonly string[] => {
    const what = `${target.target} in ${record.scope} (place ${bit}, case ${record.number}, ${target.outcome})`;
    const sets = record.action === 'mute' || record.action === 'silence';
    const { expires_at: end } = record;
    if (target.outcome !== 'done' && target.outcome !== 'already') return [];
    if (end !== null && Math.abs(end - now) < nearMs) return [];
    const wanted = sets && (end === null || end > now);
    const state = stateOf(bed, record, { target: target.target, bit });
    if (state.set !== wanted) return [`${what} should ${wanted ? '' : 'not '}be set`];
    if (!wanted || end === null || state.until === undefined) return [];
    if (state.until > end + transitMs) return [`${what} is muted ${state.until - end} ms longer than promised`];
    if (state.until < end) return [`${what} is muted ${end - state.until} ms shorter than promised`];
    return [];
  });
}

function newestWords(cases: readonly CaseRow[], targets: readonly TargetRow[]): readonly Word[] {
  const records = new Map(cases.map((record) => [record.number, record]));
  const words = new Map<string, Word>();
  // In the order of the cases' numbers: a later one takes the place of an earlier one.
  for (const target of targets) {
    const record = records.get(target.case_number);
    if (!record || target.outcome === 'skipped') continue;
    for (const bit of [1, 2, 4, 8].filter((one) => one & target.places)) {
      words.set([record.scope, target.target, bit].join('\n'), { record, target, bit });
    }
  }
  return [...words.values()];
}

function stateOf(
  { zim, netease }: JudgedBed,
  { scope, vendor }: CaseRow,
  { target, bit }: { target: string; bit: number },
): { readonly set: boolean; readonly until?: number | undefined } {
  if (vendor === 'netease') {
    const flag = muteFlags[modules.findIndex((_, index) => bit === 1 << index)];
    return { set: flag !== undefined && netease.flags(target)?.[flag] === true };
  }
  const [, kind = '', ...rest] = scope.split('/');
  if (kind === 'notifications') {
    const [of, user = ''] = rest;
    return { set: zim.silenced(user)[of === 'users' ? 'users' : 'groups'].includes(target) };
  }
  const group = zim.state()[0]?.groups.find(({ id }) => id === rest.join('/'));
  if (kind === 'whole-group') return { set: group?.whole !== undefined, until: group?.whole?.until };
  const mute = group?.muted.find(({ user }) => user === target);
  return { set: mute !== undefined, until: mute?.until };
}
