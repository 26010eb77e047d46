import { actionFacts } from '../action.ts';
import { idInSentence } from '../excerpt.ts';
import { lengthInWords } from '../length.ts';
import type { EarlierAct, Rule } from './rule.ts';

/** Cases, and targets of each, that are named; the others are counted. */
const mostCases = 3;
const mostTargets = 5;

/** Whoever acts where a colleague acted a moment ago is asked whether they know. */
export const actedOnLately: Rule = {
  name: 'acted-on-lately',
  judge: async ({ request }, { policy: { recentSeconds }, records, now }) => {
    if (recentSeconds === undefined || !request) return undefined;
    const skipped = new Set(request.targets.flatMap(({ id, problem }) => (problem === undefined ? [] : id)));
    const found = await records.actsOfOthers({ request, since: now - recentSeconds * 1000 });
    const acts = found.filter(({ target }) => !skipped.has(target));
    const byCase = [...Map.groupBy(acts, (act) => act.case).values()].toSorted(([a], [b]) => timeOf(b) - timeOf(a));
    if (byCase.length === 0) return undefined;
    const whole = request.place.kind === 'whole-group';
    const told = byCase.slice(0, mostCases).map((same) => actText(same, { now, whole }));
    const rest = byCase.length - told.length;
    if (rest > 0) told.push(`So did ${rest.toLocaleString('en-US')} more ${rest === 1 ? 'case' : 'cases'}.`);
    return { kind: 'confirm', why: `${told.join(' ')} Still?` };
  },
};

function timeOf(act: EarlierAct | undefined): number {
  return act?.at ?? 0;
}

/** `@U1 muted `alice`, `bob` and 3 more here 4 minutes ago (case 12).` */
function actText(acts: readonly EarlierAct[], { now, whole }: { now: number; whole: boolean }): string {
  const [first] = acts;
  if (!first) return '';
  const named = acts.slice(0, mostTargets).map(({ target }) => idInSentence(target));
  const more = acts.length - named.length;
  const whom = whole
    ? 'the whole group'
    : `${named.join(', ')}${more > 0 ? ` and ${more.toLocaleString('en-US')} more` : ''}`;
  return `@${first.moderator} ${actionFacts[first.action].past} ${whom} here ${agoText(now - first.at)} (case ${first.case}).`;
}

function agoText(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes === 0) return 'less than a minute ago';
  const unit = minutes < 120 ? 60 : 3600;
  return `${lengthInWords({ kind: 'timed', seconds: Math.floor(ms / 1000 / unit) * unit })} ago`;
}
