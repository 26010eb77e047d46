import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { LineCounter, parseDocument, visit } from 'yaml';
import { z } from 'zod';
import type { Environment } from './variables.ts';

/** The apps of `hush.yml`, unchecked, and what is wrong with the file as a file. */
export interface FileApps {
  readonly apps: Readonly<Record<string, unknown>>;
  readonly problems: readonly string[];
  /** Names of variables that it takes texts from. */
  readonly uses?: ReadonlySet<string>;
  /** True when it could not be read, so that nobody knows which apps it has. */
  readonly broken?: boolean;
}

/** A key as an error may show it. `secret:abc`, without the space, is a key to YAML: what does not look like a name is not shown. */
export function shownKey(key: string): string {
  return /^[A-Za-z][A-Za-z_-]{0,31}$/.test(key) ? key : '(not a name)';
}

/** `: ` and the whole path; nothing if it does not look like one: a secret may have been put there by mistake. */
function shownPath(file: string): string {
  return /^(?:~|\.{1,2})?[/\\]|\.ya?ml$/.test(file) ? `: ${resolve(file)}` : '';
}

function troubleWith(error: unknown): string {
  const { code = 'unknown' } = error as NodeJS.ErrnoException;
  const words: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file',
    EISDIR: 'it is a folder',
    EACCES: 'Hush may not read it',
  };
  return words[code] ?? code;
}

/** Says that a setting is not known, and what is wrong if it does not even look like one. */
export function unknownSetting(place: string): string {
  return place.includes('(not a name)')
    ? `${place}: there is no such setting; a name and its value need a colon and a space between them`
    : `${place}: there is no such setting`;
}

/** Reads the apps of `hush.yml`, with `${VAR}` in texts replaced from the environment. */
export function readAppsFile(environment: Environment): FileApps {
  const file = environment.HUSH_CONFIG?.trim();
  if (!file) return { apps: {}, problems: [] };
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return {
      apps: {},
      broken: true,
      problems: [`HUSH_CONFIG names a file that cannot be read${shownPath(file)} (${troubleWith(error)})`],
    };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  // Never the parser's own words: they quote the file, which may hold a secret.
  const broken = [...document.errors, ...document.warnings].map(
    ({ code, pos }) => `hush.yml: line ${lines.linePos(pos[0]).line} is not sound YAML (${code})`,
  );
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document)) return;
      const { line } = lines.linePos(alias.range?.[0] ?? 0);
      broken.push(`hush.yml: line ${line} has a value that starts with *; write it in quotes`);
    },
  });
  if (broken.length > 0) return { apps: {}, problems: broken, broken: true };
  const problems: string[] = [];
  const uses = new Set<string>();
  const filled = fill(document.toJS(), { environment, problems, uses });
  const shape = z.strictObject({ apps: z.record(z.string(), z.unknown()).default({}) }).safeParse(filled ?? {});
  if (!shape.success) {
    const wrong = shape.error.issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => unknownSetting(`${shownKey(key)} in hush.yml`))
        : [`hush.yml: ${issue.message}`],
    );
    return { apps: {}, problems: [...problems, ...wrong], uses, broken: true };
  }
  return { apps: shape.data.apps, problems, uses };
}

interface Filling {
  readonly environment: Environment;
  readonly problems: string[];
  readonly uses: Set<string>;
}

function fill(value: unknown, filling: Filling): unknown {
  const { environment, problems, uses } = filling;
  if (typeof value === 'string') {
    return value.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, name: string) => {
      const found = environment[name];
      uses.add(name);
      // A secret may have been put between the braces by mistake; what looks like a variable's name is shown.
      const shown = /^[A-Z][A-Z_]{0,31}[A-Z0-9_]{0,8}$/.test(name) ? `\${${name}}` : 'a variable';
      if (!found) problems.push(`hush.yml uses ${shown}, which is not set`);
      return found ?? '';
    });
  }
  if (Array.isArray(value)) return value.map((item) => fill(item, filling));
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, filling)]));
  }
  return value;
}
