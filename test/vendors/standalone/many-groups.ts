/** Streams a million muted groups, page by page, and prints their number. Run by `standalone.test.ts` with a small heap. */
import { systemClock } from '../../../src/lib/clock.ts';
import { silentLog } from '../../../src/lib/log.ts';
import { systemRandom } from '../../../src/lib/random.ts';
import { createZimApp } from '../../../src/vendors/zim/index.ts';

const pages = 100;
const groupsPerPage = 10_000;

/** One page of groups with ids as long as ZIM allows, built when it is asked for. */
function pageBody(number: number): string {
  const GroupList = Array.from({ length: groupsPerPage }, (_, index) => ({
    GroupId: `group-${String(number * groupsPerPage + index).padStart(26, '0')}`,
    ForbidType: 1,
  }));
  return JSON.stringify({ Code: 0, FetchEnd: number === pages ? 1 : 0, NextFlag: number, GroupList });
}

let asked = 0;
const app = createZimApp({
  name: 'zim',
  appId: 1,
  secret: 'secret',
  operator: 'admin',
  url: 'https://zim.test/',
  callsPerSecond: 1000,
  timeoutMs: 2000,
  clock: systemClock,
  random: systemRandom,
  log: silentLog,
  transport: {
    attempt: async () => ({ kind: 'reply', http: 200, body: pageBody(++asked) }),
    close: async () => {},
  },
});

let count = 0;
for await (const { everyone } of app.mutedGroups(new AbortController().signal)) if (everyone) count += 1;
process.stdout.write(`${count}\n`);
await app.close();
