import { formatDistanceStrict } from 'date-fns/formatDistanceStrict';
import { type AskedTarget, isPossible } from './case.ts';
import { idInSentence } from './excerpt.ts';
import { formatLength, type Length, lengthInWords } from './length.ts';
import { lengthOf, type Policy } from './policy/settings.ts';

/** How long mutes get as they repeat: see `Policy.ladder`. */
export type Ladder = NonNullable<Policy['ladder']>;

/** `auto` in the place of a mute's length: for each target the step of the ladder that follows from its history. */
export interface AutoLength {
  readonly kind: 'auto';
}

/** A length as a mute may be asked for. */
export type MuteLength = Length | AutoLength;

/** The short form: `2h`, `permanent`, `auto`. */
export function formatMuteLength(length: MuteLength): string {
  return length.kind === 'auto' ? 'auto' : formatLength(length);
}

/** The mutes that a target had before, as far as they count. */
export interface EarlierMutes {
  readonly target: string;
  /** At least one. */
  readonly count: number;
  /** The newest of them, and when it was recorded, epoch ms. */
  readonly last: { readonly case: number; readonly at: number };
}

/** What is known of earlier mutes. */
export interface MuteHistory {
  /**
   * Of these ids, each once, those that cases of this app muted since then (epoch ms), anywhere in it: as far as that ended `done`, `already` or
   * `unconfirmed` for them, and nobody undid it for them: an undone mute was a mistake. Another end for a mute is no mute of its own.
   */
  mutesBefore(query: {
    app: string;
    ids: readonly string[];
    since: number;
  }): Promise<ReadonlyMap<string, EarlierMutes>>;
}

/** The targets that get one step of the ladder. */
export interface Rung {
  /** 1 for the first step. */
  readonly step: number;
  readonly length: Length;
  /** In the order they were asked for. */
  readonly targets: readonly AskedTarget[];
}

/**
 * The next step for each target: the first for who was not muted before, the last one again for who is beyond it. Rungs that have targets,
 * lowest first; what cannot be sent stands on the lowest of them. What comes back is fixed: it is shown, and a yes is to exactly that, also
 * if the history changes in the meantime.
 */
export function climb(
  { steps }: Ladder,
  { targets, earlier }: { targets: readonly AskedTarget[]; earlier: ReadonlyMap<string, EarlierMutes> },
): readonly Rung[] {
  const sound = targets.filter(isPossible);
  const stepOf = ({ id }: AskedTarget) => Math.min((earlier.get(id)?.count ?? 0) + 1, steps.length);
  const lowest = sound.reduce((least, target) => Math.min(least, stepOf(target)), sound.length > 0 ? steps.length : 1);
  const onStep = Map.groupBy(targets, (target) => (isPossible(target) ? stepOf(target) : lowest));
  return steps.flatMap((seconds, index) => {
    const step = index + 1;
    const mine = onStep.get(step);
    return mine === undefined ? [] : [{ step, length: lengthOf(seconds), targets: mine }];
  });
}

/** `1 hour, the 2nd step`. */
export function rungInWords({ length, step }: Pick<Rung, 'length' | 'step'>): string {
  return `${lengthInWords(length)}, the ${ordinal(step)} step`;
}

/** Up to so many targets are told one by one, each with its reason. */
const mostTold = 10;
/** Of more targets, so many of each rung. */
const mostOfRung = 3;

/**
 * Why each target gets what it gets: "`alice`: 1 hour, the 2nd step: muted once before: case 3, 3 days ago."; of many targets a sentence for
 * each rung, with the first few. Plain text as in a `Verdict`. `now` is epoch ms.
 */
export function rungReasons(
  rungs: readonly Rung[],
  { earlier, ladder, now }: { earlier: ReadonlyMap<string, EarlierMutes>; ladder: Ladder; now: number },
): readonly string[] {
  const why = ({ id }: AskedTarget) => reason(earlier.get(id), { ladder, now });
  const sounds = rungs.map((rung) => ({
    rung,
    sound: rung.targets.filter(isPossible),
  }));
  const total = sounds.reduce((sum, { sound }) => sum + sound.length, 0);
  return sounds.flatMap(({ rung, sound }) => {
    const words = rungInWords(rung);
    if (total <= mostTold) return sound.map((target) => `${idInSentence(target.id)}: ${words}: ${why(target)}.`);
    const told = sound.slice(0, mostOfRung).map((target) => `${idInSentence(target.id)} (${why(target)})`);
    const more = sound.length - told.length;
    const rest = more > 0 ? ` and ${more.toLocaleString('en-US')} more` : '';
    return told.length > 0 ? [`${words}, for ${sound.length.toLocaleString('en-US')}: ${told.join(', ')}${rest}.`] : [];
  });
}

function reason(
  before: EarlierMutes | undefined,
  { ladder: { forgetSeconds }, now }: { ladder: Ladder; now: number },
): string {
  const within =
    forgetSeconds === undefined ? '' : ` within ${lengthInWords({ kind: 'timed', seconds: forgetSeconds })}`;
  if (before === undefined) return forgetSeconds === undefined ? 'no mute before' : `no mute${within}`;
  const { count, last } = before;
  const times = count === 1 ? 'once' : count === 2 ? 'twice' : `${count.toLocaleString('en-US')} times`;
  const ago = formatDistanceStrict(last.at, now, { roundingMethod: 'floor' });
  const which = count === 1 ? `case ${last.case}` : `last in case ${last.case}`;
  return `muted ${times} before${within}: ${which}, ${ago} ago`;
}

/** `1st`, `2nd`, `3rd`, `11th`. */
function ordinal(number: number): string {
  const last = number % 100 >= 11 && number % 100 <= 13 ? 0 : number % 10;
  return `${number}${['th', 'st', 'nd', 'rd'][last] ?? 'th'}`;
}
