import { type Kysely, sql } from 'kysely';
import { asciiLower } from '../lib/ascii-lower.ts';
import { either } from './either.ts';
import type { AuditTable, Tables } from './tables.ts';

/** Which entries are wanted; what is left out does not matter. */
export interface EntryFilter {
  /** From this time on, epoch ms. */
  readonly since?: number;
  /** Before this time, epoch ms. */
  readonly until?: number;
  /** Whose details name this target, or the user of these notifications, also in what was only asked for: exactly, at NetEase in lower case too. */
  readonly target?: string;
  /** What this Slack user did. */
  readonly actor?: string;
  readonly case?: number;
}

/** The entries of the audit that a filter lets pass, oldest first, one at a time. */
export async function* auditEntries(db: Kysely<Tables>, filter: EntryFilter): AsyncGenerator<AuditTable> {
  const { since, until, target, actor } = filter;
  const rows = db
    .selectFrom('audit')
    .leftJoin('cases', 'cases.number', 'audit.case_number')
    .selectAll('audit')
    .select('cases.vendor')
    .$if(since !== undefined, (query) => query.where('audit.at', '>=', since ?? 0))
    .$if(until !== undefined, (query) => query.where('audit.at', '<', until ?? 0))
    .$if(actor !== undefined, (query) => query.where('audit.actor', '=', actor ?? ''))
    .$if(filter.case !== undefined, (query) => query.where('audit.case_number', '=', filter.case ?? 0))
    // Only to read less of what does not matter: where the id stands as a text of its own, wherever that is.
    .$if(target !== undefined, (query) =>
      query.where(
        sql<boolean>`(${contains(JSON.stringify(target))} or ${contains(JSON.stringify(asciiLower(target ?? '')))})`,
      ),
    )
    .orderBy('audit.seq')
    .stream();
  for await (const { vendor, ...entry } of rows) {
    if (target === undefined || names(entry, { target, vendor })) yield entry;
  }
}

/** Whether the details hold a text. */
function contains(text: string) {
  return either({ sqlite: sql`instr(details, ${text}) > 0`, postgres: sql`strpos(details, ${text}) > 0` });
}

/** Whether an entry's details name a target. */
function names({ details }: AuditTable, { target, vendor }: { target: string; vendor: string | null }): boolean {
  const told = readDetails(details) ?? {};
  const proposed = [told.cases].flat().map(objectOr);
  return [{ vendor, ...told }, ...proposed].some((one) => {
    const named = namedIn(one);
    return named.has(target) || (one.vendor === 'netease' && named.has(asciiLower(target)));
  });
}

/** Every id in an entry's details: of the targets asked for, ended or lifted, and of the user whose notifications it is about. */
function namedIn(details: unknown): ReadonlySet<unknown> {
  const { targets, endings, target, place } = objectOr(details);
  const { user } = objectOr(place);
  const listed = [targets, endings].flat().map((one) => (typeof one === 'string' ? one : (idOf(objectOr(one)) ?? one)));
  return new Set([...listed, target, user]);
}

function idOf({ id, target }: Readonly<Record<string, unknown>>): unknown {
  return id ?? target;
}

/** What an entry's details say; undefined if they are not as Hush writes them, and so could not be told by anything but their text. */
export function readDetails(details: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const read: unknown = JSON.parse(details);
    return details.startsWith('{') && JSON.stringify(read) === details ? (read as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function objectOr(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
