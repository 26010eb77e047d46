import { type CaseRequest, isPossible } from './case.ts';
import { idInSentence } from './excerpt.ts';
import { climb, type MuteHistory, type Rung, rungInWords, rungReasons } from './ladder.ts';
import { judge, proposeCases, type Requested, type RequestHow, type RequestParts } from './request.ts';

/** What is told where `auto` is asked for and nobody set up what it picks from. */
export const noLadder =
  'auto picks the next step of a ladder, and none is set up: whoever runs Hush can set policy.ladder in hush.yml. Say how long.';

/** What is told where `auto` is asked for a group as a whole. */
const noGroups = 'auto picks from what people did before, and a whole group is many of them. Say how long.';

/**
 * A mute for `auto`: for each target the next step of the policy's ladder, from its history. It is always shown first, with the reasons; one
 * case for each step, all or none. What was shown holds, whatever is added to the history before the yes. The rules judge every case; `request`
 * has no length.
 */
export async function requestByLadder(
  request: CaseRequest,
  parts: RequestParts & { readonly muteHistory: MuteHistory },
  claim: () => boolean,
  how: Pick<RequestHow, 'dryRun'> = {},
): Promise<Exclude<Requested, { kind: 'recorded' }>> {
  const { ladder } = parts.policy;
  if (!ladder) return { kind: 'refused', sentence: noLadder, field: 'length' };
  if (request.place.kind === 'whole-group') return { kind: 'refused', sentence: noGroups, field: 'length' };
  const now = parts.clock.now();
  const since = ladder.forgetSeconds === undefined ? 0 : now - ladder.forgetSeconds * 1000;
  const ids = request.targets.filter(isPossible).map(({ id }) => id);
  const earlier = await parts.muteHistory.mutesBefore({ app: request.place.app, ids, since });
  const rungs = climb(ladder, { targets: request.targets, earlier });
  const requests = rungs.map((rung, index) => onRung(request, rung, index));
  for (const [index, asked] of requests.entries()) {
    const { refusal } = await judge({ moderator: asked.moderator, verb: asked.action, request: asked }, parts);
    const rung = rungs[index];
    if (refusal && rung) return { ...refusal, kind: 'refused', sentence: sentenceFor(rung, refusal) };
  }
  const [first, ...others] = requests;
  if (!first) return { kind: 'refused', sentence: 'Nobody is named.', field: 'targets' };
  const why = rungReasons(rungs, { earlier, ladder, now });
  return proposeCases([first, ...others], parts, claim, { ...how, why, showFirst: true });
}

/** Repeats are told with the first case. */
function onRung(request: CaseRequest, { targets, length }: Rung, index: number): CaseRequest {
  if (index === 0) return { ...request, targets, length };
  return { ...request, targets, length, duplicates: 0, deliveryKey: `${request.deliveryKey}:${index + 1}` };
}

/** A length that nobody wrote is named before it is said what is wrong with it. */
function sentenceFor(rung: Rung, { field, sentence }: { field?: string; sentence: string }): string {
  const [first] = rung.targets.filter(isPossible);
  if (field !== 'length' || !first) return sentence;
  const more = rung.targets.length > 1 ? ' and others' : '';
  return `For ${idInSentence(first.id)}${more} it would be ${rungInWords(rung)}. ${sentence}`;
}
