import { z } from 'zod';

/** What `sslmode` may say (https://www.postgresql.org/docs/current/libpq-ssl.html), and node-postgres's own `no-verify`. */
const tlsModes: readonly string[] = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'];

/** What is wrong with an address of a PostgreSQL, for the end of a sentence; undefined if nothing is. Never holds a part of it. */
export function databaseUrlProblem(text: string): string | undefined {
  if (!/^postgres(?:ql)?:\/\//.test(text)) return 'must start with postgres:// or postgresql://';
  const unreadable =
    'cannot be read: in its user and password each of : / ? # [ ] @ % must be written as % and two digits, @ as %40';
  if (!URL.canParse(text)) return unreadable;
  const { username, password, pathname, hash, searchParams } = new URL(text);
  try {
    for (const part of [username, password, pathname]) decodeURIComponent(part);
  } catch {
    return unreadable;
  }
  if (hash !== '') return unreadable;
  if (!/^\/[^/]+$/.test(pathname))
    return 'must name one database behind the host, as in postgres://hush@localhost/hush';
  const mode = searchParams.get('sslmode');
  return mode === null || tlsModes.includes(mode) ? undefined : `has an sslmode that is none of ${tlsModes.join(', ')}`;
}

/** The address of a PostgreSQL, password and all: a secret. */
export const databaseUrl = z.string().superRefine((text, context) => {
  const problem = databaseUrlProblem(text);
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
});

/** What of an address of a PostgreSQL nobody may read. */
export function secretsOfUrl(url: string | undefined): readonly string[] {
  if (url === undefined) return [];
  const { password, searchParams } = new URL(url);
  const inQuery = searchParams.get('password') ?? '';
  const passwords = [password, decodeURIComponent(password), inQuery].filter((text) => text !== '');
  return passwords.length === 0 ? [] : [url, ...passwords];
}
