import type { AuditHead } from '../moderation/audit.ts';
import { command, WrongUse } from './command.ts';

/** `npm run hush -- audit verify`: whether the audit is what Hush wrote, and the cases what it tells. */
export const auditVerify = command({
  summary: 'checks that no entry of the audit was changed or removed, and that the cases agree with it',
  details: `Walks the whole chain of entries in HUSH_DATA_DIR, or in the PostgreSQL that DATABASE_URL names, then compares every case, target and
note with what it tells. The database is only read, also while a bot is running on it. The first entry that is wrong is named, and how it is wrong; so is the first case.

At the end stands the head, the newest entry: note it somewhere else. Given back as --head it shows later whether anything up to it
was changed and the chain computed anew, or cut off at its end, which the chain alone does not show.

Where old entries were removed ("audit" in hush.yml), the chain begins at a signed checkpoint. The key comes from the hush.yml that
HUSH_CONFIG names, or without one there from HUSH_AUDIT_KEY; its public half is enough.

Exit code 0: all is sound. 1: something is not. 2: the command line or the configuration is wrong.`,
  options: {
    head: { type: 'string', value: '<head>', what: 'a head that was noted earlier, as it was printed: number:hash' },
  },
  run: async ({ head }) => {
    const noted = head === undefined ? undefined : readHead(head);
    const [{ processEnvironment, readAuditAccess }, { openAuditReader }, { verdictText }, { systemClock }] =
      await Promise.all([
        import('../config.ts'),
        import('../store/audit-reader.ts'),
        import('./audit-verdict.ts'),
        import('../lib/clock.ts'),
      ]);
    const access = readAuditAccess(processEnvironment());
    const reader = await openAuditReader(access, systemClock);
    try {
      const { sound, lines } = verdictText(await reader.examine({ keys: access.keys, ...(noted && { noted }) }), noted);
      process.stdout.write(`${lines.join('\n')}\n`);
      if (!sound) process.exitCode = 1;
    } finally {
      await reader.close();
    }
  },
});

function readHead(text: string): AuditHead {
  const [, seq, hash] = /^([1-9]\d{0,14}):([0-9a-f]{64})$/.exec(text.trim().toLowerCase()) ?? [];
  if (seq !== undefined && hash !== undefined) return { seq: Number(seq), hash };
  throw new WrongUse('--head is a number, a colon and 64 hexadecimal digits, as audit verify printed it.');
}
