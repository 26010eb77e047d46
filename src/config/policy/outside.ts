import { modules } from '../../moderation/place.ts';
import type { Pattern, Role } from '../../moderation/policy/settings.ts';
import { meant } from './meant.ts';
import type { PolicyIssue, Sections } from './sections.ts';

/** What a policy is read beside. */
export interface Surroundings {
  /** Every configured app with what stands for its vendor, right or wrong. */
  readonly apps: ReadonlyMap<string, unknown>;
  /** The setting that names moderators: `HUSH_MODERATORS`, or of several workspaces one's. Absent: none does. */
  readonly moderators: string | undefined;
}

/** What a policy says against the rest of the configuration: apps that are not there, places that no app has, moderators named twice or for nothing. */
export function outsideProblems(sections: Sections, surroundings: Surroundings): readonly PolicyIssue[] {
  return [
    ...moderatorsProblems(sections, surroundings),
    ...(sections.roles ?? []).flatMap((role) => [
      ...appProblems(role, surroundings),
      ...placeProblems(role, surroundings),
    ]),
    ...[...(sections.people ?? [])].flatMap(([person, ids]) =>
      Object.keys(ids)
        .filter((app) => !surroundings.apps.has(app))
        .map((app) => ({ path: ['people', person, app], message: noApp(app, surroundings) })),
    ),
  ];
}

function moderatorsProblems({ roles }: Sections, { moderators }: Surroundings): readonly PolicyIssue[] {
  if (!moderators || !roles) return [];
  const moderator = roles.find(({ name }) => name === 'moderator');
  if (moderator?.who) {
    const message = `${moderators} says who is a moderator too: leave one of the two out`;
    return [{ path: ['roles', 'moderator', 'who'], message }];
  }
  if (roles.some(({ who }) => !who)) return [];
  const message = `${moderators} names people who would have no role, for every role has its own who. Leave out ${moderators}, or the who of one role`;
  return [{ path: ['roles'], message }];
}

function appProblems({ name, apps = [] }: Role, surroundings: Surroundings): readonly PolicyIssue[] {
  return apps.flatMap((app, index) =>
    surroundings.apps.has(app) ? [] : [{ path: ['roles', name, 'apps', index], message: noApp(app, surroundings) }],
  );
}

function noApp(app: string, { apps }: Surroundings): string {
  return `there is no such app.${meant(app, apps.keys()) || ` There ${apps.size === 1 ? 'is' : 'are'} ${[...apps.keys()].join(', ')}`}`;
}

const moduleNames: ReadonlySet<string> = new Set([...modules, 'everywhere']);

/** Modules are NetEase's, and all other places are ZIM's: a role that has apps of one vendor alone never gets to those of the other. */
function placeProblems({ name, apps, places = [] }: Role, surroundings: Surroundings): readonly PolicyIssue[] {
  const vendors = new Set((apps ?? [...surroundings.apps.keys()]).map((app) => surroundings.apps.get(app)));
  const [only] = vendors;
  if (vendors.size !== 1) return [];
  return places.flatMap((place, index) => {
    const path = ['roles', name, 'places', index];
    if (only === 'zim' && isModule(place)) {
      return [{ path, message: 'is a place of NetEase, and this role has no NetEase app: leave it out' }];
    }
    if (only === 'netease' && !isModule(place)) {
      const names = [...moduleNames].join(', ');
      return [
        { path, message: `is no place of NetEase, and this role has no ZIM app: those are ${names}, each written out` },
      ];
    }
    return [];
  });
}

function isModule(place: Pattern): boolean {
  return 'exact' in place && moduleNames.has(place.exact);
}
