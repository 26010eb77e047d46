import { createLog } from '../../src/lib/log.ts';
import { createNeteaseApp, type NeteaseApp } from '../../src/vendors/netease/index.ts';
import { createZimApp, type ZimApp } from '../../src/vendors/zim/index.ts';
import { watchLine } from '../support/leaks.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { seededRandom } from './seeded-random.ts';
import { type Line, StoryTransport } from './story-transport.ts';

/** An app whose vendor tells a story, in moved time. */
export interface Stage<App> {
  readonly app: App;
  readonly clock: ManualClock;
  readonly vendor: StoryTransport;
  /** Log lines as data. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
}

export const credentials = {
  zim: { appId: 12345, secret: '9193cc662a4c0ec135ec71fb57194b38', operator: 'admin' },
  netease: { appKey: 'app-key', appSecret: '0123456789ab' },
};

export function zimStage(story: readonly Line[]): Stage<ZimApp> {
  const { shared, ...stage } = prepare(story);
  return { ...stage, app: createZimApp({ name: 'zim', url: 'https://zim.test/', ...credentials.zim, ...shared }) };
}

export function neteaseStage(story: readonly Line[]): Stage<NeteaseApp> {
  const { shared, ...stage } = prepare(story);
  const url = 'https://netease.test/nimserver';
  return { ...stage, app: createNeteaseApp({ name: 'netease', url, ...credentials.netease, ...shared }) };
}

function prepare(story: readonly Line[]) {
  const clock = new ManualClock();
  const vendor = new StoryTransport(clock, story);
  const { log, lines } = memoryLog();
  const shared = { callsPerSecond: 20, timeoutMs: 2000, clock, random: seededRandom(7), log, transport: vendor };
  return { clock, vendor, lines, shared };
}

/** A log that is kept as data, and watched for secrets. */
export function memoryLog() {
  const lines: Readonly<Record<string, unknown>>[] = [];
  const log = createLog('trace', {
    write: (line) => {
      watchLine(line);
      lines.push(JSON.parse(line));
    },
  });
  return { log, lines };
}
