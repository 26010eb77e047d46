import type { z } from 'zod';
import type { MutedGroup } from '../../moderation/vendor.ts';
import type { AppCore } from '../core.ts';
import { UnavailableError } from '../errors.ts';
import { readPatiently } from '../read-patiently.ts';
import { fetchForbidGroupList, forbidBits } from './operations/fetch-forbid-group-list.ts';

/** Ten million groups. A list that is longer has lost its way. */
const mostPages = 1000;

type Page = z.infer<typeof fetchForbidGroupList.reply>;

/**
 * Streams the groups in which somebody is muted, one page of up to 10,000 in memory at a time. A group that ZIM names twice on one page
 * comes once, with all its bits; one that comes again on a later page (the list may change while it is read) comes again, because
 * remembering a million ids to prevent that would cost more than it is worth. The stream ends on `FetchEnd` 1, and also, so that it
 * ends at all, when `NextFlag` is missing, 0 or one that was used before.
 * @see https://www.zegocloud.com/docs/zim-server/group/fetch-forbid-group-list
 */
export async function* mutedGroups(
  core: AppCore,
  { operator, signal }: { operator: string; signal: AbortSignal },
): AsyncGenerator<MutedGroup> {
  const used = new Set<number>();
  let startFlag = 0;
  for (let pages = 0; pages < mostPages; pages++) {
    used.add(startFlag);
    const page = await readPatiently(core, { operation: fetchForbidGroupList, input: { operator, startFlag }, signal });
    yield* groupsOf(page);
    const next = page.NextFlag ?? 0;
    if (page.FetchEnd === 1) return;
    if (next === 0 || used.has(next)) {
      // FetchEnd said that there was more, or was missing; the flag leads nowhere. One of the two is wrong.
      core.log.warn({ event: 'vendor.pages', app: core.client.app, fetchEnd: page.FetchEnd, pages: pages + 1 });
      return;
    }
    startFlag = next;
  }
  throw new UnavailableError(placeOf(core), {
    words: `its list had no end after ${mostPages} pages`,
    executed: 'maybe',
  });
}

function* groupsOf({ GroupList }: Page): Generator<MutedGroup> {
  const bits = new Map<string, number>();
  for (const { GroupId, ForbidType } of GroupList ?? []) bits.set(GroupId, (bits.get(GroupId) ?? 0) | ForbidType);
  for (const [group, type] of bits) {
    yield {
      group,
      everyone: (type & forbidBits.everyone) !== 0,
      roles: (type & forbidBits.roles) !== 0,
      people: (type & forbidBits.people) !== 0,
      unknownBits: type & ~(forbidBits.everyone | forbidBits.roles | forbidBits.people),
    };
  }
}

function placeOf(core: AppCore) {
  return { vendor: core.client.vendor, app: core.client.app, operation: fetchForbidGroupList.name };
}
