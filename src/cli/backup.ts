import { command, WrongUse } from './command.ts';

/** `npm run hush -- backup`: a copy of the embedded database that can be started from. */
export const backup = command({
  summary: 'copies the embedded database into a file, also while a bot is running on it, and checks the copy',
  details: `Writes all of hush.db in HUSH_DATA_DIR, as it is at one moment, into a new file that only its owner may read; then checks it as audit
verify does. The bot goes on meanwhile; nothing in its folder is changed. A file that is there already is never written over.

To go back to it: stop Hush, make a new folder, put the file there as hush.db, and start Hush with that folder as HUSH_DATA_DIR. README.md
says what a backup cannot know. With DATABASE_URL set there is nothing to copy here: pg_dump does it.

Exit code 0: it was written, and all is sound. 1: it could not be written, or was written but something is not sound. 2: the command line or
the configuration is wrong.`,
  options: {
    to: { type: 'string', value: '<file>', what: 'the file to write; it has to be said' },
  },
  run: async ({ to }) => {
    if (!to) throw new WrongUse('--to has to name the file to write.');
    const [{ processEnvironment, readAuditAccess }, { backUp }, { verdictText }] = await Promise.all([
      import('../config.ts'),
      import('../store/backup.ts'),
      import('./audit-verdict.ts'),
    ]);
    const environment = processEnvironment();
    if (environment.DATABASE_URL?.trim()) {
      throw new WrongUse(
        'DATABASE_URL is set, and backup copies the embedded database. PostgreSQL has its own: pg_dump --format=custom --file=hush.dump "$DATABASE_URL"',
      );
    }
    const { dataDir, keys } = readAuditAccess(environment);
    const { bytes, findings } = await backUp(dataDir, to, { keys });
    const { sound, lines } = verdictText(findings, undefined);
    process.stdout.write(
      [`Copied the database in ${dataDir} to ${to}: ${(bytes / 1e6).toFixed(1)} MB.`, '', ...lines, ''].join('\n'),
    );
    if (!sound) process.exitCode = 1;
  },
});
