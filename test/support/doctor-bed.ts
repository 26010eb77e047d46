import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { examine } from '../../src/doctor.ts';
import { systemClock } from '../../src/lib/clock.ts';
import type { Finding } from '../../src/lib/finding.ts';
import { systemRandom } from '../../src/lib/random.ts';
import { defaultScopes, playgroundSlack } from '../../src/playground/slack/seed.ts';
import { botVariables, type StandIns, startStandIns } from '../../src/playground/stand-ins.ts';

/** What the doctor examines in a test: stand-ins that are well again before each, and a folder of its own. */
export interface DoctorBed {
  readonly standIns: StandIns;
  readonly root: string;
  /** The database's folder, in `root`; not there until somebody makes it. */
  readonly folder: string;
  environment(more?: Readonly<Record<string, string>>): Readonly<Record<string, string>>;
  /** What the doctor finds, beside what is well. */
  troubles(more?: Readonly<Record<string, string>>, aheadMs?: number): Promise<readonly string[]>;
  /** Everything that it finds. */
  findings(more?: Readonly<Record<string, string>>): Promise<readonly string[]>;
  /** Everything in the folder, with when it was written. */
  snapshot(): readonly (readonly [name: string, writtenAt: number])[];
}

/** A finding as tests compare it. */
export const written = ({ level, what, fix = '' }: Finding) => `${level} ${what} → ${fix}`;

/** What is found while nobody told yet whether the audit channel takes messages. */
export const untold = expect.stringMatching(/^skip Audit channel C\w+: not checked/);

/** Sets the bed up for the tests of a file. */
export function doctorBed(): DoctorBed {
  let standIns: StandIns;
  let root: string;
  beforeAll(async () => {
    standIns = await startStandIns(systemClock);
  });
  afterAll(() => standIns.close());
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'hush-doctor-'));
  });
  afterEach(() => {
    standIns.slack.switches.scopes = defaultScopes;
    standIns.slack.admin.inviteBot(playgroundSlack.auditChannel);
    standIns.netease.switches.unknownInRead = 'missing';
    standIns.slack.faults.clear();
    standIns.zim.faults.clear();
    standIns.netease.faults.clear();
    rmSync(root, { recursive: true, force: true });
  });
  const environment = (more: Readonly<Record<string, string>> = {}) => ({
    ...botVariables(standIns),
    HUSH_DATA_DIR: join(root, 'data'),
    HUSH_VENDOR_TIMEOUT_MS: '8000',
    ...more,
  });
  return {
    get standIns() {
      return standIns;
    },
    get root() {
      return root;
    },
    get folder() {
      return join(root, 'data');
    },
    environment,
    troubles: async (more = {}, aheadMs = 0) => {
      const clock = { ...systemClock, now: () => systemClock.now() + aheadMs };
      const findings = await examine(readConfig(environment(more)), { clock, random: systemRandom });
      for (const { level, fix } of findings) if (level === 'warn' || level === 'fail') expect(fix).toMatch(/[\w)']\.$/);
      return findings.filter(({ level, what }) => level !== 'ok' && !what.includes('GB free')).map(written);
    },
    findings: async (more = {}) =>
      (await examine(readConfig(environment(more)), { clock: systemClock, random: systemRandom })).map(written),
    snapshot: () => {
      const folder = join(root, 'data');
      return readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mtimeMs] as const);
    },
  };
}
