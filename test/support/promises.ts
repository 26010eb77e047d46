import { modules } from '../../src/moderation/place.ts';
import { muteFlags } from '../../src/playground/netease/world.ts';
import type { AuditRow, CaseRow, CrashBed, TargetRow } from './crash-bed.ts';

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
/** How long after it was signed ZIM may carry a request out: a second of rounding up, and the time of an attempt. */
const transitMs = 4000;

/**
 * Compares what the vendors, Slack and the audit say with what was promised, once all is quiet. `kills` is how often the bot was killed:
 * each may have cut it off between Slack's acceptance of one audit message and its record. What `others` muted before is not judged.
 */
export async function judge(
  bed: CrashBed,
  { kills, others = [] }: { kills: number; others?: readonly string[] },
): Promise<Judgement> {
  const cases = bed.cases();
  const targets = bed.targets();
  const entries = await bed.entries();
  const duplicates = cases.reduce((sum, { number }) => sum + Math.max(0, bed.audit(number).length - 1), 0);
  const broken = [
    ...cases.flatMap((record) => judgeCase(bed, record)),
    ...cases.flatMap((record) => judgeEntries(record, { targets, entries })),
    ...judgeVendors(bed, { cases, targets: targets.filter(({ target }) => !others.includes(target)) }),
    ...(duplicates > kills ? [`${duplicates} audit messages more than cases after ${kills} kills`] : []),
  ];
  return { broken, duplicates };
}

function judgeCase(bed: CrashBed, { number, closed_at }: CaseRow): readonly string[] {
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
  for (const event of ['case.recorded', 'case.closed']) {
    const times = mine.filter((entry) => entry.event === event).length;
    if (times !== 1) broken.push(`${event} of case ${number} is in the audit ${times} times`);
  }
  const open = targets.filter(({ case_number, outcome }) => case_number === number && outcome === null);
  if (open.length > 0) broken.push(`${open.length} targets of case ${number} have no ending`);

  const settled = mine.filter(({ event }) => event === 'targets.settled').map(({ details }) => details);
  const named = settled.flatMap(({ endings = [] }) => endings.map(({ target }) => target));
  const told = named.length + settled.reduce((sum, { rest = 0 }) => sum + rest, 0);
  if (new Set(named).size !== named.length || told !== total) {
    broken.push(
      `the audit tells ${told} endings, of ${new Set(named).size} named targets, for the ${total} of case ${number}`,
    );
  }
  const lifted = mine.filter(({ event }) => event.startsWith('lift.')).map(({ details }) => details.target);
  if (new Set(lifted).size !== lifted.length) broken.push(`an end of case ${number} is in the audit twice`);
  return broken;
}

/** For each target whose newest word was carried out, the vendor must say the same, and for no longer than was promised. */
function judgeVendors(
  bed: CrashBed,
  { cases, targets }: { cases: readonly CaseRow[]; targets: readonly TargetRow[] },
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
  { zim, netease }: CrashBed,
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
  const mute = group?.muted.find(({ user }) => user === target);
  return { set: mute !== undefined, until: mute?.until };
}
