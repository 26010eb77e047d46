import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Kysely } from 'kysely';
import { type Clock, systemClock } from '../../src/lib/clock.ts';
import type { Policy } from '../../src/moderation/policy/settings.ts';
import type { BotProcess } from '../../src/playground/bot-process.ts';
import type { CommandResult } from '../../src/playground/slack/driver/command.ts';
import type { SlackMessage } from '../../src/playground/slack/model.ts';
import { playgroundSlack } from '../../src/playground/slack/seed.ts';
import { type StandIns, startStandIns } from '../../src/playground/stand-ins.ts';
import { verifyAudit } from '../../src/store/audit-chain.ts';
import { openSqlite, sqliteDialect } from '../../src/store/sqlite.ts';
import type { Tables } from '../../src/store/tables.ts';
import { startBotProcess } from './bot-process.ts';
import type { KillPoint } from './kill-at.ts';
import { watchBot } from './leaks.ts';

/** Modules that the bot's process loads before the bot. */
const preloaded = ['./set-policy.ts', './kill-at.ts'] as const;

/** The machine's clock, set ahead by as much as a test likes. Only `now()` leaps; timers go by real time. */
class LeapingClock implements Clock {
  aheadMs = 0;
  now = () => systemClock.now() + this.aheadMs;
  monotonic = systemClock.monotonic;
  sleep = systemClock.sleep;
  after = systemClock.after;
}

/** One row of `select * from targets`, as far as tests look at it. */
export interface TargetRow {
  readonly case_number: number;
  readonly ordinal: number;
  readonly target: string;
  readonly places: number;
  /** Requests that named it and may have changed something. */
  readonly sent: number;
  readonly outcome: string | null;
  readonly words: string | null;
  readonly lift_outcome: string | null;
}

export interface CaseRow {
  readonly number: number;
  readonly action: string;
  readonly vendor: string;
  readonly scope: string;
  readonly total: number;
  readonly created_at: number;
  readonly expires_at: number | null;
  readonly closed_at: number | null;
  readonly delivery_key: string;
  /** The case that this one undoes: it is told in that one's thread. */
  readonly undoes: number | null;
}

/** An entry of the audit with its details read. */
export interface AuditRow {
  readonly event: string;
  readonly case_number: number | null;
  readonly details: {
    readonly endings?: readonly { readonly target: string; readonly outcome: string }[];
    readonly rest?: number;
    readonly target?: string;
    /** `case.retried`: how many. `case.recorded`: all, and why some of them end as skipped at once. */
    readonly targets?: number | readonly { readonly id: string; readonly problem?: string | null }[];
  };
}

/** Hush as a process that may be killed, on stand-ins that survive it, and a look at what it wrote. */
export interface CrashBed extends Pick<StandIns, 'slack' | 'zim' | 'netease'> {
  readonly clock: Clock;
  /** When the bot was started, epoch ms. */
  readonly starts: readonly number[];
  /** Starts the bot on the folder; with a point, it is killed exactly there. Rejects if it died before it listened. */
  start(options?: {
    killAt?: KillPoint;
    environment?: Readonly<Record<string, string>>;
    policy?: Partial<Policy>;
  }): Promise<BotProcess>;
  /** Sets everybody's clock ahead: the stand-ins' at once, the bot's from its next start on. */
  leap(ms: number): void;
  /** Types a line as the moderator maria. */
  type(line: string): Promise<CommandResult>;
  /** Messages of a case in the audit channel, without those in threads. */
  audit(number: number): readonly SlackMessage[];
  /** What stands in the threads of the audit channel. */
  threads(): readonly SlackMessage[];
  /** What maria was told privately that begins with these words. */
  told(start: string): readonly SlackMessage[];
  cases(): readonly CaseRow[];
  targets(): readonly TargetRow[];
  /** The whole audit; throws if the chain is broken. */
  entries(): Promise<readonly AuditRow[]>;
  /** How many rows a question to the database brings. */
  count(sql: string, ...values: (number | string)[]): number;
  /** Resolves when every case is closed and everything was told. */
  finished(ms?: number): Promise<void>;
  /** Resolves as soon as `is` holds. */
  until(is: () => boolean, ms?: number): Promise<void>;
  close(): Promise<void>;
}

export async function startCrashBed(): Promise<CrashBed> {
  const clock = new LeapingClock();
  const standIns = await startStandIns(clock);
  const { slack, zim, netease } = standIns;
  slack.switches.messagesPerSecond = 0;
  const folder = mkdtempSync(join(tmpdir(), 'hush-crash-'));
  const bots: BotProcess[] = [];
  const starts: number[] = [];
  const { moderator, moderationChannel, auditChannel } = playgroundSlack;

  const rows = <Row>(sql: string, ...values: (number | string)[]): readonly Row[] => {
    const database = openSqlite(folder, { readOnly: true });
    try {
      return database.prepare(sql).all(...values) as unknown as readonly Row[];
    } finally {
      database.close();
    }
  };
  const count = (sql: string, ...values: (number | string)[]) => rows(sql, ...values).length;
  const until = async (is: () => boolean, ms = 20_000) => {
    const end = systemClock.monotonic() + ms;
    while (!is()) {
      if (systemClock.monotonic() > end) throw new Error(`It did not happen within ${ms} ms: ${is}`);
      await pause(25);
    }
  };
  const waiting = 'select 1 from cases where closed_at is null union all select 1 from outbox where sent_at is null';

  return {
    slack,
    zim,
    netease,
    clock,
    starts,
    start: async ({ killAt, environment, policy } = {}) => {
      starts.push(clock.now());
      const bot = await startBotProcess(standIns, folder, {
        NODE_OPTIONS: preloaded.map((file) => `--import=${new URL(file, import.meta.url)}`).join(' '),
        ...(policy && { TEST_POLICY: JSON.stringify(policy) }),
        CLOCK_AHEAD_MS: String(clock.aheadMs),
        ...(killAt && { KILL_AT: JSON.stringify(killAt) }),
        ...environment,
      });
      bots.push(bot);
      return bot;
    },
    leap: (ms) => {
      clock.aheadMs += ms;
    },
    type: (line) => slack.people.command({ user: moderator, channel: moderationChannel, text: line }),
    audit: (number) =>
      slack
        .messages(auditChannel)
        .filter(({ threadTs, text }) => threadTs === undefined && text.startsWith(`*Case ${number}*`)),
    threads: () => slack.messages(auditChannel).filter(({ threadTs }) => threadTs !== undefined),
    told: (start) =>
      [...slack.ephemerals(moderator), ...slack.directMessages(moderator)].filter(({ text }) => text.startsWith(start)),
    cases: () => rows<CaseRow>('select * from cases order by number'),
    targets: () => rows<TargetRow>('select * from targets order by case_number, ordinal'),
    entries: async () => {
      const db = new Kysely<Tables>({ dialect: sqliteDialect(openSqlite(folder, { readOnly: true })) });
      try {
        const { brokenAt } = await verifyAudit(db);
        if (brokenAt !== undefined) throw new Error(`The audit's chain is broken at entry ${brokenAt}.`);
        const entries = await db.selectFrom('audit').selectAll().orderBy('seq').execute();
        return entries.map((entry) => ({ ...entry, details: JSON.parse(entry.details) as AuditRow['details'] }));
      } finally {
        await db.destroy();
      }
    },
    count,
    finished: (ms) => until(() => count(waiting) === 0, ms),
    until,
    close: async () => {
      for (const bot of bots) bot.kill();
      await Promise.all(bots.map(({ ended }) => ended));
      watchBot({ slack, folder, environment: {} }).lookAtAll();
      await standIns.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
