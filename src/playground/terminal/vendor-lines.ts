import type { StandIns } from '../stand-ins.ts';

/** What the vendors hold, one line for each thing, by what it is: `ZIM lobby: alice is muted` → `2 hours left`. */
export type VendorLines = ReadonlyMap<string, string>;

/** Everybody who is muted or silenced, and where. */
export function vendorLines({ zim, netease }: Pick<StandIns, 'zim' | 'netease'>): VendorLines {
  const lines = new Map<string, string>();
  for (const app of zim.state()) {
    for (const group of app.groups) {
      for (const { user, until } of group.muted) lines.set(`ZIM ${group.id}: ${user} is muted`, untilText(until));
      const { whole } = group;
      if (whole) lines.set(`ZIM ${group.id}: ${wholeText(whole.whom)} muted`, untilText(whole.until));
    }
    for (const { user, groups, users } of app.silenced) {
      for (const id of [...groups, ...users]) lines.set(`ZIM ${user} gets no notifications from ${id}`, '');
    }
  }
  for (const app of netease.state()) {
    for (const { accid, ...flags } of app.muted) {
      for (const [flag, on] of Object.entries(flags))
        if (on) lines.set(`NetEase ${accid} is muted in ${flag.replace('mute', '').toLowerCase()}`, '');
    }
  }
  return lines;
}

function wholeText(whom: 'everyone' | readonly number[]): string {
  return whom === 'everyone' ? 'everyone is' : `roles ${whom.join(', ')} are`;
}

/** What changed, as lines that start with + or -. */
export function changedLines(before: VendorLines, after: VendorLines): readonly string[] {
  const came = [...after]
    .filter(([what, how]) => before.get(what) !== how)
    .map(([what, how]) => `+ ${what}${how && ` ${how}`}`);
  const went = [...before.keys()].filter((what) => !after.has(what)).map((what) => `- ${what}: no longer`);
  return [...came, ...went];
}

function untilText(until: number | undefined): string {
  return until === undefined ? 'for ever' : `until ${new Date(until).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
