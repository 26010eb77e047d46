import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Document, isMap, isNode, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import { z } from 'zod';
import type { Environment } from './variables.ts';

/** The parts that a `hush.yml` can have. */
export const sections = ['apps', 'policy', 'audit', 'digest', 'workspaces'] as const;
export type Section = (typeof sections)[number];

/** What a `hush.yml` says, unchecked, and what is wrong with it as a file. */
export interface HushFile {
  /** Only the sections that it has. */
  readonly content: Readonly<Partial<Record<Section, unknown>>>;
  readonly problems: readonly string[];
  /** Names of variables that it takes texts from. */
  readonly uses: ReadonlySet<string>;
  /** True when it could not be read, so that nobody knows which apps it has. */
  readonly broken: boolean;
  /** The line, from 1, on which something stands, or the nearest thing around it that does; undefined if nothing of it is in the file. */
  lineOf(path: readonly PropertyKey[]): number | undefined;
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

const nothing: HushFile = { content: {}, problems: [], uses: new Set(), broken: false, lineOf: () => undefined };

/** Reads the `hush.yml` that `HUSH_CONFIG` names, with `${VAR}` in texts outside `policy` replaced from the environment. Without one there is nothing in it. */
export function readHushFile(environment: Environment): HushFile {
  const file = environment.HUSH_CONFIG?.trim();
  if (!file) return nothing;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const problem = `HUSH_CONFIG names a file that cannot be read${shownPath(file)} (${troubleWith(error)})`;
    return { ...nothing, problems: [problem], broken: true };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  // Never the parser's own words: they quote the file, which may hold a secret.
  const unsound = [...document.errors, ...document.warnings].map(
    ({ code, pos }) => `hush.yml: line ${lines.linePos(pos[0]).line} is not sound YAML (${code})`,
  );
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document)) return;
      const { line } = lines.linePos(alias.range?.[0] ?? 0);
      unsound.push(`hush.yml: line ${line} has a value that starts with *; write it in quotes`);
    },
  });
  if (unsound.length > 0) return { ...nothing, problems: unsound, broken: true };
  const problems: string[] = [];
  const uses = new Set<string>();
  const lineOf = (path: readonly PropertyKey[]) => lineIn(document, lines, path);
  const filled = filledIn(document.toJS(), { environment, problems, uses });
  const shape = z.strictObject(Object.fromEntries(sections.map((name) => [name, z.unknown().optional()])));
  const read = shape.safeParse(filled ?? {});
  if (read.success) return { content: read.data, problems, uses, broken: false, lineOf };
  const wrong = read.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => unknownSetting(`${shownKey(key)} in hush.yml, line ${lineOf([key])}`))
      : [`hush.yml: ${issue.message}`],
  );
  return { ...nothing, problems: [...problems, ...wrong], uses, broken: true };
}

function lineIn(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const found = keyOrItem(document, path.slice(0, length));
    if (found !== undefined) return lines.linePos(found).line;
  }
  return undefined;
}

/** Where the key stands that a path ends in; of a list, where the item does. An offset into the text. */
function keyOrItem(document: Document, path: readonly PropertyKey[]): number | undefined {
  const last = path.at(-1);
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (isMap(parent)) {
    const key = parent.items.find((pair) => String(pair.key) === String(last))?.key;
    return isNode(key) ? key.range?.[0] : undefined;
  }
  const item = isSeq(parent) ? parent.items[Number(last)] : undefined;
  return isNode(item) ? item.range?.[0] : undefined;
}

interface Filling {
  readonly environment: Environment;
  readonly problems: string[];
  readonly uses: Set<string>;
}

/** A policy holds no secrets, and its problems are told with what it says: nothing of the environment goes into it. */
function filledIn(content: unknown, filling: Filling): unknown {
  const isMapping = content !== null && typeof content === 'object' && !Array.isArray(content);
  if (!isMapping || !('policy' in content)) return fill(content, filling);
  const { policy, ...rest } = content;
  return { ...(fill(rest, filling) as object), policy };
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
