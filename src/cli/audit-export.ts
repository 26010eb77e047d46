import { command, WrongUse } from './command.ts';

/** `npm run hush -- audit export`: entries of the audit, for people who have no database. */
export const auditExport = command({
  summary: 'writes entries of the audit as CSV or JSON lines to standard output',
  details: `One line an entry, oldest first, with its number and hashes, so that every line can be checked: a hash is the SHA-256, in hexadecimal,
of the JSON list [previous, seq, at in epoch milliseconds, event, actor, case or null, details as text]. The database
(HUSH_DATA_DIR, or DATABASE_URL) is only read, also while a bot is running on it. In CSV an apostrophe stands before what a spreadsheet could take
for a formula. Into a file it goes with npm --silent run hush -- audit export …: npm's own lines would be in it otherwise.

Times are ISO dates, 2026-11-28 or 2026-11-28T14:00Z (without a zone UTC), or a length ago: 7d. A date alone is its whole day. Without
filters it is the whole audit; with several an entry has to pass all.

Exit code 0: everything was written, or the reader had enough. 1: it could not be read or written. 2: the command line is wrong.`,
  options: {
    format: { type: 'string', value: '<format>', what: 'csv or jsonl; it has to be said' },
    since: { type: 'string', value: '<time>', what: 'entries from then on' },
    until: { type: 'string', value: '<time>', what: 'entries up to then' },
    target: {
      type: 'string',
      value: '<id>',
      what: 'entries that name this target, exactly; in NetEase also in lower case',
    },
    moderator: { type: 'string', value: '<user>', what: "what this Slack user did, by Slack's id" },
    case: { type: 'string', value: '<number>', what: 'entries about this case' },
  },
  run: async ({ format, since, until, target, moderator, case: number }) => {
    const [{ readTime }, { systemClock }] = await Promise.all([import('./read-time.ts'), import('../lib/clock.ts')]);
    if (format !== 'csv' && format !== 'jsonl') throw new WrongUse('--format has to be csv or jsonl.');
    const now = systemClock.now();
    const from = since === undefined ? undefined : readTime(since, { option: '--since', now }).start;
    const to = until === undefined ? undefined : readTime(until, { option: '--until', now }).end;
    if (from !== undefined && to !== undefined && from >= to) {
      throw new WrongUse('Nothing lies between --since and --until: the second is not later than the first.');
    }
    if (target === '') throw new WrongUse('--target needs an id.');
    const filter = {
      ...(from !== undefined && { since: from }),
      ...(to !== undefined && { until: to }),
      ...(target !== undefined && { target }),
      ...(moderator !== undefined && { actor: readModerator(moderator) }),
      ...(number !== undefined && { case: readCase(number) }),
    };
    const [{ processEnvironment, readAuditAccess }, { openAuditReader }, { writeEntries }] = await Promise.all([
      import('../config.ts'),
      import('../store/audit-reader.ts'),
      import('./write-entries.ts'),
    ]);
    const reader = await openAuditReader(readAuditAccess(processEnvironment()), systemClock);
    try {
      await writeEntries(reader.entries(filter), format, process.stdout);
    } finally {
      await reader.close();
    }
  },
});

function readModerator(text: string): string {
  const id = /^(?:<@|@)?((?:T[A-Z0-9]{2,}:)?[UW][A-Z0-9]{2,}|hush)(?:\|[^>]*)?>?$/.exec(text)?.[1];
  if (id !== undefined) return id;
  throw new WrongUse(
    `--moderator ${text}: it is Slack's id of somebody, such as U0123456789, or hush for what Hush did.`,
  );
}

function readCase(text: string): number {
  const digits = /^#?([1-9]\d{0,14})$/.exec(text)?.[1];
  if (digits !== undefined) return Number(digits);
  throw new WrongUse(`--case ${text}: a case has a number, such as 12.`);
}
