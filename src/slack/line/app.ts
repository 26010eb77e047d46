import { type AppName, type VendorName, vendorTitles } from '../../moderation/vendor.ts';

export type AppReading =
  | { readonly ok: true; readonly app: string }
  /** `candidates` are the apps that could be meant, by name; none when there is none of that vendor. */
  | { readonly ok: false; readonly sentence: string; readonly candidates: readonly string[] };

const haves = { zim: 'groups', netease: 'modules' } as const satisfies Record<VendorName, string>;

/** The one app that can be meant: the named one if its vendor fits, else the only one of that vendor. Never a guess among several. */
export function resolveApp(
  apps: readonly AppName[],
  wanted: { vendor: VendorName; named?: string | undefined },
): AppReading {
  const { vendor, named } = wanted;
  const candidates = apps.filter((app) => app.vendor === vendor).map(({ name }) => name);
  const title = vendorTitles[vendor];
  if (named !== undefined) {
    const found = apps.find(({ name }) => name === named);
    if (found?.vendor === vendor) return { ok: true, app: named };
    if (found === undefined) return { ok: false, sentence: `No app is called ${named}.`, candidates };
    const has = `${named} is a ${vendorTitles[found.vendor]} app, and those have ${haves[found.vendor]}, not ${haves[vendor]}.`;
    return { ok: false, sentence: has, candidates };
  }
  const [only, ...others] = candidates;
  if (only === undefined)
    return { ok: false, sentence: `No ${title} app is set up, and only ${title} has ${haves[vendor]}.`, candidates };
  if (others.length === 0) return { ok: true, app: only };
  const list = `${candidates.slice(0, -1).join(', ')} and ${candidates.at(-1)} are ${others.length === 1 ? 'both' : 'all'}`;
  return {
    ok: false,
    sentence: `Which app? ${list} ${title} apps. Write the name and a slash in front: ${only}/…`,
    candidates,
  };
}

/** Splits `eu/lobby` at its first slash, if what stands before it is a configured app; else the slash belongs to the id. */
export function splitApp(text: string, apps: readonly AppName[]): { readonly app?: string; readonly rest: string } {
  const slash = text.indexOf('/');
  const app = apps.find(({ name }) => slash >= 0 && name === text.slice(0, slash))?.name;
  return app === undefined ? { rest: text } : { app, rest: text.slice(slash + 1) };
}
