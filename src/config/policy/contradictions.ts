import { formatLength } from '../../moderation/length.ts';
import { lengthOf, type Role, type SetLength } from '../../moderation/policy/settings.ts';
import type { roleVerbs } from '../../moderation/policy/verbs.ts';
import { inSeconds } from './length.ts';
import { meant } from './meant.ts';
import { covered } from './pattern.ts';
import type { PolicyIssue, Sections } from './sections.ts';

/** What a policy's parts say against each other, and what of it could never matter. Parts that could not be read are not looked at. */
export function contradictions(sections: Sections, roleNames: readonly string[]): readonly PolicyIssue[] {
  return checks.flatMap((check) => check(sections, roleNames));
}

type Check = (sections: Sections, roleNames: readonly string[]) => readonly PolicyIssue[];

const checks: readonly Check[] = [
  ({ protected: ids = [] }) =>
    covered(ids).map(({ index, by }) => ({
      path: ['protected', index],
      message: `${by} protects it already: leave one of the two out`,
    })),

  ({ roles = [] }) =>
    roles.flatMap(({ name, places = [] }) =>
      covered(places).map(({ index, by }) => ({
        path: ['roles', name, 'places', index],
        message: `${by} allows it already: leave one of the two out`,
      })),
    ),

  ({ roles = [] }) =>
    roles
      .filter((role) => role.longestSeconds !== undefined && !maySet(role, ['mute', 'silence', 'extend']))
      .map(({ name, verbs = [] }) => ({
        path: ['roles', name, 'longest'],
        message: `no verb of this role takes a length (${verbs.join(', ')}): leave longest out, or add mute, silence or extend`,
      })),

  (sections) => {
    const { reason } = sections;
    const longest = longestOf(sections);
    const names = new Map<string, string>();
    return [...(reason?.templates ?? [])].flatMap(([name, length]) => {
      const path = ['reason', 'templates', name];
      const key = name.replace(/\s+/g, ' ').toLowerCase();
      const other = names.get(key);
      names.set(key, name);
      if (other !== undefined) return [{ path, message: `is the same name as ${other}: capitals make no difference` }];
      return inSeconds(length) > longest ? [{ path, message: tooLong(longest) }] : [];
    });
  },

  (sections) => {
    const longest = longestOf(sections);
    const steps = sections.ladder?.steps ?? [];
    return steps.flatMap((step, index) => {
      // Of a plain list the path has no `steps` in it; the line is the same or near.
      const path = ['ladder', 'steps', index];
      const before = steps[index - 1];
      if (before !== undefined && inSeconds(step) <= inSeconds(before)) {
        return [
          { path, message: `a ladder rises, and ${written(step)} is not longer than ${written(before)} before it` },
        ];
      }
      return inSeconds(step) > longest ? [{ path, message: tooLong(longest) }] : [];
    });
  },

  (sections) => {
    const { approval } = sections;
    const longest = longestOf(sections);
    if (!approval?.permanent || longest === Number.POSITIVE_INFINITY) return [];
    const message = `never matters: no role may set a permanent mute or silence (at most ${written(longest)}). Leave it out, or longest of a role`;
    return [{ path: ['approval', 'permanent'], message }];
  },

  ({ approval }, roleNames) =>
    (approval?.by ?? []).flatMap((name, index) =>
      roleNames.includes(name)
        ? []
        : [
            {
              path: ['approval', 'by', index],
              message: `there is no such role, so nobody has it.${meant(name, roleNames)}`,
            },
          ],
    ),

  ({ confirm, approval }) => {
    if (!confirm || approval?.above === undefined || confirm.above < approval.above) return [];
    const message = `only matters for what ends something: a mute or silence of more than ${count(approval.above)} targets needs an approval already. Make it less than approval.above`;
    return [{ path: ['confirm', 'above'], message }];
  },

  ({ confirm, approval, targetsPerHour }) => {
    if (targetsPerHour === undefined) return [];
    const limits = [
      { path: ['approval', 'above'], above: approval?.above },
      { path: ['confirm', 'above'], above: confirm?.above },
    ];
    return limits.flatMap(({ path, above }) =>
      above === undefined || above < targetsPerHour
        ? []
        : [
            {
              path,
              message: `only matters for whole groups: targetsPerHour refuses more than ${count(targetsPerHour)} targets before. Make it less than that`,
            },
          ],
    );
  },
];

/** The longest that some role may set, in seconds. */
function longestOf({ roles }: Sections): number {
  const setting = (roles ?? []).filter((role) => maySet(role, ['mute', 'silence']));
  if (setting.length === 0) return Number.POSITIVE_INFINITY;
  return Math.max(...setting.map(({ longestSeconds = Number.POSITIVE_INFINITY }) => longestSeconds));
}

function maySet({ verbs }: Role, setting: readonly (keyof typeof roleVerbs)[]): boolean {
  return !verbs || setting.some((verb) => verbs.includes(verb));
}

function tooLong(longest: number): string {
  return `is longer than any role may set: at most ${written(longest)}`;
}

function written(length: SetLength): string {
  return formatLength(lengthOf(length));
}

function count(number: number): string {
  return number.toLocaleString('en-US');
}
