import { type Finding, printable } from '../lib/finding.ts';
import type { CheckingKey } from '../lib/signing-key.ts';
import type { Whose } from '../moderation/ports.ts';
import { isSignedBy } from './checkpoints.ts';
import type { CheckpointsTable } from './tables.ts';

/** The tables of a database that is only looked at, whichever it is and however old. */
export interface Content {
  /** Names of the tables that are there. */
  readonly tables: ReadonlySet<string>;
  /** The rows of a query that both databases read the same. */
  ask(text: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

export interface AuditChannel {
  /** Slack's id of it. */
  readonly channel: string;
  /** Whose messages go there. */
  readonly whose: Whose;
}

/** Which keys `hush.yml` names for the audit. */
export interface AuditKeys {
  readonly key?: CheckingKey;
  readonly formerKeys: readonly CheckingKey[];
}

/** Whether the tables are those of these sources, whose migrations `known` lists. `running`: what stands behind it about who uses them. */
export async function schemaFinding(
  { tables, ask }: Content,
  { known, running }: { readonly known: readonly string[]; readonly running: string },
): Promise<Finding> {
  const done = tables.has('kysely_migration') ? await ask('select name from kysely_migration order by name') : [];
  const names = done.map(({ name }) => String(name));
  const newer = names.find((name) => !known.includes(name));
  if (newer !== undefined) {
    return {
      level: 'fail',
      what: `Database: it was written by a newer Hush (it has ${printable(newer)})`,
      fix: 'Start that version, or use another database (HUSH_DATA_DIR, or DATABASE_URL).',
    };
  }
  const missing = known.length - names.length;
  const state =
    missing === 0 ? 'up to date' : `the next start brings it up to date (${missing} of ${known.length} steps)`;
  return { level: 'ok', what: `Database: ${state}${running}` };
}

/** Whether Hush would go on removing old entries: it does not where a key signed for the last ones that nobody named. */
export async function checkpointFindings(
  { tables, ask }: Content,
  audit: AuditKeys | undefined,
): Promise<readonly Finding[]> {
  if (!audit?.key || !tables.has('checkpoints')) return [];
  const [row] = await ask('select * from checkpoints order by seq desc limit 1');
  if (!row) return [];
  const { key_id: keyId, ...rest } = row as unknown as CheckpointsTable;
  if (isSignedBy({ ...rest, keyId }, [audit.key, ...audit.formerKeys])) return [];
  return [
    {
      level: 'fail',
      what: `Audit: old entries were removed under a checkpoint that is not signed with the key in hush.yml, but says with ${printable(keyId)}; no more are removed`,
      fix: 'Put the former key, or its public half, into audit.formerKeys. If there was none, see: npm run hush -- audit verify.',
    },
  ];
}

/** Slack's words for a channel that takes nothing until somebody acts (https://docs.slack.dev/reference/methods/chat.postMessage#errors). */
const channelTroubles: ReadonlySet<string> = new Set([
  'channel_not_found',
  'is_archived',
  'not_in_channel',
  'restricted_action',
  'restricted_action_read_only_channel',
]);
const mendChannel =
  'Type /invite @Hush in the channel, unarchive it, or set HUSH_AUDIT_CHANNEL to another; what waits is then written.';

const titleOf = (channel: string) => `Audit channel ${channel}`;

/** What can be said of a channel of which nothing is known. */
export function unknownChannel({ channel }: AuditChannel): Finding {
  return {
    level: 'skip',
    what: `${titleOf(channel)}: not checked, for Slack tells only whoever writes there, and doctor writes nothing`,
    fix: 'See that the bot is in it: type /invite @Hush there. Until Hush can write there, its messages wait.',
  };
}

/** What is known of the channels for audit messages without writing there: what Slack said of Hush's own messages. */
export function channelFindings(content: Content, channels: readonly AuditChannel[]): Promise<readonly Finding[]> {
  return Promise.all(channels.map(async (each) => (await channelFinding(content, each)) ?? unknownChannel(each)));
}

/** Undefined: nothing is known of it. */
async function channelFinding(
  { tables, ask }: Content,
  { channel, whose }: AuditChannel,
): Promise<Finding | undefined> {
  if (!tables.has('outbox') || !tables.has('cases') || (whose && !tables.has('installations'))) return undefined;
  const title = titleOf(channel);
  const ofThese = whose ? `and workspace in (${whose.map(quoted).join(', ')})` : '';
  const waiting = await ask(
    `select error from outbox where lane = 'audit' and sent_at is null and error is not null ${ofThese} order by id`,
  );
  const [first] = waiting;
  if (first) {
    const count = waiting.length === 1 ? 'a message waits' : `${waiting.length} messages wait`;
    const what = `${title}: ${count}, for Slack answered ${printable(String(first.error))}`;
    return channelTroubles.has(String(first.error))
      ? { level: 'fail', what, fix: mendChannel }
      : {
          level: 'warn',
          what,
          fix: 'Hush offers them again by itself. If that does not change, see the line about Slack.',
        };
  }
  const [last] = await ask(
    `select post_channel, post_ts from cases
      where post_ts is not null ${whose ? `and post_channel = ${quoted(channel)}` : ''} order by number desc limit 1`,
  );
  if (last?.post_channel !== channel) return undefined;
  const at = new Date(Number(last.post_ts) * 1000).toISOString().slice(0, 10);
  return { level: 'ok', what: `${title}: Slack took Hush's last message there on ${at}` };
}

/** A text in SQL, as both databases read it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
