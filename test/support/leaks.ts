import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import { neteaseSeed } from '../../src/playground/netease/world.ts';
import { playgroundSlack } from '../../src/playground/slack/seed.ts';
import type { SlackStandIn } from '../../src/playground/slack/start-slack.ts';
import { zimSeed } from '../../src/playground/zim/seed.ts';
import { openToRead } from '../../src/store/open-to-read.ts';
import { beforeTaking, type Leak, leaks } from './leak-list.ts';

const seeded = [playgroundSlack.botToken, playgroundSlack.signingSecret, zimSeed.secret, neteaseSeed.appSecret];

/** The audit's key, addresses that answer for Hush or open a WebSocket, and the vendors' signatures. */
const shapes = String.raw`MC4CAQAwBQYDK2Vw\w|/(?:commands|actions)/T\w+/\w+/secret|\bSignature(?:=|%3D)\w|\bCheckSum\W{1,6}\w{16}|\bticket=\w`;
/** Good for three seconds, and not for people; what is caught by the log's last line of defence should not have come so far either. */
const shapesInLogs = String.raw`\b1\d{6}\.\d{13}\.trigger\b|\[secret\]`;

let secrets: ReadonlySet<string> = new Set(seeded);
let [anywhere, inLogs] = patterns();

function patterns(): readonly [anywhere: RegExp, inLogs: RegExp] {
  const known = [...secrets].map((secret) => secret.replace(/[^\w-]/g, '\\$&')).join('|');
  return [new RegExp(`${known}|${shapes}`), new RegExp(`${known}|${shapes}|${shapesInLogs}`)];
}

function look(where: Leak['where'], text: string): void {
  const { index } = (where === 'log or output' ? inLogs : anywhere).exec(text) ?? {};
  if (index === undefined) return;
  leaks.push({ where, found: text.slice(Math.max(0, index - 80), index + 120) });
}

/** Values of variables that are secrets by their name. */
function secretsIn(environment: Readonly<Partial<Record<string, string>>>): readonly string[] {
  return Object.entries(environment).flatMap(([name, value]) =>
    /_(?:SECRET|TOKEN)(?:_|$)/.test(name) && value && value.length >= 8 ? [value] : [],
  );
}

/** Looks at a line that somebody may read: of the log, or of what a program printed. */
export function watchLine(line: string): void {
  look('log or output', line);
}

/** Looks at whatever a program prints from now on. */
export function watchOutput({ stdout, stderr }: ChildProcessWithoutNullStreams): void {
  for (const stream of [stdout, stderr]) createInterface({ input: stream }).on('line', watchLine);
}

interface Watch {
  /** What was said in Slack since the last look. */
  look(): void;
  /** Everything that somebody can see in Slack, files too, and the audit. */
  lookAtAll(): void;
}

const watches = new Map<SlackStandIn, Watch>();

/** Looks at everything that the bot says in Slack, and at what is in the audit of its database. */
export function watchBot(watched: {
  readonly slack: SlackStandIn;
  readonly folder: string;
  readonly environment: Readonly<Partial<Record<string, string>>>;
}): Watch {
  const { slack, folder, environment } = watched;
  secrets = new Set([...secrets, ...secretsIn(environment)]);
  [anywhere, inLogs] = patterns();
  const known = watches.get(slack);
  if (known) return known;
  let calls = 0;
  const watch: Watch = {
    look: () => {
      const all = slack.calls();
      for (const { method, args } of all.slice(calls)) {
        // The addresses of an answer and of a form belong to the call, not to what it says.
        const { response_url: _, trigger_id: __, ...said } = args;
        look('Slack', `${method} ${JSON.stringify(said)}`);
      }
      calls = all.length;
    },
    lookAtAll: () => {
      watch.look();
      for (const { id } of slack.users()) {
        look('Slack', JSON.stringify([slack.ephemerals(id).filter(({ author }) => author !== id), slack.views(id)]));
      }
      for (const file of slack.files()) if (file.by === playgroundSlack.botUser) look('Slack', file.content ?? '');
      lookAtAudit(folder);
    },
  };
  watches.set(slack, watch);
  beforeTaking.add(watch.look);
  return watch;
}

/** What cannot be read (a test may have broken the file) holds nothing that anybody could read. */
function lookAtAudit(folder: string): void {
  let database: ReturnType<typeof openToRead>;
  try {
    database = openToRead(folder);
    for (const row of database?.prepare('select * from audit').iterate() ?? []) look('audit', JSON.stringify(row));
  } catch (error) {
    if (!(error instanceof Error && 'errcode' in error)) throw error;
  } finally {
    database?.close();
  }
}
