import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../../src/lib/clock.ts';
import { startBalancer } from '../../src/playground/balancer.ts';
import { type BotProcess, startBot } from '../../src/playground/bot-process.ts';
import type { CommandResult } from '../../src/playground/slack/driver/command.ts';
import type { SlackMessage } from '../../src/playground/slack/model.ts';
import { playgroundSlack } from '../../src/playground/slack/seed.ts';
import { botVariables, type StandIns, startStandIns } from '../../src/playground/stand-ins.ts';
import { bareEnvironment, program } from './bot-process.ts';
import { createEmptyDatabase } from './empty-database.ts';
import { watchBot, watchLine } from './leaks.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

/** One bot of several, a real process with a way of its own to the database. */
export interface Replica {
  readonly name: string;
  readonly port: number;
  /** Every line of its log, read. */
  readonly log: readonly LogLine[];
  /** Its way to PostgreSQL, which may be cut, mended and reset. */
  readonly database: TcpProxy;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGSTOP: it does nothing more until it is woken, and knows nothing of it. The balancer passes it over meanwhile. */
  freeze(): void;
  /** SIGCONT. */
  wake(): void;
  /** SIGTERM; resolves with its exit code. */
  stop(): Promise<number | null>;
}

export interface LogLine {
  readonly event: string;
  /** When it was logged, epoch ms. */
  readonly time: number;
  readonly level: number;
  readonly case?: number;
  readonly epoch?: number;
  /** How long it took what it tells of. */
  readonly ms?: number;
}

/**
 * Several replicas of Hush over one PostgreSQL, behind one address, on stand-ins that outlive them. Real processes in real time: whoever
 * uses it waits with {@link ReplicaBed.until} for what happens, and never for a time.
 *
 * ```ts
 * const bed = await startReplicas(2);
 * await bed.type('mute alice in lobby for 2h'); // to any
 * await (await bed.carrier()).kill();
 * const next = await bed.carrier(); // the one that took over
 * await bed.finished();
 * await bed.close();
 * ```
 */
export interface ReplicaBed extends Pick<StandIns, 'slack' | 'zim' | 'netease'> {
  /** Those that were started and not ended, the oldest first. */
  readonly replicas: readonly Replica[];
  /** The database, for looks at it that no cut reaches. */
  readonly url: string;
  /** Starts one more, which the balancer knows at once. */
  start(environment?: Readonly<Record<string, string>>): Promise<Replica>;
  /** The replica that carries the cases out, as soon as one that is neither frozen nor ended says so. */
  carrier(ms?: number): Promise<Replica>;
  /** Some replica that runs and is not this one. */
  other(than: Replica): Replica;
  /** Types a line as the moderator maria: to this replica, or to whose turn it is. */
  type(line: string, to?: Replica): Promise<CommandResult>;
  /** What is sent to Slack's address goes to this replica until the promise that `work` returns is settled. */
  through<T>(replica: Replica, work: () => Promise<T>): Promise<T>;
  /** Messages of a case in the audit channel, without those in threads. */
  audit(number: number): readonly SlackMessage[];
  /** What stands in the threads of the audit channel. */
  threads(): readonly SlackMessage[];
  /** What maria was told privately that begins with these words. */
  told(start: string): readonly SlackMessage[];
  /** What a question to the database brings. */
  rows<Row = Record<string, unknown>>(sql: string, ...values: unknown[]): Promise<readonly Row[]>;
  /** Resolves when every case is closed and everything was told. */
  finished(ms?: number): Promise<void>;
  /** Resolves as soon as `is` holds. */
  until(is: () => boolean | Promise<boolean>, ms?: number): Promise<void>;
  /** Ends everything, looks for secrets in what was said, and drops the database. */
  close(): Promise<void>;
}

/** Starts `count` replicas. `environment` is added to every one's. */
export async function startReplicas(
  count: number,
  environment: Readonly<Record<string, string>> = {},
): Promise<ReplicaBed> {
  const [standIns, database, balancer] = await Promise.all([
    startStandIns(systemClock),
    createEmptyDatabase(),
    startBalancer(),
  ]);
  const { slack, zim, netease } = standIns;
  slack.switches.messagesPerSecond = 0;
  slack.eventsUrl = balancer.url;
  const folder = mkdtempSync(join(tmpdir(), 'hush-replicas-'));
  const running = new Set<Running>();
  const frozen = new Set<Replica>();
  const ways = new Set<TcpProxy>();
  let started = 0;
  const { moderator, moderationChannel, auditChannel } = playgroundSlack;

  const balance = (among: Iterable<Replica> = running) => {
    balancer.ports = [...among].filter((one) => !frozen.has(one)).map(({ port }) => port);
  };

  const start = async (more: Readonly<Record<string, string>> = {}): Promise<Replica> => {
    const way = await startTcpProxy(database.url);
    ways.add(way);
    const address = new URL(database.url);
    address.hostname = '127.0.0.1';
    address.port = String(way.port);
    const log: LogLine[] = [];
    const variables = {
      ...botVariables(standIns),
      PORT: '0',
      LOG_LEVEL: 'debug',
      HUSH_DATA_DIR: folder,
      DATABASE_URL: address.href,
      ...environment,
      ...more,
    };
    watchBot({ slack, folder, environment: variables });
    const bot = await startBot({
      program,
      environment: { ...bareEnvironment, ...variables },
      onTrouble: () => undefined,
      onLine: (line) => {
        watchLine(line);
        if (line.startsWith('{')) log.push(JSON.parse(line) as LogLine);
      },
    });
    started += 1;
    const replica = replicaOf(`replica ${started}`, { bot, log, way });
    running.add(replica);
    balance();
    void bot.ended.then(() => {
      running.delete(replica);
      balance();
    });
    return replica;
  };

  const replicaOf = (
    name: string,
    { bot, log, way }: { bot: BotProcess; log: readonly LogLine[]; way: TcpProxy },
  ): Running => ({
    name,
    port: bot.port,
    log,
    database: way,
    bot,
    kill: async () => {
      bot.kill();
      await bot.ended;
    },
    freeze() {
      process.kill(bot.pid, 'SIGSTOP');
      frozen.add(this);
      balance();
    },
    wake() {
      process.kill(bot.pid, 'SIGCONT');
      frozen.delete(this);
      balance();
    },
    stop: async () => {
      await bot.stop();
      return bot.ended;
    },
  });

  const through = async <T>(replica: Replica, work: () => Promise<T>): Promise<T> => {
    balance([replica]);
    try {
      return await work();
    } finally {
      balance();
    }
  };

  const until = async (is: () => boolean | Promise<boolean>, ms = 30_000) => {
    const end = systemClock.monotonic() + ms;
    while (!(await is())) {
      if (systemClock.monotonic() > end) throw new Error(`It did not happen within ${ms} ms: ${is}`);
      await pause(20);
    }
  };

  const rows = async <Row>(sql: string, ...values: unknown[]) =>
    (await database.client.query(sql, values)).rows as readonly Row[];

  const carries = ({ log }: Replica) =>
    log.findLast(({ event }) => event.startsWith('carrier.'))?.event === 'carrier.began';
  const findCarrier = () => [...running].find((one) => !frozen.has(one) && carries(one));

  const bed: ReplicaBed = {
    slack,
    zim,
    netease,
    url: database.url,
    get replicas() {
      return [...running];
    },
    start,
    carrier: async (ms) => {
      await until(() => findCarrier() !== undefined, ms);
      return findCarrier() as Replica;
    },
    other: (than) => {
      const found = [...running].find((one) => one !== than && !frozen.has(one));
      if (!found) throw new Error(`Beside ${than.name} no replica runs.`);
      return found;
    },
    type: (line, to) => {
      const typed = () => slack.people.command({ user: moderator, channel: moderationChannel, text: line });
      return to ? through(to, typed) : typed();
    },
    through,
    audit: (number) =>
      slack
        .messages(auditChannel)
        .filter(({ threadTs, text }) => threadTs === undefined && text.startsWith(`*Case ${number}*`)),
    threads: () => slack.messages(auditChannel).filter(({ threadTs }) => threadTs !== undefined),
    told: (beginning) =>
      [...slack.ephemerals(moderator), ...slack.directMessages(moderator)].filter(({ text }) =>
        text.startsWith(beginning),
      ),
    rows,
    finished: (ms) =>
      until(async () => {
        const left = await rows(
          'select 1 from cases where closed_at is null union all select 1 from outbox where sent_at is null',
        );
        return left.length === 0;
      }, ms),
    until,
    close: async () => {
      for (const { bot } of running) {
        process.kill(bot.pid, 'SIGCONT');
        bot.kill();
        await bot.ended;
      }
      for (const way of ways) await way.close();
      const audit = await rows('select * from audit').catch(() => []);
      for (const entry of audit) watchLine(JSON.stringify(entry));
      watchBot({ slack, folder, environment: {} }).lookAtAll();
      await Promise.all([standIns.close(), balancer.close(), database.drop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  try {
    for (let index = 0; index < count; index += 1) await start();
    return bed;
  } catch (error) {
    await bed.close();
    throw error;
  }
}

interface Running extends Replica {
  readonly bot: BotProcess;
}
