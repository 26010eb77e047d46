import type { MoveEnd } from '../store/move/move-end.ts';
import { command, WrongUse } from './command.ts';

/** `npm run hush -- move`: from the embedded database to PostgreSQL, and back. */
export const move = command({
  summary: 'moves everything from the embedded database to an empty PostgreSQL, or back',
  details: `Copies all cases, what is on, the audit and what waits to be told, with their numbers; then reads all of it back, compares it row by
row, and checks the audit as audit verify does. Where it comes from nothing is changed. Stop every Hush on both before. A move that fails
or is killed leaves nothing behind: it can be begun again.

One of the two is a folder, the other an address, postgres://user:password@host/database. In place of the address env means the one in
DATABASE_URL: a password on the command line can be seen by whoever sees the machine's processes.

  npm run hush -- move --from ./data --to env

Exit code 0: everything was moved. 1: nothing was moved, or all was, but the audit is not sound. 2: the command line is wrong.`,
  options: {
    from: { type: 'string', value: '<place>', what: 'what is moved; it has to be said' },
    to: { type: 'string', value: '<place>', what: 'where to; it has to be said' },
  },
  run: async ({ from, to }) => {
    const [{ processEnvironment, readAuditAccess }, { move: moveAll }, { verdictText }, { systemClock }] =
      await Promise.all([
        import('../config.ts'),
        import('../store/move/move.ts'),
        import('./audit-verdict.ts'),
        import('../lib/clock.ts'),
      ]);
    const environment = processEnvironment();
    const [source, target] = [await readPlace('--from', from, environment), await readPlace('--to', to, environment)];
    if (source.kind === target.kind) {
      throw new WrongUse(
        'One of --from and --to has to be a folder, the other an address that begins with postgres://, or env.',
      );
    }
    const [{ folderEnd }, { postgresEnd }] = await Promise.all([
      import('../store/move/folder-end.ts'),
      import('../store/move/postgres-end.ts'),
    ]);
    const endAt = ({ kind, text }: Place): MoveEnd =>
      kind === 'folder' ? folderEnd(text) : postgresEnd(text, systemClock);
    const [fromEnd, toEnd] = [endAt(source), endAt(target)];
    const say = (line: string) => process.stdout.write(`${line}\n`);
    say(`Moving everything from ${fromEnd.place} to ${toEnd.place}.\n`);
    const findings = await moveAll({
      from: fromEnd,
      to: toEnd,
      keys: readAuditAccess(environment).keys,
      told: (table, rows) => say(`ok      ${table}: ${rows.toLocaleString('en-US')}`),
    });
    const { sound, lines } = verdictText(findings, undefined);
    for (const line of lines) say(line);
    say(`
${sound ? 'Everything was moved.' : 'Everything was moved as it was, but its audit is not sound: see above.'} Now ${toEnd.setting} and start Hush.
Keep ${fromEnd.place} as it is until you are sure, and start no Hush on it: two that end the same mutes get in each other's way.`);
    if (!sound) process.exitCode = 1;
  },
});

interface Place {
  readonly kind: 'folder' | 'postgres';
  readonly text: string;
}

async function readPlace(
  option: string,
  text: string | undefined,
  { DATABASE_URL: url = '' }: { readonly DATABASE_URL?: string },
): Promise<Place> {
  const { databaseUrlProblem } = await import('../config/database-url.ts');
  if (!text) throw new WrongUse(`${option} has to say a folder, an address that begins with postgres://, or env.`);
  if (text === 'env' && url.trim() === '') throw new WrongUse(`${option} env: DATABASE_URL is not set.`);
  const place = text === 'env' ? url.trim() : text;
  if (text !== 'env' && !/^\w+:\/\//.test(place)) return { kind: 'folder', text: place };
  const problem = databaseUrlProblem(place);
  if (problem !== undefined) throw new WrongUse(`${option}${text === 'env' ? ': DATABASE_URL' : ''} ${problem}.`);
  return { kind: 'postgres', text: place };
}
